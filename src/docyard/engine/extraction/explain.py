"""Why a field has its value: the candidates that were weighed, best first."""

from collections.abc import Sequence
from dataclasses import dataclass

from docyard.domain.apps import DocumentClass, FieldKind
from docyard.domain.pages import Page
from docyard.domain.results import SourceBox
from docyard.engine.extraction.answers import rank_views
from docyard.engine.extraction.candidates import Candidate
from docyard.engine.extraction.cells import read_cells
from docyard.engine.extraction.describe import describe
from docyard.engine.extraction.labels import Target, target
from docyard.engine.extraction.layout import Layout, lay_out
from docyard.engine.extraction.results import read_from
from docyard.engine.extraction.scorer import Scorer

MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate: its text as printed, its score on the scale of a logit, and where it stands.

    A candidate from a form's cell has no score: the cell decides alone.
    """

    text: str
    score: float | None
    sources: tuple[SourceBox, ...]


@dataclass(frozen=True, slots=True)
class Weighing:
    """How a field was decided; ``way`` is ``model``, ``rules`` or ``cell``, ``candidates`` are best first."""

    field: str
    way: str
    candidates: tuple[Weighed, ...]


def weigh(pages: Sequence[Page], document_class: DocumentClass, *, scorer: Scorer) -> tuple[Weighing, ...]:
    """Return what was weighed for each field that is read from one place, in class order.

    Values of other fields may still have moved the choice: no two are read from one place, and sums add up.
    """
    layout = lay_out(pages)
    fields = [f for f in document_class.fields if f.kind is FieldKind.TEXT]
    targets = [target(f, scorer.lexicon) for f in fields]
    rankings = rank_views(describe(layout, targets, scorer.lexicon), scorer)
    cells = read_cells(layout, targets)
    weighings = []
    for wanted, ranking, cell in zip(targets, rankings, cells, strict=True):
        found = [_weighed(layout, c.candidate, c.score) for c in ranking[:MOST_CANDIDATES]]
        way = _way(wanted, scorer)
        if cell is not None and not wanted.concept:
            way = "cell"
            found = [*([_weighed(layout, cell.candidate, None)] if cell.candidate else []), *found]
        weighings.append(Weighing(wanted.name, way, tuple(found[:MOST_CANDIDATES])))
    return tuple(weighings)


def _way(wanted: Target, scorer: Scorer) -> str:
    return "model" if wanted.concept in scorer.models else "rules"


def _weighed(layout: Layout, candidate: Candidate, score: float | None) -> Weighed:
    sources, _ = read_from(layout, candidate.spans)
    return Weighed(candidate.text, None if score is None else round(score, 3), sources)
