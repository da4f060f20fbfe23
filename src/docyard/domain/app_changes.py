"""What differs between two versions of an app."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Literal

from docyard.domain.apps import AppDefinition, AppKey, DocumentClass, Field

PartKind = Literal["app", "class", "field", "attribute", "key"]

_Part = AppDefinition | DocumentClass | Field | AppKey

# Parts are compared one by one, and the name says which they are.
_APART = frozenset({"name", "version", "classes", "fields", "attributes", "keys"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A property of a part with its two values, as JSON has them."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A part of an app that is there in one version only, or differs.

    Attributes:
        path: names from the outside in, e.g. class and field; empty for the app itself.
        differences: what of it differs; empty for parts that were added or removed.
    """

    part: PartKind
    path: tuple[str, ...]
    change: Literal["added", "removed", "changed"]
    differences: tuple[Difference, ...] = ()


def compare_apps(before: AppDefinition, after: AppDefinition) -> tuple[Change, ...]:
    """Return what changed, in the order of the new version, with removed parts behind the others.

    A part under another name counts as removed and added; the order of parts does not count.
    """
    return (
        *_changed("app", (), before, after),
        *_compare("class", (), before.classes, after.classes),
        *_compare("key", (), before.keys, after.keys),
    )


def _compare(
    part: PartKind, path: tuple[str, ...], before: Sequence[_Part], after: Sequence[_Part]
) -> Iterator[Change]:
    old = {each.name: each for each in before}
    new = {each.name: each for each in after}
    for name, each in new.items():
        if name not in old:
            yield Change(part, (*path, name), "added")
        else:
            yield from _changed(part, (*path, name), old[name], each)
            yield from _compare_inner((*path, name), old[name], each)
    for name in old:
        if name not in new:
            yield Change(part, (*path, name), "removed")


def _compare_inner(path: tuple[str, ...], before: _Part, after: _Part) -> Iterator[Change]:
    if isinstance(before, DocumentClass) and isinstance(after, DocumentClass):
        yield from _compare("field", path, before.fields, after.fields)
    if isinstance(before, Field) and isinstance(after, Field):
        yield from _compare("attribute", path, before.attributes, after.attributes)


def _changed(part: PartKind, path: tuple[str, ...], before: _Part, after: _Part) -> Iterator[Change]:
    found = tuple(
        Difference(each.name, _plain(getattr(before, each.name)), _plain(getattr(after, each.name)))
        for each in fields(before)
        if each.name not in _APART and getattr(before, each.name) != getattr(after, each.name)
    )
    if found:
        yield Change(part, path, "changed", found)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return list(value) if isinstance(value, tuple) else value
