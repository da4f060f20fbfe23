"""Purchase orders. Companies are invented."""

from samples.source.sheet import Columns, Sheet


def tamarack() -> Sheet:
    """Return an American purchase order."""
    sheet = Sheet(size=(612, 792))
    sheet.text(48, 58, "Tamarack Labs LLC", size=17, bold=True, field="buyer")
    sheet.text(400, 58, "PURCHASE ORDER", size=15, bold=True)
    sheet.text(48, 76, "19 Foundry Lane, Bend, OR 97701", size=9)
    sheet.pairs(
        370,
        96,
        (
            ("PO number", "PO-104477", "order_number"),
            ("Order date", "02/11/2026", "order_date"),
            ("Delivery date", "03/04/2026", "delivery_date"),
            ("Payment terms", "Net 30", "payment_terms"),
        ),
        gap=100,
    )
    sheet.text(48, 120, "Vendor", size=10, bold=True)
    sheet.block(48, 135, ("Quillon Glassware Inc", "77 Harbor Street", "Salem, OR 97301"), size=10)
    sheet.text(210, 120, "Ship to", size=10, bold=True)
    sheet.block(210, 135, ("4 Mill Road", "Bend, OR 97702"), size=10, field="ship_to")
    sheet.say(supplier="Quillon Glassware Inc")
    columns: Columns = (
        ("item_number", "Item no.", 48, False),
        ("description", "Description", 120, False),
        ("quantity", "Qty", 390, True),
        ("unit_price", "Unit price", 470, True),
        ("amount", "Amount", 560, True),
    )
    rows = (
        ("QG-100", "Beaker, low form, 250 ml", "48", "4.15", "199.20"),
        ("QG-217", "Volumetric flask, class A", "12", "21.60", "259.20"),
        ("QG-305", "Graduated cylinder, 100 ml", "20", "9.80", "196.00"),
        ("QG-410", "Round flask with joint", "6", "33.25", "199.50"),
    )
    y = sheet.table(
        220,
        columns,
        [dict(zip([c[0] for c in columns], row, strict=True)) for row in rows],
        field="line_items",
    )
    sheet.pairs(
        400,
        y + 20,
        (
            ("Subtotal", "$853.90", "subtotal"),
            ("Shipping", "$38.00", "shipping"),
            ("Tax", "$0.00", "tax"),
            ("Total", "$891.90", "total"),
        ),
        right=560,
    )
    sheet.say(currency="$")
    return sheet


def steinhof() -> Sheet:
    """Return a German order."""
    sheet = Sheet(font="Courier")
    sheet.text(54, 60, "Steinhof Maschinenbau GmbH", size=15, bold=True, field="buyer")
    sheet.text(54, 78, "Werkstraße 9, 89073 Ulm", size=9.5)
    sheet.text(54, 130, "BESTELLUNG", size=16, bold=True)
    sheet.pairs(
        54,
        160,
        (
            ("Bestellnummer:", "4500-7712", "order_number"),
            ("Bestelldatum:", "18.02.2026", "order_date"),
            ("Liefertermin:", "16.03.2026", "delivery_date"),
            ("Lieferant:", "Kolbe Werkzeuge KG", "supplier"),
        ),
        gap=130,
        leading=20,
        size=10.5,
    )
    columns: Columns = (
        ("item_number", "Artikel-Nr", 54, False),
        ("description", "Bezeichnung", 140, False),
        ("quantity", "Menge", 380, True),
        ("unit_price", "Einzelpreis", 465, True),
        ("amount", "Betrag", 545, True),
    )
    rows = (
        ("KW-2210", "Spiralbohrer HSS 8 mm", "50", "3,40", "170,00"),
        ("KW-3108", "Gewindebohrer M10", "12", "18,75", "225,00"),
        ("KW-5570", "Planfräser 63 mm", "2", "214,00", "428,00"),
    )
    y = sheet.table(
        280,
        columns,
        [dict(zip([c[0] for c in columns], row, strict=True)) for row in rows],
        field="line_items",
        leading=22,
        size=9.5,
    )
    sheet.pairs(
        330,
        y + 24,
        (
            ("Nettobetrag", "823,00 €", "subtotal"),
            ("MwSt. 19 %", "156,37 €", "tax"),
            ("Gesamtbetrag", "979,37 €", "total"),
        ),
        right=545,
        leading=20,
        size=10.5,
    )
    sheet.say(currency="€")
    return sheet
