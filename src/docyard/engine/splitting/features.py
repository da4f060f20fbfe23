"""What speaks for and against a new document between two pages."""

import math
from collections.abc import Callable, Mapping

from rapidfuzz import fuzz

from docyard.engine.classification import OTHER
from docyard.engine.splitting.profiles import Profile, cosine

Feature = Callable[[Profile, Profile, Profile], float]
"""Of the page before, a page, and the first page of the document that the page before belongs to."""

Pair = Callable[[Profile, Profile], float]


def _pair(feature: Pair) -> Feature:
    return lambda before, page, _: feature(before, page)


def _is_first(before: Profile, page: Profile) -> float:
    del before
    return float(page.number is not None and page.number.is_named and page.number.number == 1)


def _follows(before: Profile, page: Profile) -> float:
    one, two = before.number, page.number
    if one is None or two is None or not (one.is_named and two.is_named):
        return 0.0
    return float(two.number == one.number + 1 and one.of == two.of)


def _is_later(before: Profile, page: Profile) -> float:
    """The page says that it is not the first, whatever the one before says."""
    del before
    return float(page.number is not None and page.number.is_named and page.number.number > 1)


def _breaks(before: Profile, page: Profile) -> float:
    one, two = before.number, page.number
    if one is None or two is None or not (one.is_named and two.is_named):
        return 0.0
    return float(two.number != one.number + 1 or one.of != two.of)


def _ended(before: Profile, page: Profile) -> float:
    del page
    return float(before.number is not None and before.number.of == before.number.number)


def _unfinished(before: Profile, page: Profile) -> float:
    del page
    return float(
        before.number is not None and before.number.of is not None and before.number.number < before.number.of
    )


def _lone_follows(before: Profile, page: Profile) -> float:
    one, two = before.number, page.number
    if one is None or two is None or two.is_named:
        return 0.0
    return float(two.number == one.number + 1)


def _lone_second(before: Profile, page: Profile) -> float:
    """The second page of a document often is the first that prints its number."""
    return float(before.number is None and page.number is not None and page.number.number == 2)


def _number_lost(before: Profile, page: Profile) -> float:
    return float(before.number is not None and page.number is None)


def _edge(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    pairs = [fuzz.ratio(a, b) / 100 for a in one[:2] for b in other[:2] if min(len(a), len(b)) >= 4]
    return max(pairs, default=0.0)


def _identifiers(before: Profile, page: Profile) -> float:
    return float(min(3, len(before.identifiers & page.identifiers)))


def _other_size(before: Profile, page: Profile) -> float:
    ratios = (page.width_px / before.width_px, page.height_px / before.height_px)
    return float(max(abs(math.log(ratio)) for ratio in ratios) > 0.03)


def _other_shape(before: Profile, page: Profile) -> float:
    own, last = page.width_px / page.height_px, before.width_px / before.height_px
    return min(1.0, abs(math.log(own / last)))


def _height_change(before: Profile, page: Profile) -> float:
    if not before.words or not page.words:
        return 0.0
    return min(1.0, abs(math.log(page.word_height / before.word_height)))


def _items_follow(before: Profile, page: Profile) -> float:
    if before.items is None or page.items is None:
        return 0.0
    return float(page.items[0] in {before.items[1], before.items[1] + 1} and page.items[0] > 1)


def _items_restart(before: Profile, page: Profile) -> float:
    if page.items is None:
        return 0.0
    return float(page.items[0] == 1 and before.items is not None and before.items[1] > 1)


def _same_class(before: Profile, page: Profile) -> float:
    return sum(share * page.shares[name] for name, share in before.shares.items() if name != OTHER)


def _other_class(before: Profile, page: Profile) -> float:
    if not before.shares:
        return 0.0
    known = (1 - before.shares[OTHER]) * (1 - page.shares[OTHER])
    return known - _same_class(before, page)


def _renamed(before: Profile, page: Profile, first: Profile) -> float:
    del before
    if page.named is None or first.named is None or page.named == first.named:
        return 0.0
    return page.titled * first.titled


def _named_again(before: Profile, page: Profile, first: Profile) -> float:
    del before
    return page.titled * first.titled if page.named is not None and page.named == first.named else 0.0


def _other_form(before: Profile, page: Profile, first: Profile) -> float:
    known = before.form_codes | first.form_codes
    return float(bool(known and page.form_codes) and not known & page.form_codes)


def _same_form(before: Profile, page: Profile, first: Profile) -> float:
    return float(bool((before.form_codes | first.form_codes) & page.form_codes))


FEATURES: Mapping[str, Feature] = {
    "says first page": _pair(_is_first),
    "says next page": _pair(_follows),
    "says later page": _pair(_is_later),
    "page numbers break": _pair(_breaks),
    "last page came before": _pair(_ended),
    "more pages announced": _pair(_unfinished),
    "lone number follows": _pair(_lone_follows),
    "lone number two": _pair(_lone_second),
    "page number lost": _pair(_number_lost),
    "headers alike": lambda before, page, _: _edge(before.heads, page.heads),
    "footers alike": lambda before, page, _: _edge(before.feet, page.feet),
    "words alike": lambda before, page, _: cosine(before.terms, page.terms),
    "language alike": lambda before, page, _: cosine(before.function_words, page.function_words),
    "identifiers shared": _pair(_identifiers),
    "other size": _pair(_other_size),
    "other shape": _pair(_other_shape),
    "other source": lambda before, page, _: float(before.is_ocr != page.is_ocr),
    "other word height": _pair(_height_change),
    "other margin": lambda before, page, _: min(0.3, abs(page.left - before.left)),
    "begins within a sentence": lambda _, page, __: float(page.begins_within),
    "ended within a sentence": lambda before, _, __: float(before.ends_within),
    "space was left": lambda before, _, __: 1 - min(1.0, before.bottom),
    "begins far down": lambda _, page, __: min(0.3, page.top),
    "title": lambda _, page, __: min(4.0, page.title_height),
    "date on top": lambda _, page, __: float(page.has_date_on_top),
    "continued": lambda _, page, __: float(page.is_continued),
    "closing came before": lambda before, _, __: float(before.closes),
    "begins with a signature": lambda _, page, __: float(page.opens_signing),
    "items follow": _pair(_items_follow),
    "items restart": _pair(_items_restart),
    "same class": _pair(_same_class),
    "other class": _pair(_other_class),
    "class named on top": lambda _, page, __: page.titled,
    "other class named on top": lambda before, page, _: page.titled * _other_class(before, page),
    "another class named than on first": _renamed,
    "same class named as on first": _named_again,
    "other form number": _other_form,
    "same form number": _same_form,
    "few words": lambda _, page, __: float(page.words < 60),
    "few words before": lambda before, _, __: float(before.words < 60),
}
"""Name to a number from two neighbouring pages; the shipped weights go by these names."""
