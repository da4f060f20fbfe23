"""Which fields are asked for together: those of one model, some twenty at a time."""

from collections.abc import Iterable, Iterator, Sequence

from docyard.domain.apps import Field, FieldKind

MAX_TOGETHER = 20
"""More fields in one question are answered less carefully, and one bad answer costs more of them."""


def group_fields(fields: Iterable[Field]) -> Iterator[Sequence[Field]]:
    """Yield fields in the groups they are asked for in, in the order of their firsts.

    Lists are asked for one by one, since their answers are long; fields that take pictures apart from
    those that take text.
    """
    groups: dict[tuple[str, bool, str], list[Field]] = {}
    for field in fields:
        assert field.language_model is not None
        alone = field.name if field.kind is FieldKind.LIST else ""
        key = (field.language_model.name, field.kind is FieldKind.VISUAL_REASONING, alone)
        groups.setdefault(key, []).append(field)
    for group in groups.values():
        for first in range(0, len(group), MAX_TOGETHER):
            yield group[first : first + MAX_TOGETHER]
