"""Requests of runs to language models: noted before they are sent, so that a crash forgets no cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from docyard.domain.models import ModelUse
from docyard.store.database import Session
from docyard.store.tables import LanguageModelRow, ModelRequestRow


class RequestState(StrEnum):
    """What became of a request; one that a crash left is ``sent`` for ever."""

    SENT = "sent"
    ANSWERED = "answered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A request that is about to be sent.

    Attributes:
        question: digest of the question.
        cost_micros: the most it can cost, in millionths of a currency unit.
        ends_at: it is not under way any more by then, whatever happens.
    """

    id: UUID
    run_id: UUID
    model_id: UUID
    model: str
    question: str
    cost_micros: int
    sent_at: datetime
    ends_at: datetime


def find_answer(session: Session, *, run_id: UUID, question: str) -> str | None:
    """Return what a question of the run was answered with; None if it was not."""
    return session.scalar(
        select(ModelRequestRow.answer)
        .where(
            ModelRequestRow.run_id == run_id,
            ModelRequestRow.question == question,
            ModelRequestRow.state == RequestState.ANSWERED.value,
        )
        .limit(1)
    )


def spent_micros(session: Session, *, run_id: UUID) -> int:
    """Return what a run spent so far; requests under way count with the most they can cost."""
    query = select(func.sum(ModelRequestRow.cost_micros)).where(ModelRequestRow.run_id == run_id)
    return int(session.scalar(query) or 0)


def count_under_way(session: Session, *, model_id: UUID, now: datetime) -> int:
    """Return how many requests to a model are under way; others wait until the session ends."""
    session.execute(select(LanguageModelRow.id).where(LanguageModelRow.id == model_id).with_for_update())
    query = select(func.count()).where(
        ModelRequestRow.model_id == model_id,
        ModelRequestRow.state == RequestState.SENT.value,
        ModelRequestRow.ends_at > now,
    )
    return int(session.scalar(query) or 0)


def add_request(session: Session, *, request: ModelRequest) -> None:
    """Note a request before it is sent."""
    session.add(
        ModelRequestRow(
            id=request.id,
            run_id=request.run_id,
            model_id=request.model_id,
            model=request.model,
            question=request.question,
            state=RequestState.SENT.value,
            input_tokens=0,
            output_tokens=0,
            cost_micros=request.cost_micros,
            answer=None,
            sent_at=request.sent_at,
            ends_at=request.ends_at,
        )
    )
    session.flush()


def end_request(
    session: Session, *, request_id: UUID, answer: str | None, tokens: tuple[int, int], cost_micros: int
) -> None:
    """Note what a request gave and cost; harmless if its run is deleted. ``tokens`` are in and out."""
    row = session.get(ModelRequestRow, request_id)
    if row is None:
        return
    row.state = (RequestState.FAILED if answer is None else RequestState.ANSWERED).value
    row.answer = answer
    row.input_tokens, row.output_tokens = tokens
    row.cost_micros = cost_micros
    session.flush()


def list_uses(session: Session, *, run_id: UUID) -> Sequence[ModelUse]:
    """Return what a run asked of each model, by name."""
    query = (
        select(
            ModelRequestRow.model,
            func.count(),
            func.sum(ModelRequestRow.input_tokens),
            func.sum(ModelRequestRow.output_tokens),
            func.sum(ModelRequestRow.cost_micros),
        )
        .where(ModelRequestRow.run_id == run_id)
        .group_by(ModelRequestRow.model)
        .order_by(ModelRequestRow.model)
    )
    return tuple(
        ModelUse(model, int(requests), int(sent), int(received), int(cost))
        for model, requests, sent, received, cost in session.execute(query)
    )
