"""What anybody knows about where values stand: a score per candidate that needs no training.

Weights are hand-set on the meaning of the columns; a trained scorer replaces them where one fits.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from docyard.domain.apps import ValueType
from docyard.engine.extraction.calibration import Calibration
from docyard.engine.extraction.candidates import Candidate, Span
from docyard.engine.extraction.describe import Described
from docyard.engine.extraction.evidence import Matrix
from docyard.engine.extraction.features import FEATURES
from docyard.engine.extraction.labels import Target
from docyard.engine.extraction.layout import runs_on
from docyard.engine.extraction.sections import PARTIES
from docyard.engine.extraction.words import LEGAL_FORM

Score = NDArray[np.float32]
Column = Callable[[str], Score]

SUMS = frozenset({"total", "amount due"})
# Types whose form says enough, and concepts that documents often print without a label.
TOLD_BY_FORM = frozenset({ValueType.TIME, ValueType.CURRENCY, ValueType.EMAIL, ValueType.IBAN, ValueType.MRZ})
PLAIN_CONCEPTS = frozenset({"date"})
# Types of which a document with this few values leaves little doubt, labelled or not.
OWN_FORM = frozenset({ValueType.DATE, ValueType.PHONE})
FEW = 2
PROSE_TYPES = frozenset({ValueType.TEXT, ValueType.PERSON})
LABEL_OF_ANOTHER = 0.9
PLAIN_LABEL = 0.85
# A line right below such a label is the name, and what follows its address.
HEADED = 0.9
COLONS = (":", "：")
# Characters that may stand between a label's words and its colon.
LONGEST_REST = 12
# Names of what a range of dates begins and ends with, and what stands between them.
STARTS = frozenset(
    {"start", "begin", "beginning", "from", "effective", "von", "beginn", "du", "inicio", "desde"}
)
ENDS = frozenset(
    {"end", "ending", "to", "until", "expiration", "expiry", "expires", "bis", "ende", "au", "fin"}
)
RANGE = re.compile(r"\s*(?:to|through|thru|until|till|and|bis|au|al|a|hasta|t/m|[-–—~/])\s*", re.IGNORECASE)
# A label must be this like, and no more than this behind the best label of something else.
LEAST_LABEL = 0.55
MOST_BEHIND = 0.25
# An unlabelled name must look like a company's by itself.
LEAST_NAME = 0.3
# A name this like a web address is its owner's.
LIKE_DOMAIN = 0.7
# Characters at the end of a name in which its legal form stands.
LEGAL_TAIL = 8
# Share of the page's width beyond which a text to the left labels no name.
FARTHEST_LABEL = 0.35
# Scores at which rules are right half of the time, and how fast that changes.
SLOPE = 1.6
LABELLED_MIDDLE = 2.2
MIDDLE: Mapping[ValueType, float] = MappingProxyType(
    {
        ValueType.ORGANIZATION: 0.8, ValueType.ADDRESS: 2.2, ValueType.DATE: -0.3, ValueType.TIME: -0.3,
        ValueType.CURRENCY: -0.5, ValueType.EMAIL: -0.3, ValueType.IBAN: -0.3, ValueType.MRZ: -1.0,
    }
)  # fmt: skip
RULE_CALIBRATION = Calibration(winner=0.5, lead=0.4, form=0.0, intercept=0.5)


def rule_scores(matrix: Matrix, target: Target) -> Score:
    """Score each candidate for a target; about 0 says nothing speaks for it, 3 a clear label.

    Args:
        matrix: rows of ``FEATURES``.
        target: what is looked for.
    """

    def column(name: str) -> Score:
        values: Score = matrix[:, FEATURES.index(name)]
        return values

    own = np.maximum.reduce(
        [
            column("label_left"), 0.9 * column("label_up"), 0.75 * column("label_far"),
            0.5 * column("label_upup"),
            0.8 * _section(column, target),
        ]
    )  # fmt: skip
    other = np.maximum(_other_left(column, target), 0.9 * column("other_up"))
    itself = column("label_own")
    if target.value_type is ValueType.ORGANIZATION:
        itself = itself * (column("own_legal") == 0)
    score = 3 * own - 1.5 * np.maximum(0, other - own) - 1.5 * itself - 0.5 * column("other_own")
    if target.value_type in PROSE_TYPES:
        score -= 1.0 * (column("other_own") >= LABEL_OF_ANOTHER)
    score += BY_TYPE.get(target.value_type, _plain)(column, target) + 0.6 * _own_party(column, target)
    return np.asarray(score, np.float32)


def rule_logits(view: Described) -> Score:
    """Give the rules' score on the scale of a logit: 0 where right and wrong answers are equally common."""
    kind = view.target.value_type
    middle = MIDDLE.get(kind, LABELLED_MIDDLE)
    scores = rule_scores(view.matrix, view.target) + _ranges(view)
    logits: Score = SLOPE * (scores - np.float32(middle))
    return logits


def acceptable(view: Described) -> NDArray[np.intp]:
    """Give the positions of candidates that may be an answer at all: labelled, or telling by form alone."""
    target, kind = view.target, view.target.value_type

    def column(name: str) -> Score:
        values: Score = view.matrix[:, FEATURES.index(name)]
        return values

    label = np.maximum(column("label_best"), 0.9 * column("label_upup"))
    other = np.maximum(_other_left(column, target), column("other_up"))
    label = np.maximum(label, 0.8 * _section(column, target))
    labelled = (label >= LEAST_LABEL) & (label >= other - MOST_BEHIND)
    if kind is ValueType.ORGANIZATION:
        by_form = rule_scores(view.matrix, target) >= LEAST_NAME
        # A letterhead names who sends; who receives has an address below the name, or a label.
        accepted = labelled | (by_form & (column("block") > 0) if "customer" in target.concepts else by_form)
    elif kind is ValueType.ADDRESS:
        accepted = (column("own_adr") >= 2) | (column("own_pc") >= 1) | labelled
    elif kind in TOLD_BY_FORM or PLAIN_CONCEPTS & target.concepts:
        accepted = np.ones(len(label), bool)
    elif kind is ValueType.AMOUNT and SUMS & target.concepts:
        accepted = labelled | ((column("is_largest") > 0) & (column("cents") > 0))
    else:
        accepted = labelled
    if kind in OWN_FORM and len({c.text for c in view.evidence.candidates}) <= FEW:
        accepted = np.ones(len(label), bool)
    if kind in PROSE_TYPES or kind is ValueType.ORGANIZATION:
        accepted = accepted & ~_labels_themselves(view)
    if kind in PROSE_TYPES or kind is ValueType.ORGANIZATION:
        accepted = accepted & ~_parts_of_sentences(view, column("label_left"))
    return np.flatnonzero(accepted)


def _parts_of_sentences(view: Described, label: Score) -> NDArray[np.bool_]:
    """Tell the candidates that a line of running text holds, but for those beside a label of their own."""
    segments = view.evidence.layout.segments
    running = {s.index for s in segments if runs_on(s.text)}

    def is_firm(candidate: Candidate) -> bool:
        return candidate.spans[0].start == 0 and LEGAL_FORM.search(candidate.text[-LEGAL_TAIL:]) is not None

    return np.array(
        [
            like < PLAIN_LABEL and any(s.segment in running for s in c.spans) and not is_firm(c)
            for c, like in zip(view.evidence.candidates, label, strict=True)
        ],
        bool,
    )


def _labels_themselves(view: Described) -> NDArray[np.bool_]:
    """Tell the candidates with a line that ends in a colon: they label what follows."""
    segments = view.evidence.layout.segments

    def is_label(span: Span) -> bool:
        rest = segments[span.segment].text[span.end :].strip()
        printed = segments[span.segment].text[span.start : span.end].rstrip()
        return printed.endswith(COLONS) or (rest.endswith(COLONS) and len(rest) <= LONGEST_REST)

    return np.array([any(map(is_label, c.spans)) for c in view.evidence.candidates], bool)


def _ranges(view: Described) -> Score:
    """Favour the first date of a range for what begins, the second for what ends."""
    shift = np.zeros(len(view.evidence.candidates), np.float32)
    words = {word for label in view.target.labels for word in label}
    sign = int(bool(words & ENDS)) - int(bool(words & STARTS))
    if not sign or view.target.value_type is not ValueType.DATE:
        return shift
    segments = view.evidence.layout.segments
    spans = [c.spans[0] for c in view.evidence.candidates]
    for i, one in enumerate(spans):
        for k, other in enumerate(spans):
            between = segments[one.segment].text[one.end : other.start]
            if one.segment == other.segment and one.end < other.start and RANGE.fullmatch(between):
                shift[i] -= sign
                shift[k] += sign
    return shift


def _other_left(column: Column, target: Target) -> Score:
    """Give how well the text to the left labels something else; far from a name it says nothing."""
    other = column("other_left")
    is_name = target.value_type is ValueType.ORGANIZATION
    return np.where(column("gap_left") > FARTHEST_LABEL, 0, other) if is_name else other


def _own_party(column: Column, target: Target) -> Score:
    """Favour values in the section of the party that a field's name speaks of, as in "supplier tax id"."""
    spoken = target.labels[0] if target.labels else ()
    own = [name for name in PARTIES if name not in target.concepts and set(name.split()) <= set(spoken)]
    if not own:
        return np.zeros_like(column("row"))
    others = [column(f"section_{name.replace(' ', '_')}") for name in PARTIES if name not in own]
    sections = [column(f"section_{name.replace(' ', '_')}") for name in own]
    return np.asarray(np.maximum.reduce(sections) - np.maximum.reduce(others), np.float32)


def _section(column: Column, target: Target) -> Score:
    """Give how near below its own party's heading a candidate stands."""
    own = [column(f"section_{name.replace(' ', '_')}") for name in PARTIES if name in target.concepts]
    return np.maximum.reduce(own) if own else np.zeros_like(column("row"))


def _amount(column: Column, target: Target) -> Score:
    is_sum = bool(SUMS & target.concepts)
    score = 0.8 * column("cents") - 0.05 * (column("variant") > 0) + 0.15 * column("rank_share")
    if is_sum:
        score = score + 0.4 * column("is_largest") - 0.05 * np.minimum(column("value_rank"), 10)
        score = score - 1.0 * column("is_zero") + 0.1 * np.minimum(column("same_value"), 3)
        score = score + 0.3 * column("is_rounded") + 0.2 * np.minimum(column("minus_other"), 1)
    else:
        score = score - 0.5 * column("is_largest") - 0.3 * column("is_zero")
    return np.asarray(score, np.float32)


def _date(column: Column, target: Target) -> Score:
    return np.asarray(-0.03 * column("rank"), np.float32)


def _organization(column: Column, target: Target) -> Score:
    score = (
        0.8 * np.minimum(1, column("own_org")) + 0.6 * np.minimum(1, column("own_legal"))
        - 0.08 * np.minimum(column("row"), 15) - 0.8 * column("own_bad") - 0.5 * column("own_reg")
        + 0.3 * (column("height") > 1.2) - 0.3 * column("own_adr") - 0.3 * column("own_contact")
        - 0.15 * (column("variant") > 0) - 0.5 * (column("lines") - 1) - 2 * column("digits")
        - 0.6 * np.minimum(1, column("row_amounts")) - 0.8 * (column("own_pc") > 0)
        - 0.5 * ((column("own_adr") > 0) & (column("digits") > 0))
        + 0.4 * np.minimum(1, np.maximum(column("next_reg"), column("right_reg")))
        - 1.0 * (column("label_like") >= 0.9) - 1.0 * (column("letters") < 4) - 0.5 * column("colon")
        + 0.6 * column("left_name") - 1.0 * ((column("words") == 1) & (column("own_legal") > 0))
        + (_block(column) if "customer" in target.concepts else _letterhead(column))
    )  # fmt: skip
    return np.asarray(score, np.float32)


def _block(column: Column) -> Score:
    """Favour the first line of an address block: street and town below it, no contacts of a letterhead."""
    street = np.minimum(1, column("down_adr")) + 2 * (column("block") > 0)
    is_headed = column("label_up") > HEADED
    return np.asarray(
        0.4 * street - 0.5 * np.minimum(1, column("down_contact")) - 0.3 * (column("x0") > 0.5)
        - 0.3 * (column("lines") - 1) + 0.6 * (is_headed & (column("lines") == 1))
        - (column("section_customer") == 0)
        * (0.4 * np.minimum(1, column("own_org")) + 0.3 * np.minimum(1, column("own_legal")))
        - 0.6 * column("domain") * (column("domain") > LIKE_DOMAIN), np.float32
    )  # fmt: skip


def _letterhead(column: Column) -> Score:
    """Favour names that documents repeat and those of their web and e-mail addresses."""
    owns = column("domain") * (column("domain") > LIKE_DOMAIN)
    return np.asarray(0.1 * np.minimum(3, column("copies")) + 0.8 * owns, np.float32)


def _address(column: Column, target: Target) -> Score:
    score = (
        0.5 * np.minimum(column("own_adr"), 4) + 1.2 * np.minimum(1, column("own_pc"))
        - 1.2 * column("own_bad") - 1.0 * column("own_contact") - 0.05 * np.minimum(column("row"), 20)
        + 0.6 * column("starts_address") - 0.6 * np.minimum(1, column("own_legal")) - 0.6 * column("own_reg")
        - 0.3 * column("next_pc")
    )  # fmt: skip
    if any("street" in label for label in target.labels):
        score = score - 2.0 * np.minimum(1, column("own_pc")) - 0.5 * (column("lines") - 1)
    return np.asarray(score, np.float32)


def _text(column: Column, target: Target) -> Score:
    return np.asarray(
        -0.3 * column("own_bad") - 0.1 * (column("lines") - 1) - 0.5 * column("colon"), np.float32
    )


def _identifier(column: Column, target: Target) -> Score:
    return np.asarray(
        0.5 * column("digits") + 0.03 * np.minimum(column("length"), 12) - 0.1 * (column("variant") > 0),
        np.float32,
    )


def _number(column: Column, target: Target) -> Score:
    # A short number before much text is that of a box or paragraph.
    of_text = (column("starts_segment") > 0) & (column("cover") < 0.15)
    return np.asarray(_identifier(column, target) - 1.5 * of_text, np.float32)


def _plain(column: Column, target: Target) -> Score:
    return np.asarray(-0.03 * column("rank") - 0.1 * column("variant"), np.float32)


BY_TYPE: Mapping[ValueType, Callable[[Column, Target], Score]] = MappingProxyType(
    {
        ValueType.AMOUNT: _amount,
        ValueType.NUMBER: _number,
        ValueType.DATE: _date,
        ValueType.ORGANIZATION: _organization,
        ValueType.PERSON: _text,
        ValueType.ADDRESS: _address,
        ValueType.TEXT: _text,
        ValueType.IDENTIFIER: _identifier,
    }
)
