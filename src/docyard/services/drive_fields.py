"""What a request says of a drive, held against what the drive's type declares."""

from collections.abc import Mapping

from docyard.domain.drives import DriveField
from docyard.drives import DriveType
from docyard.errors import Invalid

_TEXT_LENGTH = 10_000

Values = Mapping[str, str | bool]


def check_fields(type_name: str, drive_type: DriveType, *, options: Values, credentials: Values) -> None:
    """Refuse values that the type does not know, lacks or has another kind of.

    Raises:
        Invalid: The message names the field, what was expected and where it belongs.
    """
    known = {field.name: field for field in drive_type.fields}
    for given, place, secret in ((options, "options", False), (credentials, "credentials", True)):
        for name, value in given.items():
            _check_value(type_name, known, place=place, secret=secret, name=name, value=value)
    for field in drive_type.fields:
        place = "credentials" if field.is_secret else "options"
        if field.is_needed and not (credentials if field.is_secret else options).get(field.name):
            raise Invalid(
                f"A drive of type {type_name!r} needs {field.name!r} in {place!r}: {field.description}"
            )


def _check_value(
    type_name: str,
    known: Mapping[str, DriveField],
    *,
    place: str,
    secret: bool,
    name: str,
    value: str | bool,
) -> None:
    field = known.get(name)
    if field is None:
        names = ", ".join(repr(each.name) for each in known.values() if each.is_secret is secret)
        raise Invalid(
            f"A drive of type {type_name!r} has no {name[:80]!r} in {place!r}; it has {names or 'none'}."
        )
    if field.is_secret is not secret:
        other = "credentials" if field.is_secret else "options"
        raise Invalid(f"{name!r} stands in {place!r} and belongs in {other!r}.")
    if isinstance(value, bool) is not field.is_flag:
        raise Invalid(f"{name!r} must be {'true or false' if field.is_flag else 'text'}.")
    if isinstance(value, str) and len(value) > _TEXT_LENGTH:
        raise Invalid(f"{name!r} may have {_TEXT_LENGTH} characters and has {len(value)}.")
