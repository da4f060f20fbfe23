"""United States tax forms, drawn anew with the labels of official ones; people and numbers are invented."""

from samples.source.sheet import Sheet

LETTER = (612.0, 792.0)
_LEFT, _RIGHT = 40.0, 572.0
_NAME_LINE = (
    "1 Name (as shown on your income tax return). "
    "Name is required on this line; do not leave this line blank."
)


def w9() -> Sheet:
    """Return a filled Form W-9."""
    sheet = Sheet(size=LETTER)
    _head(
        sheet, "W-9", "(Rev. October 2018)", "Request for Taxpayer", "Identification Number and Certification"
    )
    width = _RIGHT - _LEFT
    y = 96.0
    for label, value, field in (
        (
            _NAME_LINE,
            "Rosalind Vance",
            "name",
        ),
        (
            "2 Business name/disregarded entity name, if different from above",
            "Vance Orchard Surveys",
            "business_name",
        ),
    ):
        sheet.box(_LEFT, y, width, 28, label, value, field=field)
        y += 28
    sheet.box(
        _LEFT,
        y,
        370,
        52,
        (
            "3 Check appropriate box for federal tax classification of the person named on line 1.",
            "Limited liability company. Enter the tax classification (C=C corporation, S=S corporation)",
        ),
    )
    sheet.box(_LEFT + 370, y, width - 370, 52, "4 Exemptions (codes apply only to certain entities)")
    sheet.text(_LEFT + 376, y + 28, "Exempt payee code (if any)", size=6.5)
    sheet.text(_LEFT + 480, y + 28, "5", size=9.5, field="exempt_payee_code")
    sheet.text(_LEFT + 376, y + 44, "Exemption from FATCA reporting code (if any)", size=6)
    sheet.text(_LEFT + 511, y + 44, "A", size=9.5, field="fatca_code")
    y += 52
    sheet.box(
        _LEFT, y, 340, 28, "5 Address (number, street, and apt. or suite no.) See instructions.",
        "1480 Larkspur Road, Apt 6", field="address",
    )  # fmt: skip
    sheet.box(_LEFT + 340, y, width - 340, 56, "Requester's name and address (optional)")
    sheet.block(
        _LEFT + 350, y + 22, ("Tamarack Labs LLC", "19 Foundry Lane, Bend, OR 97701"), field="requester"
    )
    y += 28
    sheet.box(_LEFT, y, 340, 28, "6 City, state, and ZIP code", "Bend, OR 97702", field="city_state_zip")
    y += 28
    sheet.box(
        _LEFT, y, width, 28, "7 List account number(s) here (optional)", "55810-220", field="account_numbers"
    )
    y += 50
    sheet.text(_LEFT, y, "Part I", size=10, bold=True)
    sheet.text(_LEFT + 60, y, "Taxpayer Identification Number (TIN)", size=10, bold=True)
    sheet.text(
        _LEFT, y + 22, "Enter your TIN in the appropriate box. The TIN provided must match the name", size=8
    )
    sheet.text(_LEFT, y + 34, "given on line 1 to avoid backup withholding.", size=8)
    sheet.text(370, y + 22, "Social security number", size=8, bold=True)
    sheet.comb(370, y + 42, "123-45-6789", field="ssn")
    sheet.text(370, y + 70, "Employer identification number", size=8, bold=True)
    sheet.comb(370, y + 90, "12-3456789", field="ein")
    y += 130
    sheet.text(_LEFT, y, "Part II", size=10, bold=True)
    sheet.text(_LEFT + 60, y, "Certification", size=10, bold=True)
    sheet.text(
        _LEFT, y + 20, "Under penalties of perjury, I certify that the number shown is correct.", size=8
    )
    sheet.text(_LEFT, y + 60, "Signature of U.S. person", size=8, bold=True)
    sheet.text(380, y + 60, "Date", size=8, bold=True)
    sheet.text(420, y + 60, "02/17/2026", field="date")
    return sheet


def w9_company() -> Sheet:
    """Return a Form W-9 of a company, with fewer lines filled."""
    sheet = Sheet(size=LETTER, font="Times-Roman")
    _head(
        sheet, "W-9", "(Rev. October 2018)", "Request for Taxpayer", "Identification Number and Certification"
    )
    width = _RIGHT - _LEFT
    y = 100.0
    rows = (
        (
            _NAME_LINE,
            "Quillon Glassware Inc",
            "name",
        ),
        ("2 Business name/disregarded entity name, if different from above", "", None),
        (
            "5 Address (number, street, and apt. or suite no.) See instructions.",
            "77 Harbor Street",
            "address",
        ),
        ("6 City, state, and ZIP code", "Salem, OR 97301", "city_state_zip"),
        ("7 List account number(s) here (optional)", "", None),
    )
    for label, value, field in rows:
        sheet.box(_LEFT, y, width, 38, label, value, field=field, small=8.5, size=13)
        y += 38
    y += 24
    sheet.text(_LEFT, y, "Part I", size=12, bold=True)
    sheet.text(_LEFT + 60, y, "Taxpayer Identification Number (TIN)", size=12, bold=True)
    sheet.text(_LEFT, y + 26, "Enter your TIN in the appropriate box.", size=10)
    sheet.text(340, y + 26, "Employer identification number", size=10, bold=True)
    sheet.comb(340, y + 48, "93-7654321", field="ein", pitch=18)
    y += 90
    sheet.text(_LEFT, y, "Part II", size=12, bold=True)
    sheet.text(_LEFT + 60, y, "Certification", size=12, bold=True)
    sheet.text(_LEFT, y + 40, "Signature of U.S. person", size=10)
    sheet.text(380, y + 40, "Date", size=10)
    sheet.text(420, y + 40, "01/09/2026", size=13, field="date")
    return sheet


def w8ben() -> Sheet:
    """Return a filled Form W-8BEN."""
    return _w8ben(font="Helvetica", small=7, size=10)


def w8ben_large() -> Sheet:
    """Return the same in larger print, fit for scanning."""
    return _w8ben(font="Times-Roman", small=8.5, size=12)


def _w8ben(*, font: str, small: float, size: float) -> Sheet:
    sheet = Sheet(size=LETTER, font=font)
    _head(
        sheet, "W-8BEN", "(Rev. July 2017)", "Certificate of Foreign Status of Beneficial Owner",
        "for United States Tax Withholding and Reporting (Individuals)",
    )  # fmt: skip
    sheet.text(_LEFT, 98, "Part I", size=10, bold=True)
    sheet.text(_LEFT + 60, 98, "Identification of Beneficial Owner (see instructions)", size=10, bold=True)
    city = "City or town, state or province. Include postal code where appropriate."
    rows = (
        (
            ("1 Name of individual who is the beneficial owner", "Imogen Tarrant", "name"),
            ("2 Country of citizenship", "United Kingdom", "country_of_citizenship"),
        ),
        (
            (
                "3 Permanent residence address (street, apt. or suite no., or rural route).",
                "27 Orchard Street",
                "permanent_address",
            ),
        ),
        (
            (city, "Ludlow, Shropshire SY8 2QT", "permanent_city"),
            ("Country", "United Kingdom", "permanent_country"),
        ),
        (("4 Mailing address (if different from above)", "PO Box 417", "mailing_address"),),
        ((city, "Vienna 1010", "mailing_city"), ("Country", "Austria", "mailing_country")),
        (
            (
                "5 U.S. taxpayer identification number (SSN or ITIN), if required",
                "912-74-3316",
                "us_taxpayer_number",
            ),
            ("6 Foreign tax identifying number (see instructions)", "QQ123456C", "foreign_tax_number"),
        ),
        (
            ("7 Reference number(s) (see instructions)", "AX-2211", "reference_numbers"),
            ("8 Date of birth (MM-DD-YYYY) (see instructions)", "05-23-1988", "date_of_birth"),
        ),
    )
    y = 106.0
    for row in rows:
        x, width = _LEFT, (_RIGHT - _LEFT) / len(row)
        for label, value, field in row:
            sheet.box(x, y, width, 30, label, value, field=field, small=small, size=size)
            x += width
        y += 30
    y += 22
    sheet.text(_LEFT, y, "Part II", size=10, bold=True)
    sheet.text(_LEFT + 60, y, "Claim of Tax Treaty Benefits", size=10, bold=True)
    sheet.text(_LEFT, y + 20, "9 I certify that the beneficial owner is a resident of", size=small + 1)
    sheet.text(300, y + 20, "United Kingdom", size=size, field="treaty_country")
    sheet.text(_LEFT, y + 38, "Explain the additional conditions in the Article:", size=small + 1)
    sheet.text(
        300,
        y + 38,
        "The owner holds no office in the United States",
        size=size,
        field="additional_conditions",
    )
    y += 70
    sheet.text(_LEFT, y, "Part III", size=10, bold=True)
    sheet.text(_LEFT + 60, y, "Certification", size=10, bold=True)
    sheet.text(_LEFT, y + 40, "Imogen Tarrant", size=size, field="signer")
    sheet.rule(_LEFT, y + 45, 220)
    sheet.text(_LEFT, y + 54, "Print name of signer", size=small + 1)
    sheet.text(380, y + 40, "02-27-2026", size=size, field="date")
    sheet.rule(380, y + 45, 100)
    sheet.text(380, y + 54, "Date (MM-DD-YYYY)", size=small + 1)
    return sheet


def nonemployee() -> Sheet:
    """Return a filled Form 1099-NEC."""
    return _information_return(
        "1099-NEC",
        "Nonemployee Compensation",
        (
            (("1 Nonemployee compensation", "18,450.00", "nonemployee_compensation"),),
            (("4 Federal income tax withheld", "1,845.00", "federal_income_tax_withheld"),),
            (
                ("5 State tax withheld", "922.50", "state_tax_withheld"),
                ("7 State income", "18,450.00", "state_income"),
            ),
        ),
    )


def interest() -> Sheet:
    """Return a filled Form 1099-INT."""
    return _information_return(
        "1099-INT",
        "Interest Income",
        (
            (
                ("1 Interest income", "642.18", "interest_income"),
                ("2 Early withdrawal penalty", "25.00", "early_withdrawal_penalty"),
            ),
            (
                ("4 Federal income tax withheld", "64.20", "federal_income_tax_withheld"),
                ("5 Investment expenses", "", None),
            ),
            (
                ("6 Foreign tax paid", "11.75", "foreign_tax_paid"),
                ("8 Tax-exempt interest", "130.00", "tax_exempt_interest"),
            ),
        ),
        small=8.5,
        size=12,
    )


Boxes = tuple[tuple[tuple[str, str, str | None], ...], ...]


def _information_return(form: str, title: str, boxes: Boxes, *, small: float = 7, size: float = 10) -> Sheet:
    sheet = Sheet(size=LETTER)
    half = 300.0
    sheet.box(
        _LEFT,
        60,
        half,
        84,
        (
            "PAYER'S name, street address, city or town, state or province, country, ZIP",
            "or foreign postal code, and telephone no.",
        ),
        small=small - 1,
    )
    sheet.text(_LEFT + 8, 106, "Tamarack Labs LLC", size=size, field="payer_name")
    sheet.block(_LEFT + 8, 121, ("19 Foundry Lane", "Bend, OR 97701"), size=size, field="payer_address")
    rows = (
        (("PAYER'S TIN", "93-1122334", "payer_tin"), ("RECIPIENT'S TIN", "123-45-6789", "recipient_tin")),
        (("RECIPIENT'S name", "Rosalind Vance", "recipient_name"),),
        (("Street address (including apt. no.)", "1480 Larkspur Road, Apt 6", "recipient_street"),),
        (
            (
                "City or town, state or province, country, and ZIP or foreign postal code",
                "Bend, OR 97702",
                "recipient_city",
            ),
        ),
        (("Account number (see instructions)", "TL-00317", "account_number"),),
    )
    y = 144.0
    for row in rows:
        width = half / len(row)
        for number, (label, value, field) in enumerate(row):
            sheet.box(_LEFT + width * number, y, width, 34, label, value, field=field, small=small, size=size)
        y += 34
    y = 60.0
    for amounts in boxes:
        width = (_RIGHT - _LEFT - half) / len(amounts)
        for number, (label, amount, name) in enumerate(amounts):
            x = _LEFT + half + width * number
            sheet.box(x, y, width, 42, label, amount, field=name, sign="$", small=small, size=size)
        y += 42
    sheet.text(_LEFT, 40, f"Form {form}", size=13, bold=True)
    sheet.text(_LEFT + 140, 40, title, size=13, bold=True)
    sheet.text(430, 40, "For calendar year", size=9)
    sheet.text(520, 40, "2025", size=11, field="tax_year")
    return sheet


def _head(sheet: Sheet, form: str, revision: str, *title: str) -> None:
    sheet.text(_LEFT, 52, f"Form {form}", size=16, bold=True)
    sheet.text(_LEFT, 66, revision, size=7)
    for number, line in enumerate(title):
        sheet.text(170, 50 + 17 * number, line, size=12, bold=True)
    sheet.text(_LEFT, 76, "Department of the Treasury, Internal Revenue Service", size=6.5)
