"""What must hold for the expressions of derived fields."""

from collections.abc import Collection, Iterable, Mapping

import yaml

from docyard.domain.apps import FieldKind
from docyard.engine.appfiles.nodes import items, keys, scalar
from docyard.engine.derivation import Fault, find_cycle, parse
from docyard.engine.shapes import INVALID, Entry, problem_at
from docyard.engine.values.identifiers import identifier
from docyard.errors import AppFileProblem


def expression_fits_kind(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem where a derived field has no expression or has what only others can have."""
    kind = entries["kind"].value if "kind" in entries else FieldKind.TEXT
    if kind is INVALID:
        return
    if kind is not FieldKind.DERIVED:
        if "expression" in entries:
            yield problem_at(
                entries["expression"].key_node,
                "Only a derived field has an expression; add 'kind: derived' or leave 'expression' out.",
            )
        return
    if "expression" not in entries:
        yield problem_at(node, "A field of kind 'derived' needs an 'expression', such as net + tax.")
    for name in ("model", "cleaning"):
        if name in entries:
            yield problem_at(entries[name].key_node, f"A derived field has no '{name}'; leave it out.")


def expressions_are_right(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem for each expression that is none, names what its class lacks, or needs itself."""
    del node
    if "fields" not in entries or entries["fields"].value is INVALID:
        return
    fields = items(entries["fields"].value_node)
    names = [identifier(scalar(field, "name")) for field in fields]
    places = {
        name: keys(field)["expression"][1]
        for name, field in zip(names, fields, strict=True)
        if "expression" in keys(field)
    }
    twice = sorted({name for name in names if names.count(name) > 1})
    if places and twice:
        yield problem_at(
            next(iter(places.values())), f"Expressions call several fields {twice[0]!r}; rename all but one."
        )
        return
    yield from problems_of(places, names=names)


def problems_of(places: Mapping[str, yaml.Node], *, names: Collection[str]) -> Iterable[AppFileProblem]:
    """Give a problem for each expression, by the name of its field, that is none, or needs itself."""
    inputs = {}
    for name, place in places.items():
        try:
            inputs[name] = parse(str(place.value), names=names)[1]
        except Fault as fault:
            yield problem_within(place, fault)
    cyclic = find_cycle(inputs)
    if cyclic is not None:
        yield problem_at(places[cyclic], f"{cyclic!r} needs itself, by way of {', '.join(inputs[cyclic])}.")


def problem_within(place: yaml.Node, fault: Fault) -> AppFileProblem:
    """Point at the very character where an expression stands on one line as it is meant."""
    problem = problem_at(place, fault.message)
    style = getattr(place, "style", None)
    if "\\" in place.value or style not in {None, "", "'", '"'}:
        return problem
    quote = 1 if style else 0
    column = problem.column + quote + fault.offset
    return AppFileProblem(line=problem.line, column=column, message=fault.message)
