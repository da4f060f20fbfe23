"""Utility bills. Suppliers and people are invented."""

from samples.source.sheet import Sheet


def brookwater() -> Sheet:
    """Return a British water bill."""
    sheet = Sheet()
    sheet.text(48, 56, "Brookwater Utilities Ltd", size=19, bold=True, field="provider")
    sheet.rule(48, 66, 500)
    sheet.text(48, 84, "Questions about this bill? Phone 01632 960 733", size=9)
    sheet.say(phone="01632 960 733")
    sheet.pairs(
        48,
        124,
        (
            ("Customer name", "Imogen Tarrant", "customer"),
            ("Supply address", "27 Orchard Street, Ludlow SY8 2QT", "service_address"),
            ("Meter number", "WM-4471902", "meter_number"),
        ),
        gap=90,
    )
    sheet.pairs(
        340,
        124,
        (
            ("Account number", "7730-55218", "account_number"),
            ("Bill number", "BW-2026-00917", "bill_number"),
            ("Bill date", "12 January 2026", "bill_date"),
            ("Payment due", "2 February 2026", "due_date"),
        ),
        gap=100,
    )
    sheet.text(48, 220, "Billing period from", size=9.5)
    sheet.text(150, 220, "1 October 2025", field="period_start")
    sheet.text(250, 220, "to", size=9.5)
    sheet.text(270, 220, "31 December 2025", field="period_end")
    sheet.text(48, 256, "Your meter", size=12, bold=True)
    sheet.pairs(
        48,
        276,
        (
            ("Previous reading", "1184", "previous_reading"),
            ("Current reading", "1221", "current_reading"),
            ("Usage in cubic metres", "37", "usage"),
        ),
        right=300,
    )
    sheet.text(48, 346, "What you owe", size=12, bold=True)
    sheet.pairs(
        48,
        366,
        (
            ("Previous balance", "£112.06", "previous_balance"),
            ("Payments received", "£112.06", "payments"),
            ("Charges for this period", "£98.67", "current_charges"),
            ("VAT 20%", "£19.73", "tax"),
            ("Total amount due", "£118.40", "amount_due"),
        ),
        right=300,
        leading=18,
    )
    sheet.say(currency="£")
    return sheet


def nordlicht() -> Sheet:
    """Return a German electricity bill."""
    sheet = Sheet(font="Times-Roman")
    sheet.text(56, 60, "Nordlicht Energie GmbH", size=18, bold=True, field="provider")
    sheet.text(56, 78, "Deichstraße 40 · 24103 Kiel · Telefon 0431 5550 230", size=9)
    sheet.text(56, 150, "Stromrechnung", size=17, bold=True)
    sheet.pairs(
        56,
        186,
        (
            ("Kunde:", "Jorun Abelsen", "customer"),
            ("Lieferadresse:", "Am Sonnenhang 5, 24105 Kiel", "service_address"),
            ("Zählernummer:", "1EMH0094170", "meter_number"),
        ),
        gap=90,
        leading=20,
        size=10.5,
    )
    sheet.pairs(
        340,
        186,
        (
            ("Vertragskonto:", "2210 449 17", "account_number"),
            ("Rechnungsnummer:", "NE-88120344", "bill_number"),
            ("Rechnungsdatum:", "09.02.2026", "bill_date"),
            ("Fällig am:", "23.02.2026", "due_date"),
        ),
        gap=110,
        leading=20,
        size=10.5,
    )
    sheet.pairs(
        56,
        310,
        (
            ("Zählerstand alt", "20418", "previous_reading"),
            ("Zählerstand neu", "22931", "current_reading"),
            ("Verbrauch kWh", "2513", "usage"),
        ),
        right=330,
        leading=20,
        size=10.5,
    )
    sheet.pairs(
        56,
        400,
        (
            ("Verbrauchskosten netto", "741,34 €", "current_charges"),
            ("Umsatzsteuer 19 %", "140,85 €", "tax"),
            ("Geleistete Abschläge", "840,00 €", "payments"),
            ("Zu zahlen", "42,19 €", "amount_due"),
        ),
        right=330,
        leading=20,
        size=10.5,
    )
    sheet.say(phone="0431 5550 230", currency="€")
    return sheet
