"""Travel documents of Utopia, the country that the standard itself uses for its examples."""

from samples.source.sheet import Sheet

_FACE = "#c9cdd4"


def passport() -> Sheet:
    """Return the data page of a passport, with a machine-readable zone of two lines."""
    sheet = Sheet(size=(354, 249))
    sheet.bar(0, 0, sheet.width, sheet.height, "#f4f1e6")
    sheet.text(14, 22, "UTOPIA", size=13, bold=True)
    sheet.text(270, 22, "PASSPORT", size=11, bold=True)
    sheet.bar(16, 40, 78, 100, _FACE)
    for x, y, label, value, field in (
        (112, 40, "Type", "P", "document_type"),
        (170, 40, "Code of issuing State", "UTO", "issuing_country"),
        (262, 40, "Passport No.", "L898902C3", "document_number"),
        (112, 66, "Surname", "ERIKSSON", "surname"),
        (112, 92, "Given names", "ANNA MARIA", "given_names"),
        (112, 118, "Nationality", "UTOPIAN", "nationality"),
        (228, 118, "Date of birth", "12 AUG 1974", "date_of_birth"),
        (112, 144, "Sex", "F", "sex"),
        (170, 144, "Place of birth", "ZENITH", "place_of_birth"),
        (112, 170, "Date of issue", "16 APR 2007", "date_of_issue"),
        (228, 170, "Date of expiry", "15 APR 2012", "date_of_expiry"),
    ):
        sheet.text(x, y, label, size=6)
        sheet.text(x, y + 11, value, size=9, bold=True, field=field)
    _zone(
        sheet,
        214,
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        size=12.3,
    )
    sheet.say(personal_number="ZE184226B")
    _said(sheet, "ERIKSSON", "ANNA MARIA", "L898902C3", "1974-08-12", "2012-04-15")
    return sheet


def card() -> Sheet:
    """Return both sides of an identity card, with a machine-readable zone of three lines."""
    sheet = Sheet(size=(420, 420))
    sheet.text(20, 28, "UTOPIA", size=14, bold=True)
    sheet.text(290, 28, "IDENTITY CARD", size=11, bold=True)
    sheet.bar(20, 48, 84, 108, _FACE)
    for x, y, label, value, field in (
        (124, 50, "Surname", "ERIKSSON", "surname"),
        (124, 78, "Given names", "ANNA MARIA", "given_names"),
        (124, 106, "Nationality", "UTOPIAN", "nationality"),
        (260, 106, "Date of birth", "12.08.1974", "date_of_birth"),
        (124, 134, "Document No.", "D23145890", "document_number"),
        (260, 134, "Date of expiry", "15.04.2012", "date_of_expiry"),
        (124, 162, "Sex", "F", "sex"),
    ):
        sheet.text(x, y, label, size=6.5)
        sheet.text(x, y + 12, value, size=10, bold=True, field=field)
    sheet.rule(0, 210, 420)
    sheet.text(20, 240, "Place of birth", size=6.5)
    sheet.text(20, 252, "ZENITH", size=10, bold=True, field="place_of_birth")
    sheet.text(160, 240, "Authority", size=6.5)
    sheet.text(160, 252, "CITY OF ZENITH", size=10, bold=True, field="authority")
    _zone(
        sheet,
        340,
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        size=19,
    )
    _said(sheet, "ERIKSSON", "ANNA MARIA", "D23145890", "1974-08-12", "2012-04-15")
    return sheet


def _zone(sheet: Sheet, y: float, *lines: str, size: float) -> None:
    sheet.font, font = "Courier", sheet.font
    for number, line in enumerate(lines):
        sheet.text(16, y + number * size * 1.5, line, size=size)
    sheet.font = font
    sheet.say(mrz=" ".join(lines))


def _said(sheet: Sheet, surname: str, given_names: str, number: str, birth: str, expiry: str) -> None:
    """Say what the zone says by itself."""
    sheet.say(
        mrz_issuer="UTO",
        mrz_surname=surname,
        mrz_given_names=given_names,
        mrz_document_number=number,
        mrz_nationality="UTO",
        mrz_birth_date=birth,
        mrz_sex="F",
        mrz_expiry_date=expiry,
    )
