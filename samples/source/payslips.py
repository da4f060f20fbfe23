"""Pay slips. Employers and people are invented."""

from samples.source.sheet import Columns, Sheet

_EARNINGS: Columns = (
    ("description", "Description", 54, False),
    ("hours", "Hours", 270, True),
    ("rate", "Rate", 350, True),
    ("current", "Current", 450, True),
    ("year_to_date", "YTD", 548, True),
)
_DEDUCTIONS: Columns = (
    ("deduction", "Deductions", 54, False),
    ("current", "Current", 450, True),
    ("year_to_date", "YTD", 548, True),
)


def _rows(columns: Columns, *rows: tuple[str, ...]) -> list[dict[str, str]]:
    return [dict(zip([column[0] for column in columns], row, strict=True)) for row in rows]


def alder() -> Sheet:
    """Return an American pay stub."""
    sheet = Sheet(size=(612, 792))
    sheet.bar(48, 36, 516, 30, "#ece7dc")
    sheet.text(54, 56, "Alder Freight Inc.", size=15, bold=True, field="employer")
    sheet.text(440, 56, "EARNINGS STATEMENT", size=10, bold=True)
    sheet.text(54, 80, "410 Canal Street, Dunmore, PA 18512", size=9, field="employer_address")
    sheet.pairs(
        54,
        116,
        (
            ("Employee name", "Calvin J. Orsini", "employee"),
            ("Employee ID", "AF-0417", "employee_number"),
            ("Social security number", "XXX-XX-4417", "tax_number"),
            ("Pay frequency", "Biweekly", "frequency"),
        ),
        gap=120,
    )
    sheet.pairs(
        330,
        116,
        (
            ("Period beginning", "03/09/2026", "period_start"),
            ("Period ending", "03/22/2026", "period_end"),
            ("Pay date", "03/24/2026", "pay_date"),
        ),
        gap=110,
    )
    y = sheet.table(
        210,
        _EARNINGS,
        _rows(
            _EARNINGS,
            ("Regular", "80.00", "14.50", "1,160.00", "6,960.00"),
            ("Overtime", "4.00", "21.75", "87.00", "348.00"),
        ),
        field="earnings",
    )
    y = sheet.table(
        y + 20,
        _DEDUCTIONS,
        _rows(
            _DEDUCTIONS,
            ("Federal withholding", "108.20", "634.10"),
            ("Medicare", "18.08", "105.97"),
            ("State withholding", "38.28", "224.35"),
            ("Retirement plan", "92.44", "554.64"),
        ),
        field="deductions",
    )
    sheet.pairs(
        54,
        y + 30,
        (
            ("Gross pay", "$1,247.00", "gross_pay"),
            ("Total deductions", "$257.00", "total_deductions"),
            ("Net pay", "$990.00", "net_pay"),
        ),
        right=300,
        leading=18,
    )
    sheet.say(currency="$", computed_net_pay="990.00")
    return sheet


def penhallow() -> Sheet:
    """Return a British pay slip."""
    sheet = Sheet(font="Times-Roman")
    sheet.text(54, 60, "Penhallow Joinery Ltd", size=17, bold=True, field="employer")
    sheet.text(440, 60, "PAY SLIP", size=14, bold=True)
    sheet.rule(54, 70, 490)
    sheet.pairs(
        54,
        100,
        (
            ("Employee name:", "Dilys Marchbank", "employee"),
            ("Employee no:", "0093", "employee_number"),
            ("NI number:", "QQ123456C", "tax_number"),
        ),
        gap=110,
        leading=20,
        size=11,
    )
    sheet.pairs(
        330,
        100,
        (
            ("Pay date:", "27/02/2026", "pay_date"),
            ("Period from:", "01/02/2026", "period_start"),
            ("Period to:", "28/02/2026", "period_end"),
            ("Pay frequency:", "Monthly", "frequency"),
        ),
        gap=100,
        leading=20,
        size=11,
    )
    y = sheet.table(
        220,
        _EARNINGS,
        _rows(
            _EARNINGS,
            ("Basic pay", "160.00", "15.20", "2,432.00", "26,752.00"),
            ("Overtime", "6.00", "22.80", "136.80", "912.00"),
        ),
        field="earnings",
        size=10.5,
        leading=20,
    )
    y = sheet.table(
        y + 20,
        _DEDUCTIONS,
        _rows(
            _DEDUCTIONS,
            ("Income tax", "304.16", "3,301.40"),
            ("National insurance", "121.66", "1,318.90"),
            ("Pension", "128.44", "1,383.20"),
        ),
        field="deductions",
        size=10.5,
        leading=20,
    )
    sheet.pairs(
        54,
        y + 30,
        (
            ("Gross pay", "£2,568.80", "gross_pay"),
            ("Total deductions", "£554.26", "total_deductions"),
            ("Net pay", "£2,014.54", "net_pay"),
        ),
        right=320,
        leading=20,
        size=11,
    )
    sheet.say(currency="£", computed_net_pay="2014.54")
    return sheet
