"""Invoices whose parties stand under headings or in blocks, of suppliers that nothing was learned from."""

import pytest

from docyard.domain.pages import Page
from docyard.engine.appfiles import prebuilt_apps
from docyard.engine.extraction import Scorer, extract
from tests.engine.extraction.drawn import page

INVOICE = next(app for app in prebuilt_apps() if app.name == "Invoice").classes[0]

UNDER_HEADINGS = page(
    (60, 40, "Rechnung Nr."),
    (240, 40, "88410 vom 05.06.2024"),
    (60, 80, "Verkäufer:"),
    (60, 110, "Nummer:"),
    (240, 110, "549911"),
    (60, 140, "Quillon Werke GmbH"),
    (60, 170, "Hafenweg 3"),
    (60, 200, "24103 Kiel"),
    (60, 230, "USt-IdNr.:"),
    (240, 230, "DE811234567"),
    (60, 290, "Käufer:"),
    (60, 320, "Nummer:"),
    (240, 320, "K 77"),
    (60, 350, "Sommerfeld Atelier KG"),
    (60, 380, "Lindenweg 4"),
    (60, 410, "10969 Berlin"),
    (60, 440, "USt-IdNr.:"),
    (240, 440, "DE129273398"),
    (60, 500, "Rechnung gemäß Bestellung vom 01.03.2024."),
    (60, 560, "Rechnungssumme ohne USt."),
    (500, 560, "100,00"),
    (60, 590, "Steuerbetrag"),
    (400, 590, "EUR"),
    (500, 590, "19,00"),
    (60, 620, "Bruttosumme"),
    (500, 620, "119,00"),
)
IN_BLOCKS = page(
    (520, 40, "Tarrant Supplies Ltd"),
    (520, 70, "4 Mill Lane"),
    (520, 100, "LS1 4AB Leeds"),
    (520, 130, "mail@tarrant-supplies.example"),
    (60, 160, "Ada Vance"),
    (60, 190, "17 Quay Street"),
    (60, 220, "EH6 6QN Leith"),
    (60, 300, "Invoice no TS-2291"),
    (60, 330, "Invoice date 5 June 2024"),
    (60, 400, "Oak shelf, two metres"),
    (600, 400, "100.00"),
    (60, 460, "Net total"),
    (600, 460, "100.00"),
    (60, 490, "VAT 20%"),
    (600, 490, "20.00"),
    (60, 520, "Total"),
    (600, 520, "120.00"),
)


@pytest.mark.parametrize("scorer", [Scorer.untrained(), Scorer.load()], ids=["rules", "shipped"])
@pytest.mark.parametrize(
    ("pages", "values"),
    [
        (
            UNDER_HEADINGS,
            {
                "supplier": "Quillon Werke GmbH",
                "supplier tax id": "DE811234567",
                "customer": "Sommerfeld Atelier KG",
                "invoice number": "88410",
                "invoice date": "05.06.2024",
                "subtotal": "100,00",
                "tax": "19,00",
                "total": "119,00",
            },
        ),
        (
            IN_BLOCKS,
            {
                "supplier": "Tarrant Supplies Ltd",
                "customer": "Ada Vance",
                "invoice number": "TS-2291",
                "total": "120.00",
            },
        ),
    ],
    ids=["under headings", "in blocks"],
)
def test_parties_of_an_invoice(pages: Page, values: dict[str, str], scorer: Scorer) -> None:
    results = {r.name: r.value for r in extract([pages], INVOICE, scorer=scorer)}
    assert {name: results[name] for name in values} == values


def test_all_is_due_where_an_invoice_says_nothing_else() -> None:
    results = {r.name: r for r in extract([IN_BLOCKS], INVOICE, scorer=Scorer.untrained())}
    assert results["amount due"].value == "120.00"
    assert (results["amount due"].confidence or 0) < (results["total"].confidence or 0)
