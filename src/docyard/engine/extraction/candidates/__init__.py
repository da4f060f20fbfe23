"""Candidates: which stretches of a page may be a value of a type.

Purpose: one finder per value type; each gives every stretch of a layout's text that has the type's form.
May import: ``domain``, ``engine.extraction.layout`` and ``words``.
To add a value type: write a finder and add its line to ``FINDERS``; the contract suite then covers it.
Tests: ``tests/engine/extraction/test_candidates.py``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from docyard.domain.apps import ValueType
from docyard.engine.extraction.candidates import (
    addresses,
    amounts,
    contacts,
    currencies,
    dates,
    ibans,
    identifiers,
    mrz,
    names,
    tax_ids,
    times,
)
from docyard.engine.extraction.candidates.candidate import Candidate, Span
from docyard.engine.extraction.layout import Layout

__all__ = ["FINDERS", "Candidate", "Span", "find_candidates", "find_within"]

FINDERS: Mapping[ValueType, Callable[[Layout], Iterable[Candidate | None]]] = MappingProxyType(
    {
        ValueType.TEXT: names.find,
        ValueType.DATE: dates.find,
        ValueType.TIME: times.find,
        ValueType.AMOUNT: amounts.find,
        ValueType.NUMBER: amounts.find_numbers,
        ValueType.PERCENTAGE: amounts.find_percentages,
        ValueType.CURRENCY: currencies.find,
        ValueType.IDENTIFIER: identifiers.find,
        ValueType.ORGANIZATION: names.find_names,
        ValueType.PERSON: names.find_names,
        ValueType.ADDRESS: addresses.find,
        ValueType.PHONE: contacts.find_phones,
        ValueType.EMAIL: contacts.find_emails,
        ValueType.IBAN: ibans.find,
        ValueType.TAX_ID: tax_ids.find,
        ValueType.MRZ: mrz.find,
    }
)

MANY_LINES = frozenset(
    {ValueType.TEXT, ValueType.ORGANIZATION, ValueType.PERSON, ValueType.ADDRESS, ValueType.MRZ}
)


def find_candidates(layout: Layout, value_type: ValueType) -> tuple[Candidate, ...]:
    """Give each possible value of a type once, in reading order of its finder."""
    unique: dict[tuple[object, ...], Candidate] = {}
    for candidate in FINDERS[value_type](layout):
        if candidate is not None and candidate.text.strip():
            unique.setdefault((candidate.text, candidate.spans), candidate)
    return tuple(unique.values())


def find_within(layout: Layout, segments: Iterable[int], value_type: ValueType) -> tuple[Candidate, ...]:
    """Give the possible values of a type in some segments, for types whose values stand in one line."""
    if value_type in MANY_LINES:
        return ()
    some = tuple(layout.segments[i] for i in dict.fromkeys(segments))
    return find_candidates(replace(layout, segments=some), value_type)
