"""Bank statements. Banks and people are invented; IBANs are published examples."""

from samples.source.sheet import Columns, Sheet


def larchmere() -> Sheet:
    """Return a British statement."""
    sheet = Sheet()
    sheet.bar(0, 0, sheet.width, 70, "#dfe8f1")
    sheet.text(48, 44, "Larchmere Bank plc", size=20, bold=True, field="bank_name")
    sheet.text(420, 44, "Statement of account", size=12)
    sheet.text(48, 110, "Account holder", size=9.5)
    sheet.text(130, 110, "Ms Imogen Tarrant", size=9.5, field="account_holder")
    sheet.text(48, 128, "Address", size=9.5)
    sheet.text(130, 128, "27 Orchard Street, Ludlow SY8 2QT", field="account_holder_address")
    sheet.pairs(
        330,
        110,
        (
            ("Account number", "31926819", "account_number"),
            ("Sort code", "60-16-13", "sort_code"),
            ("IBAN", "GB29 NWBK 6016 1331 9268 19", "iban"),
            ("Period from", "1 January 2026", "period_start"),
            ("Period to", "31 January 2026", "period_end"),
            ("Statement date", "2 February 2026", "statement_date"),
        ),
        gap=100,
    )
    sheet.text(48, 232, "Your account at a glance", size=12, bold=True)
    sheet.pairs(
        48,
        254,
        (
            ("Opening balance", "£1,204.17", "opening_balance"),
            ("Total paid in", "£2,865.00", "total_deposits"),
            ("Total paid out", "£1,391.42", "total_withdrawals"),
            ("Closing balance", "£2,677.75", "closing_balance"),
        ),
        right=300,
    )
    columns: Columns = (
        ("date", "Date", 48, False),
        ("description", "Description", 110, False),
        ("withdrawal", "Paid out", 400, True),
        ("deposit", "Paid in", 470, True),
        ("balance", "Balance", 547, True),
    )
    rows = (
        ("03 Jan 2026", "Standing order Harbour Lettings", "840.00", "", "364.17"),
        ("06 Jan 2026", "Card payment Fennel Grocers", "62.35", "", "301.82"),
        ("14 Jan 2026", "Direct debit Brookwater Utilities", "118.40", "", "183.42"),
        ("19 Jan 2026", "Transfer from R Tarrant", "", "250.00", "433.42"),
        ("22 Jan 2026", "Card payment Pell Street Garage", "370.67", "", "62.75"),
        ("30 Jan 2026", "Salary Oakridge Primary School", "", "2,615.00", "2,677.75"),
    )
    keys = [column[0] for column in columns]
    sheet.table(364, columns, [dict(zip(keys, row, strict=True)) for row in rows], field="transactions")
    sheet.text(48, 800, "Larchmere Bank plc is an invented bank. Call us on 01632 960 470.", size=8)
    sheet.say(phone="01632 960 470", currency="£", computed_balance="2677.75")
    return sheet


def valcourt() -> Sheet:
    """Return an American statement."""
    sheet = Sheet(size=(612, 792), font="Times-Roman")
    sheet.text(54, 60, "VALCOURT SAVINGS CORPORATION", size=17, bold=True, field="bank_name")
    sheet.text(54, 76, "1200 Mill Pond Road, Dunmore, PA 18512", size=9)
    sheet.text(54, 130, "Account name:", size=10.5)
    sheet.text(140, 130, "Calvin J. Orsini", size=10.5, field="account_holder")
    sheet.text(54, 146, "Address:", size=10.5)
    sheet.text(140, 146, "88 Sycamore Street, Scranton, PA 18503", size=10.5, field="account_holder_address")
    sheet.pairs(
        340,
        130,
        (
            ("Account number:", "004-7719-302", "account_number"),
            ("Statement date:", "03/31/2026", "statement_date"),
            ("Beginning date:", "03/01/2026", "period_start"),
            ("Ending date:", "03/31/2026", "period_end"),
        ),
        gap=110,
        size=10.5,
    )
    sheet.text(54, 222, "ACCOUNT SUMMARY", size=11.5, bold=True)
    sheet.rule(54, 228, 504)
    sheet.pairs(
        54,
        246,
        (
            ("Beginning balance", "$3,410.55", "opening_balance"),
            ("Total deposits", "$1,980.00", "total_deposits"),
            ("Total withdrawals", "$1,127.31", "total_withdrawals"),
            ("Ending balance", "$4,263.24", "closing_balance"),
        ),
        right=320,
        size=10.5,
    )
    columns: Columns = (
        ("date", "Date", 54, False),
        ("description", "Description", 120, False),
        ("withdrawal", "Withdrawals", 410, True),
        ("deposit", "Deposits", 480, True),
        ("balance", "Balance", 556, True),
    )
    rows = (
        ("03/03/2026", "CHECK 1184", "650.00", "", "2,760.55"),
        ("03/10/2026", "PAYROLL ALDER FREIGHT", "", "990.00", "3,750.55"),
        ("03/16/2026", "CARD PURCHASE TUNSTALL HARDWARE", "212.31", "", "3,538.24"),
        ("03/24/2026", "PAYROLL ALDER FREIGHT", "", "990.00", "4,528.24"),
        ("03/30/2026", "CHECK 1185", "265.00", "", "4,263.24"),
    )
    keys = [column[0] for column in columns]
    sheet.table(
        350, columns, [dict(zip(keys, row, strict=True)) for row in rows], field="transactions", size=10
    )
    sheet.say(currency="$", computed_balance="4263.24")
    return sheet
