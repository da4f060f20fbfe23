"""One file from bytes to documents: digitize, classify and split, extract, clean, derive, validate."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import groupby
from types import MappingProxyType

from docyard.domain.apps import AppDefinition, DocumentClass
from docyard.domain.models import Answer, ModelReach, Question
from docyard.domain.pages import Digitization, Page
from docyard.domain.results import DocumentResult, FieldResult, FileFailure, FileResult, PageLayout
from docyard.engine import page_images, searchable_pdf
from docyard.engine.classification import Classifier, example_of
from docyard.engine.cleaning import clean
from docyard.engine.derivation import derive
from docyard.engine.digitization import DigitizationLimits, OcrEngine, digitize
from docyard.engine.digitization.packing import pack, unpack
from docyard.engine.explanation import Explanation, explain_document
from docyard.engine.extraction import Scorer, extract
from docyard.engine.functions import Caller, DocumentFacts, FileCalls, FileFacts, Printed, Sandboxes
from docyard.engine.inference import Inquiry, read_with_models
from docyard.engine.revision import revise
from docyard.engine.splitting import split
from docyard.engine.validation import class_alerts, validate
from docyard.errors import DocyardError


@dataclass(frozen=True, slots=True)
class Engine:
    """What is costly to load and serves every file of a process; one thread at a time.

    Attributes:
        ocr: loads its models with the first page that needs them.
        scorer: decides between the candidates of a field.
        limits: bounds of what one file may ask for.
        sandboxes: run the functions of apps.
    """

    ocr: OcrEngine = field(default_factory=OcrEngine)
    scorer: Scorer = field(default_factory=Scorer.load)
    limits: DigitizationLimits = field(default_factory=DigitizationLimits)
    sandboxes: Sandboxes = field(default_factory=Sandboxes)


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file and what to do with it.

    Attributes:
        name: for messages and results; never decides the format.
        digitization: packed, from an earlier time; None digitizes the file.
        passwords: tried in turn on an encrypted file.
        searchable_pdf: whether to make a searchable PDF of each document.
        max_pages: a file with more pages is refused; None leaves it to the engine's own limit.
        explain: whether to say for each value why it is what it is.
        today: what rules take for the date of the run.
        facts: what functions get to know of the run.
        models: language models that may be asked, by their names in the app.
        answers: what they answered so far, by digest of the question.
        reviewed: the file's documents as a review left them; their pages and what people wrote stand, and
            what follows from that is made anew. None has the documents found.
    """

    name: str
    data: bytes = field(repr=False)
    app: AppDefinition
    today: date
    digitization: bytes | None = field(default=None, repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)
    searchable_pdf: bool = False
    max_pages: int | None = None
    facts: FileFacts = field(default_factory=FileFacts)
    models: Mapping[str, ModelReach] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    reviewed: tuple[DocumentResult, ...] | None = field(default=None, repr=False)
    explain: bool = False


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of a file.

    Attributes:
        digitization: packed, to be kept; None if it was given, or there is none.
        pdfs: one per document if they were asked for, None where a document is too long for one.
        page_count: pages that were read.
        printed: what functions printed.
        explanations: of the fields of each document, if they were asked for.
        engine_s: seconds that it took, as the caller measured them.
        questions: what language models are to be asked before the result is whole; the file is processed
            again with the answers. None of them means that it is whole.
    """

    result: FileResult
    digitization: bytes | None = field(default=None, repr=False)
    pdfs: tuple[bytes | None, ...] = field(default=(), repr=False)
    page_count: int = 0
    printed: tuple[Printed, ...] = ()
    explanations: tuple[tuple[Explanation, ...], ...] = field(default=(), repr=False)
    engine_s: float = 0.0
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class _Means:
    """What the documents of one file are understood with."""

    classifier: Classifier
    scorer: Scorer
    calls: FileCalls


def process_file(task: FileTask, *, engine: Engine) -> FileOutcome:
    """Return the documents of a file; a refusal on purpose becomes the result's failure."""
    try:
        engine.sandboxes.require(task.app)
        digitization = _kept(task.digitization)
        packed = None
        if digitization is None:
            packed = pack(_digitize(task, engine))
            # Read back even when new: a kept digitization must give the very same result later.
            digitization = unpack(packed)
        classifier = Classifier.of(task.app.classes)
        parts = _parts(digitization.pages, task, classifier)
        calls = FileCalls(task.app, task.facts, engine.sandboxes)
        draw = partial(page_images.draw, data=task.data, name=task.name, passwords=task.passwords)
        inquiries = [Inquiry(models=task.models, answers=task.answers, images=draw) for _ in parts]
        means = _Means(classifier, engine.scorer, calls)
        documents = _documents(parts, inquiries, task, means)
        questions = {digest: question for inquiry in inquiries for digest, question in inquiry.open.items()}
        return FileOutcome(
            result=FileResult(task.name, documents, attachments=digitization.attachments),
            digitization=packed,
            pdfs=_pdfs(task, parts) if task.searchable_pdf and not questions else (),
            page_count=len(digitization.pages),
            printed=calls.printed,
            questions=tuple(questions.values()),
            explanations=_explanations(task, parts, documents, engine.scorer) if task.explain else (),
        )
    except DocyardError as refusal:
        failure = FileFailure(code=refusal.code, message=refusal.message, retryable=refusal.retryable)
        return FileOutcome(result=FileResult(task.name, failure=failure))


def _parts(pages: Sequence[Page], task: FileTask, classifier: Classifier) -> list[Sequence[Page]]:
    """Return the pages of each document."""
    if task.reviewed is not None:
        return [[pages[layout.page] for layout in document.layouts] for document in task.reviewed]
    return [
        part for own in _file_by_file(pages) for part in split(own, task.app.splitting, classifier=classifier)
    ]


def _kept(packed: bytes | None) -> Digitization | None:
    """Return a kept digitization; None, so that it is made again, if it is damaged."""
    try:
        return None if packed is None else unpack(packed)
    except ValueError:
        return None


def _digitize(task: FileTask, engine: Engine) -> Digitization:
    return digitize(
        task.data,
        name=task.name,
        options=task.app.digitization,
        ocr=engine.ocr,
        passwords=task.passwords,
        limits=engine.limits if task.max_pages is None else replace(engine.limits, max_pages=task.max_pages),
    )


def _file_by_file(pages: Sequence[Page]) -> Iterator[tuple[Page, ...]]:
    """Yield the pages of the file itself, then those of each attachment: no document spans two."""
    for _, group in groupby(pages, key=lambda page: page.attached.number if page.attached else None):
        yield tuple(group)


def _documents(
    parts: Sequence[Sequence[Page]], inquiries: Sequence[Inquiry], task: FileTask, means: _Means
) -> tuple[DocumentResult, ...]:
    if task.reviewed is None:
        return tuple(
            _document(pages, task, means, inquiry) for pages, inquiry in zip(parts, inquiries, strict=True)
        )
    return tuple(
        _revised(document, pages, task, means, inquiry)
        for document, pages, inquiry in zip(task.reviewed, parts, inquiries, strict=True)
    )


def _document(pages: Sequence[Page], task: FileTask, means: _Means, inquiry: Inquiry) -> DocumentResult:
    choice = means.classifier.choose(pages)
    chosen = choice.document_class
    return DocumentResult(
        class_name=choice.name,
        class_confidence=choice.confidence,
        layouts=tuple(PageLayout(page.index, page.width_px, page.height_px, page.rotation) for page in pages),
        fields=() if chosen is None else _fields(pages, chosen, task, means, inquiry),
        attachment=pages[0].attached.number if pages[0].attached else None,
        alerts=class_alerts(
            choice.confidence, (*task.app.validation, *(() if chosen is None else chosen.validation))
        ),
    )


def _revised(
    document: DocumentResult, pages: Sequence[Page], task: FileTask, means: _Means, inquiry: Inquiry
) -> DocumentResult:
    """Return a document with what follows from what people wrote into it, and its text once that is all."""
    chosen = means.classifier.classes.get(document.class_name or "")
    if chosen is None:
        return document
    example = example_of(pages) if document.is_reviewed else ""
    if document.is_unread:
        written = {result.name: replace(result, alerts=()) for result in document.fields if result.edits}
        fields = _fields(pages, chosen, task, means, inquiry, written=written)
    elif document.is_edited:
        fields = revise(
            document.fields,
            chosen,
            general=task.app.validation,
            today=task.today,
            functions=_caller(pages, chosen, task, means),
            inquiry=inquiry,
        )
    else:
        fields = document.fields
    return replace(document, fields=fields, is_unread=False, example=example)


def _fields(
    pages: Sequence[Page],
    document_class: DocumentClass,
    task: FileTask,
    means: _Means,
    inquiry: Inquiry,
    *,
    written: Mapping[str, FieldResult] = MappingProxyType({}),
) -> tuple[FieldResult, ...]:
    """Read the fields of a document; those in ``written``, by people, stay."""
    functions = _caller(pages, document_class, task, means)

    def finish(results: Sequence[FieldResult]) -> tuple[FieldResult, ...]:
        cleaned = clean(results, document_class, functions=functions, inquiry=inquiry)
        if inquiry.is_waiting:
            return cleaned
        cleaned = tuple(written.get(result.name, result) for result in cleaned)
        return validate(
            derive(cleaned, document_class, functions=functions),
            document_class,
            general=task.app.validation,
            today=task.today,
            functions=functions,
            inquiry=inquiry,
        )

    # Neither steps nor models are troubled with what people wrote.
    found = extract(pages, document_class, scorer=means.scorer)
    read = read_with_models(
        [FieldResult(result.name, None) if result.name in written else result for result in found],
        pages,
        _without_models(document_class, written),
        inquiry=inquiry,
        finish=finish,
    )
    return read if inquiry.is_waiting else finish(read)


def _without_models(document_class: DocumentClass, names: Collection[str]) -> DocumentClass:
    """Return the class with models kept out of some fields."""
    fields = (
        replace(field, language_model=None) if field.name in names else field
        for field in document_class.fields
    )
    return replace(document_class, fields=tuple(fields))


def _caller(
    pages: Sequence[Page], document_class: DocumentClass, task: FileTask, means: _Means
) -> Caller | None:
    facts = _document_facts(pages, document_class, task)
    return Caller(means.calls, facts) if task.app.functions else None


def _document_facts(pages: Sequence[Page], document_class: DocumentClass, task: FileTask) -> DocumentFacts:
    return DocumentFacts(
        file_name=task.name,
        text="\n\n".join(_text(page) for page in pages),
        page_numbers=tuple(page.index + 1 for page in pages),
        class_name=document_class.name,
        app_name=task.app.name,
        app_version=task.app.version,
        today=task.today,
    )


def _text(page: Page) -> str:
    lines = groupby(page.words, key=lambda word: word.line)
    return "\n".join(" ".join(word.text for word in words) for _, words in lines)


def _explanations(
    task: FileTask, parts: Sequence[Sequence[Page]], documents: Sequence[DocumentResult], scorer: Scorer
) -> tuple[tuple[Explanation, ...], ...]:
    classes = {each.name: each for each in task.app.classes}
    return tuple(
        explain_document(
            pages,
            classes[document.class_name],
            scorer=scorer,
            results=document.fields,
            general=task.app.validation,
        )
        if document.class_name in classes
        else ()
        for pages, document in zip(parts, documents, strict=True)
    )


def _pdfs(task: FileTask, parts: Sequence[Sequence[Page]]) -> tuple[bytes | None, ...]:
    return tuple(
        searchable_pdf.make(task.data, name=task.name, pages=pages, passwords=task.passwords)
        for pages in parts
    )
