"""What must hold for functions and for those who use them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from docyard.domain.apps import FieldKind, FunctionEngine
from docyard.engine.appfiles.nodes import items, keys, scalar
from docyard.engine.derivation import Fault, find_cycle, parse
from docyard.engine.functions import Signature, SourceFault, read_source
from docyard.engine.packets import CLASS_FIELDS
from docyard.engine.shapes import INVALID, Entry, problem_at
from docyard.engine.values.identifiers import identifier
from docyard.errors import AppFileProblem

ALWAYS = ("context", "keys")
"""Parameters that every function may have."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A place where a function is named; ``offered`` are the arguments that there are."""

    place: yaml.Node
    offered: Sequence[str]


def function_fits_kind(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem where a field of kind function names none, or has what only others can have."""
    kind = entries["kind"].value if "kind" in entries else FieldKind.TEXT
    if kind is INVALID:
        return
    if kind is not FieldKind.FUNCTION:
        if "function" in entries:
            yield problem_at(
                entries["function"].key_node,
                "Only a field of kind function names one; add 'kind: function' or leave 'function' out.",
            )
        return
    if "function" not in entries:
        yield problem_at(node, "A field of kind 'function' needs 'function', the name of one of the app's.")
    for name in ("model", "cleaning"):
        if name in entries:
            yield problem_at(
                entries[name].key_node, f"A field of kind 'function' has no '{name}'; leave it out."
            )


def source_is_right(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem where a function's source is none, or has what its engine lacks."""
    del node
    if any(name not in entries or entries[name].value is INVALID for name in ("name", "source")):
        return
    engine = entries["engine"].value if "engine" in entries else FunctionEngine.MONTY
    if not isinstance(engine, FunctionEngine):
        return
    place = entries["source"].value_node
    try:
        read_source(str(place.value), name=str(entries["name"].value), engine=engine)
    except SourceFault as fault:
        yield _problem_within(place, fault)


def functions_fit_uses(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    """Give a problem for each use of a function that there is not, or whose parameters nothing fills."""
    if "functions" in entries and entries["functions"].value is INVALID:
        return
    signatures = dict(_signatures(node))
    classes = items(keys(node)["classes"][1]) if "classes" in keys(node) else [node]
    for each in classes:
        fields = items(keys(each)["fields"][1]) if "fields" in keys(each) else []
        if any("name" not in keys(field) for field in fields):
            return  # that has a problem of its own
        yield from _in_one_place(fields, list(_uses(fields)), signatures)
    if "packet_fields" in entries and entries["packet_fields"].value is not INVALID:
        fields = items(entries["packet_fields"].value_node)
        names = [scalar(each, "name") for each in classes if "name" in keys(each)]
        yield from _in_one_place(fields, list(_packet_uses(fields)), signatures, classes=names)


def _in_one_place(
    fields: Sequence[yaml.Node],
    uses: Sequence[_Use],
    signatures: Mapping[str, Signature],
    *,
    classes: Sequence[str] = (),
) -> Iterator[AppFileProblem]:
    problems = [problem for use in uses for problem in _misuses(use, signatures)]
    yield from problems or _between_fields(fields, uses, signatures, classes=classes)


def _signatures(node: yaml.Node) -> Iterator[tuple[str, Signature]]:
    for function in items(keys(node)["functions"][1]) if "functions" in keys(node) else ():
        name = scalar(function, "name")
        engine = (
            FunctionEngine(scalar(function, "engine")) if "engine" in keys(function) else FunctionEngine.MONTY
        )
        yield name, read_source(scalar(function, "source"), name=name, engine=engine)


def _uses(fields: Sequence[yaml.Node]) -> Iterator[_Use]:
    names = [identifier(scalar(field, "name")) for field in fields]
    for field in fields:
        own = identifier(scalar(field, "name"))
        if "function" in keys(field):
            yield _Use(keys(field)["function"][1], [name for name in names if name != own])
        for rule in _functions_in(field, "validation"):
            yield _Use(rule, [*names, "value"])
        for part in (field, *(items(keys(field)["attributes"][1]) if "attributes" in keys(field) else ())):
            for step in _functions_in(part, "cleaning"):
                yield _Use(step, ["previous_line"])


def _packet_uses(fields: Sequence[yaml.Node]) -> Iterator[_Use]:
    names = [identifier(scalar(field, "name")) for field in fields]
    for field in fields:
        own = identifier(scalar(field, "name"))
        if "function" in keys(field):
            yield _Use(keys(field)["function"][1], [*(name for name in names if name != own), CLASS_FIELDS])
        for rule in _functions_in(field, "validation"):
            yield _Use(rule, [*names, "value", CLASS_FIELDS])


def _functions_in(node: yaml.Node, key: str) -> Iterator[yaml.Node]:
    for entry in items(keys(node)[key][1]) if key in keys(node) else ():
        if "function" in keys(entry):
            yield keys(entry)["function"][1]


def _misuses(use: _Use, signatures: Mapping[str, Signature]) -> Iterator[AppFileProblem]:
    name = str(use.place.value)
    if name not in signatures:
        has = f"it has {', '.join(signatures)}" if signatures else "add it under 'functions'"
        yield problem_at(use.place, f"The app has no function {name!r}; {has}.")
        return
    offered = (*use.offered, *ALWAYS)
    for parameter in signatures[name].required:
        if parameter not in offered:
            listed = ", ".join(dict.fromkeys(offered))
            yield problem_at(
                use.place,
                f"Nothing here fills the parameter {parameter!r} of {name!r}; there are {listed}. "
                "Rename it, or give it a default.",
            )


def _between_fields(
    fields: Sequence[yaml.Node],
    uses: Sequence[_Use],
    signatures: Mapping[str, Signature],
    *,
    classes: Sequence[str],
) -> Iterator[AppFileProblem]:
    """Give a problem where fields fall together, or one of a function needs itself."""
    names = [identifier(scalar(field, "name")) for field in fields]
    twice = sorted({name for name in names if names.count(name) > 1})
    if uses and twice:
        yield problem_at(uses[0].place, f"Functions call several fields {twice[0]!r}; rename all but one.")
        return
    inputs, places = {}, {}
    for name, field in zip(names, fields, strict=True):
        if "function" in keys(field):
            places[name] = keys(field)["function"][1]
            signature = signatures[str(places[name].value)]
            inputs[name] = tuple(each for each in names if each != name and signature.wants(each))
        elif "expression" in keys(field):
            inputs[name] = _used(scalar(field, "expression"), [*names, *map(identifier, classes)])
    # Those of functions first: expressions that need each other have a problem of their own.
    cyclic = find_cycle({name: inputs[name] for name in (*places, *inputs)})
    if cyclic in places:
        yield problem_at(places[cyclic], f"{cyclic!r} needs itself, by way of {', '.join(inputs[cyclic])}.")


def _used(expression: str, names: Sequence[str]) -> tuple[str, ...]:
    try:
        return parse(expression, names=names)[1]
    except Fault:
        return ()  # that has a problem of its own


def _problem_within(place: yaml.Node, fault: SourceFault) -> AppFileProblem:
    """Point at the very character where YAML keeps a source as it is written."""
    problem = problem_at(place, fault.message)
    style = getattr(place, "style", None)
    if style == "|":
        # ``compose`` has such texts begin at their first character.
        return AppFileProblem(
            line=problem.line + fault.line - 1,
            column=problem.column + fault.column,
            message=fault.message,
        )
    if style == ">" or "\n" in place.value:
        return problem
    quote = 1 if style else 0
    return AppFileProblem(
        line=problem.line, column=problem.column + quote + fault.column, message=fault.message
    )
