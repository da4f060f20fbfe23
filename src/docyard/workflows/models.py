"""Understanding a file whose app asks language models: engine and models take turns.

An engine process reads the file and says what is to be asked; this thread asks while the process reads
other files; then the file is understood again with the answers. Each request is noted with the most it
can cost before it is sent, and each answer is kept with its run: after a crash only what was under way is
asked again.
"""

import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import structlog

from docyard.domain.apps import AppDefinition
from docyard.domain.models import Answer, AnswerMode, LanguageModel, ModelReach, Question, Reply
from docyard.domain.run_events import EventLevel, NewRunEvent, RunEventKind
from docyard.domain.runs import Run, RunFile
from docyard.engine.inference import MAX_ROUNDS, NotInSchema, read_answer
from docyard.engine.pipeline import FileOutcome, FileTask
from docyard.errors import DocyardError, FileStopped
from docyard.integrations.model_endpoints import Again, Endpoint, ModelFailed
from docyard.integrations.models import ask_model, load_library
from docyard.store import model_requests, models, run_events, runs
from docyard.store.model_requests import ModelRequest
from docyard.workflows.worker import Worker

_log = structlog.get_logger()

SPEND_CAP = "spend_cap"
"""Code of a question that was not asked since the run had spent what it may; also its alerts' type."""

NO_ANSWER = "model"
"""Code of a question that its model did not answer; also its alerts' type."""

_ATTEMPTS = 4
_ASKED_AGAIN = 2
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 120.0
_LOOK_EVERY_S = 0.2
_AT_ONCE = 4
_SHOWN_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and for which file; ``should_stop`` tells whether nobody waits for it any more."""

    worker: Worker
    run: Run
    app: AppDefinition
    file: RunFile
    should_stop: Callable[[], bool]

    def pause(self, pause_s: float) -> None:
        """Wait, unless the run ends meanwhile."""
        until = time.monotonic() + pause_s
        while (left := until - time.monotonic()) > 0:
            if self.should_stop():
                raise FileStopped(f"{self.file.name!r} was stopped before it was understood.")
            time.sleep(min(left, 1.0))

    def note(self, kind: RunEventKind, message: str, *, level: EventLevel, code: str | None = None) -> None:
        """Tell in the run's log what a model did or did not do for the file."""
        event = NewRunEvent(
            kind=kind,
            at=self.worker.now(),
            message=message,
            level=level,
            file_position=self.file.position,
            file_name=self.file.name,
            code=code,
        )
        with self.worker.database.write() as session:
            if runs.lock_run(session, run_id=self.run.id):
                run_events.add_event(session, run_id=self.run.id, event=event)


def process_file(asking: Asking, task: FileTask, *, read: Callable[[FileTask], FileOutcome]) -> FileOutcome:
    """Return what became of a file, with the answers of all models that the app asks.

    ``read`` has the file understood in an engine process.

    Raises:
        FileStopped: Nobody waits for it any more.
    """
    if not asking.app.model_names:
        return read(task)
    task = replace(task, models=_reaches(asking))
    first = outcome = read(task)
    answers, engine_s, rounds = dict[str, Answer](), first.engine_s, 0
    while outcome.questions:
        rounds += 1
        assert rounds <= MAX_ROUNDS, "the engine has questions without end, which must not cost money"
        answers |= _ask_all(asking, outcome.questions)
        kept = first.digitization or task.digitization
        outcome = read(replace(task, answers=answers, digitization=kept))
        engine_s += outcome.engine_s
    return replace(outcome, digitization=first.digitization, engine_s=round(engine_s, 3))


def _reaches(asking: Asking) -> Mapping[str, ModelReach]:
    names, organization_id = asking.app.model_names, asking.run.organization_id
    with asking.worker.database.read() as session:
        found = models.find_models(session, organization_id=organization_id, names=names)
    return {
        name: ModelReach(model.context_tokens, model.output_tokens, model.vision)
        for name, model in found.items()
    }


class _CapReached(Exception):
    """The run may not spend what a request can cost."""


def _ask_all(asking: Asking, questions: tuple[Question, ...]) -> dict[str, Answer]:
    with ThreadPoolExecutor(min(_AT_ONCE, len(questions))) as threads:
        answers = threads.map(lambda question: _ask(asking, question), questions)
        return {question.digest: answer for question, answer in zip(questions, answers, strict=True)}


def _ask(asking: Asking, question: Question) -> Answer:
    """Return the answer to a question; where there is none, why."""
    with asking.worker.database.read() as session:
        kept = model_requests.find_answer(session, run_id=asking.run.id, question=question.digest)
    if kept is not None:
        return Answer(kept)
    try:
        return Answer(_asked_until_answered(asking, question))
    except _CapReached:
        cap = asking.app.spend_cap_micros / 1_000_000
        message = f"The run may spend {cap:g} on language models, and this would be more."
        return _unanswered(asking, SPEND_CAP, message)
    except FileStopped:
        raise
    except DocyardError as refusal:
        message = f"Language model {question.model!r} gave no answer: {refusal.message}"
        return _unanswered(asking, NO_ANSWER, message)


def _unanswered(asking: Asking, code: str, message: str) -> Answer:
    _log.warning("model.failed", run_id=str(asking.run.id), code=code, reason=message)
    asking.note(RunEventKind.MODEL_FAILED, message, level=EventLevel.WARNING, code=code)
    return Answer(None, code, message)


def _asked_until_answered(asking: Asking, question: Question) -> str:
    load_library()  # not in the time that a place among the requests is held
    failures, misfits, again, mode = 0, 0, None, None
    while True:
        try:
            model, endpoint = _open(asking, question.model)
            reply = _send(asking, question, model, endpoint, mode=mode or model.answer_mode, again=again)
        except ModelFailed as failed:
            if failed.wants_other_mode and mode is None and model.answer_mode is AnswerMode.JSON_SCHEMA:
                mode = AnswerMode.TOOL
                continue
            failures += 1
            if not failed.retryable or failures >= _ATTEMPTS:
                raise
            asking.pause(_pause_s(failed, failures))
            continue
        if isinstance(reply, str):
            _note_mode(asking, model, mode)
            return reply
        misfits += 1
        if misfits > _ASKED_AGAIN:
            raise ModelFailed("its answers do not fit the schema that it was given.")
        again = reply


def _open(asking: Asking, name: str) -> tuple[LanguageModel, Endpoint]:
    """Return the model as it is set up by now, so that a change helps runs that go on."""
    with asking.worker.database.read() as session:
        found = models.find_models(session, organization_id=asking.run.organization_id, names=[name])
        if name not in found:
            raise ModelFailed("it is not set up any more.")
        return found[name], asking.worker.models.open(session, found[name])


def _note_mode(asking: Asking, model: LanguageModel, mode: AnswerMode | None) -> None:
    if mode is not None:
        with asking.worker.database.write() as session:
            models.set_answer_mode(session, model_id=model.id, mode=mode)


def _pause_s(failed: ModelFailed, failures: int) -> float:
    """Return how long to wait: as the endpoint says, within reason, else longer each time."""
    if failed.retry_after_s is None:
        return float(_FIRST_PAUSE_S * 2 ** (failures - 1))
    if failed.retry_after_s > _LONGEST_PAUSE_S:
        raise failed
    return failed.retry_after_s


def _send(
    asking: Asking,
    question: Question,
    model: LanguageModel,
    endpoint: Endpoint,
    *,
    mode: AnswerMode,
    again: Again | None,
) -> str | Again:
    """Send a question once, and note what it cost; a misfit comes back as what to say of it.

    Nothing is sent where another file of the run got the answer meanwhile.

    Raises:
        ModelFailed: There is no answer.
        _CapReached: It could cost more than the run may spend.
    """
    request = _reserve(asking, question, model, again=again)
    if isinstance(request, str):
        return request
    try:
        reply = ask_model(endpoint, question, mode=mode, again=again)
    except ModelFailed as failed:
        _end(asking, request, None, tokens=(0, 0), cost_micros=0 if failed.is_free else request.cost_micros)
        raise
    body, misfit = _body(reply, question)
    counted = reply.input_tokens > 0 or reply.output_tokens > 0
    tokens = (reply.input_tokens, reply.output_tokens)
    cost = model.cost_micros(input_tokens=tokens[0], output_tokens=tokens[1])
    _end(asking, request, body, tokens=tokens, cost_micros=cost if counted else request.cost_micros)
    fits = "" if body is not None else "; its answer did not fit"
    told = f"{tokens[0]} tokens in, {tokens[1]} out, cost {cost / 1_000_000:g}{fits}"
    message = f"Language model {model.name!r} was asked: {told}."
    asking.note(RunEventKind.MODEL_ASKED, message, level=EventLevel.INFO)
    return body if body is not None else misfit


def _body(reply: Reply, question: Question) -> tuple[str | None, Again]:
    try:
        answer = read_answer(reply.text, json.loads(question.schema))
    except NotInSchema as misfit:
        return None, Again(reply.text[:_SHOWN_CHARACTERS], f"{misfit} Answer again, in the schema.")
    return json.dumps(answer, ensure_ascii=False), Again("", "")


def _reserve(
    asking: Asking, question: Question, model: LanguageModel, *, again: Again | None
) -> ModelRequest | str:
    """Note a request before it is sent, once there is a place for it, and money; or return its answer."""
    repeated = 0 if again is None else len(again.text.encode()) + len(again.complaint)
    most = model.cost_micros(
        input_tokens=question.input_tokens + repeated, output_tokens=question.output_tokens
    )
    while True:
        now = asking.worker.now()
        with asking.worker.database.write() as session:
            if not runs.lock_run(session, run_id=asking.run.id):
                raise FileStopped(f"{asking.file.name!r} was stopped: its run is deleted.")
            kept = model_requests.find_answer(session, run_id=asking.run.id, question=question.digest)
            if kept is not None:
                return kept
            spent = model_requests.spent_micros(session, run_id=asking.run.id)
            if most > 0 and spent + most > asking.app.spend_cap_micros:
                raise _CapReached
            under_way = model_requests.count_under_way(session, model_id=model.id, now=now)
            if under_way < model.requests_at_a_time:
                request = ModelRequest(
                    id=uuid4(),
                    run_id=asking.run.id,
                    model_id=model.id,
                    model=model.name,
                    question=question.digest,
                    cost_micros=most,
                    sent_at=now,
                    ends_at=now + timedelta(seconds=model.timeout_s + 5),
                )
                model_requests.add_request(session, request=request)
                return request
        asking.pause(_LOOK_EVERY_S)


def _end(
    asking: Asking,
    request: ModelRequest,
    body: str | None,
    *,
    tokens: tuple[int, int],
    cost_micros: int,
) -> None:
    with asking.worker.database.write() as session:
        model_requests.end_request(
            session, request_id=request.id, answer=body, tokens=tokens, cost_micros=cost_micros
        )
