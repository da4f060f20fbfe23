"""What the sample invoices say.

All people and companies are invented; the IBANs are published examples that belong to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from samples.source.money import Notation, share


@dataclass(frozen=True, slots=True)
class Item:
    """One position: what, how many of which unit, price of one."""

    description: str
    quantity: str
    price: str
    unit: str = ""

    @property
    def amount(self) -> Decimal:
        """Quantity times price."""
        return Decimal(self.quantity) * Decimal(self.price)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice's content and the words of its language.

    Attributes:
        words: labels by what they label: ``title``, ``columns``, ``page`` and so on.
        meta: label and value of the lines beside the address, top to bottom.
        tax_percent: one rate on everything.
    """

    supplier: str
    sender: tuple[str, ...]
    customer: tuple[str, ...]
    meta: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    tax_percent: str
    notation: Notation
    words: Mapping[str, str]
    columns: tuple[str, str, str, str]
    closing: tuple[str, ...]
    bank: tuple[str, ...]
    gold: Mapping[str, str]
    paid: Decimal = Decimal(0)

    @property
    def subtotal(self) -> Decimal:
        """Sum of all positions."""
        return sum((item.amount for item in self.items), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """Tax on the sum."""
        return share(self.subtotal, self.tax_percent)

    @property
    def total(self) -> Decimal:
        """Sum with tax."""
        return self.subtotal + self.tax

    def sums(self) -> tuple[tuple[str, str], ...]:
        """Return label and printed amount of the lines below the table."""
        lines = [
            (self.words["subtotal"], self.notation.full(self.subtotal)),
            (self.words["tax"], self.notation.full(self.tax)),
            (self.words["total"], self.notation.full(self.total)),
        ]
        if self.paid:
            lines.append((self.words["paid"], "-" + self.notation.full(self.paid)))
            lines.append((self.words["due"], self.notation.full(self.total - self.paid)))
        return tuple(lines)

    def expected(self) -> dict[str, object]:
        """Return the fields of the prebuilt app Invoice, values as printed."""
        amounts = {
            "subtotal": self.notation.full(self.subtotal),
            "tax": self.notation.full(self.tax),
            "total": self.notation.full(self.total),
        }
        if self.paid:
            amounts["amount_due"] = self.notation.full(self.total - self.paid)
        rows = [
            {
                "description": item.description,
                "quantity": _quantity(item, self.notation),
                "unit_price": self.notation.plain(Decimal(item.price)),
                "amount": self.notation.plain(item.amount),
            }
            for item in self.items
        ]
        return {"supplier": self.supplier, **self.gold, **amounts, "line_items": rows}

    def row(self, item: Item) -> tuple[str, str, str, str]:
        """Return a position as its four printed cells."""
        unit = f" {item.unit}" if item.unit else ""
        return (
            item.description,
            _quantity(item, self.notation) + unit,
            self.notation.plain(Decimal(item.price)),
            self.notation.plain(item.amount),
        )


def _quantity(item: Item, notation: Notation) -> str:
    return item.quantity.replace(".", notation.decimal)


HARROW = Invoice(
    supplier="Harrow & Finch Stationery Ltd",
    sender=("Unit 7, Millbrook Court", "Tannery Lane", "Leeds LS9 8AX", "accounts@harrowfinch.example"),
    customer=("Oakridge Primary School", "Finance Office", "42 Beech Avenue", "Harrogate HG2 7QT"),
    meta=(
        ("Invoice No.", "HF-20417"),
        ("Invoice Date", "14 March 2026"),
        ("Due Date", "13 April 2026"),
        ("PO Number", "PO-88213"),
        ("VAT Reg. No.", "GB 123 4567 82"),
    ),
    items=(
        Item("A4 copier paper 80gsm, white, box of 5 reams", "12", "18.95"),
        Item("Whiteboard markers, assorted, pack of 8", "15", "6.40"),
        Item("Exercise books A5, 80 pages, ruled", "240", "0.62"),
        Item("Lever arch files A4, blue", "30", "2.15"),
        Item("Glue sticks 40 g, box of 100", "2", "54.00"),
        Item("Delivery and handling", "1", "9.50"),
    ),
    tax_percent="20",
    notation=Notation(before="£"),
    words={
        "title": "INVOICE",
        "to": "Bill to",
        "subtotal": "Subtotal",
        "tax": "VAT 20%",
        "total": "Total",
        "paid": "Deposit paid",
        "due": "Balance due",
    },
    columns=("Description", "Qty", "Unit price", "Amount"),
    closing=("Please quote the invoice number with your payment.", "Payment terms: 30 days net."),
    bank=("Harrow & Finch Stationery Ltd", "IBAN GB29 NWBK 6016 1331 9268 19", "Company No. 09999417"),
    gold={
        "supplier_tax_id": "GB 123 4567 82",
        "customer": "Oakridge Primary School",
        "invoice_number": "HF-20417",
        "invoice_date": "14 March 2026",
        "due_date": "13 April 2026",
        "purchase_order": "PO-88213",
        "currency": "£",
        "iban": "GB29 NWBK 6016 1331 9268 19",
    },
    paid=Decimal("150.00"),
)

QUELLGRUND = Invoice(
    supplier="Quellgrund Haustechnik GmbH",
    sender=("Gerberstraße 18", "70178 Stuttgart", "Tel. 0711 5550 142", "USt-IdNr. DE123456789"),
    customer=("Kolbe & Sohn Hausverwaltung", "Frau Annegret Vogt", "Am Sonnenhang 5", "73728 Esslingen"),
    meta=(
        ("Rechnungsnummer", "RE-2026-0385"),
        ("Rechnungsdatum", "27.02.2026"),
        ("Ihre Bestellung", "4500-7712"),
        ("Fällig am", "13.03.2026"),
    ),
    items=(
        Item("Demontage der alten Heizungsanlage", "6.5", "68.00", "Std"),
        Item("Entsorgung Kessel und Öltank", "1", "340.00", "psch"),
        Item("Gas-Brennwertgerät 24 kW, wandhängend", "1", "2485.00", "Stk"),
        Item("Abgassystem DN 60/100, komplett", "1", "412.50", "Stk"),
        Item("Ausdehnungsgefäß 35 l", "2", "79.80", "Stk"),
        Item("Sicherheitsgruppe 3 bar", "2", "46.20", "Stk"),
        Item("Kupferrohr 22 mm, hart", "36", "11.35", "m"),
        Item("Pressfitting Bogen 90° 22 mm", "48", "4.15", "Stk"),
        Item("Pressfitting T-Stück 22 mm", "16", "6.90", "Stk"),
        Item("Rohrisolierung 100 % EnEV, 22 mm", "36", "5.85", "m"),
        Item("Thermostatventil-Unterteil 1/2 Zoll", "14", "18.40", "Stk"),
        Item("Thermostatkopf weiß", "14", "15.95", "Stk"),
        Item("Umwälzpumpe 25-60, geregelt", "2", "268.00", "Stk"),
        Item("Schmutzfänger 1 Zoll", "2", "32.60", "Stk"),
        Item("Kugelhahn 3/4 Zoll", "9", "14.75", "Stk"),
        Item("Befestigungsmaterial", "1", "126.40", "psch"),
        Item("Montage und Anschluss", "31", "68.00", "Std"),
        Item("Helfer, Montage", "24", "44.00", "Std"),
        Item("Spülen und Befüllen der Anlage", "4", "68.00", "Std"),
        Item("Inbetriebnahme, Einweisung des Betreibers", "2.5", "74.00", "Std"),
        Item("Hydraulischer Abgleich, Protokoll", "1", "390.00", "psch"),
        Item("Fahrtkosten Servicewagen", "9", "24.50", "Stk"),
    ),
    tax_percent="19",
    notation=Notation(decimal=",", thousands=".", after=" €"),
    words={
        "title": "Rechnung",
        "to": "",
        "subtotal": "Nettobetrag",
        "tax": "zzgl. 19 % MwSt.",
        "total": "Rechnungsbetrag",
        "carry": "Übertrag",
        "page": "Seite {page} von {pages}",
    },
    columns=("Bezeichnung", "Menge", "Einzelpreis", "Betrag"),
    closing=(
        "Zahlbar innerhalb von 14 Tagen ohne Abzug.",
        "Leistungszeitraum: 09.02.2026 bis 20.02.2026. Vielen Dank für Ihren Auftrag.",
    ),
    bank=(
        "Quellgrund Haustechnik GmbH · Gerberstraße 18 · 70178 Stuttgart · Geschäftsführer: Rolf Kehrer",
        "IBAN DE89 3704 0044 0532 0130 00 · BIC COBADEFFXXX · Amtsgericht Stuttgart HRB 99417",
    ),
    gold={
        "supplier_tax_id": "DE123456789",
        "customer": "Kolbe & Sohn Hausverwaltung",
        "invoice_number": "RE-2026-0385",
        "invoice_date": "27.02.2026",
        "due_date": "13.03.2026",
        "purchase_order": "4500-7712",
        "currency": "€",
        "iban": "DE89 3704 0044 0532 0130 00",
    },
)

GRAND_HETRE = Invoice(
    supplier="Imprimerie du Grand Hêtre SARL",
    sender=("8, rue des Tanneurs", "59800 Lille", "Tél. 03 53 01 41 70", "N° TVA FR83 999 417 094"),
    customer=("Librairie du Canal", "23, quai de l'Ouest", "59000 Lille"),
    meta=(
        ("Facture n°", "F26-1093"),
        ("Date de facture", "05/01/2026"),
        ("Date d'échéance", "04/02/2026"),
        ("N° de commande", "BC 5521"),
    ),
    items=(
        Item("Affiches A2, quadrichromie, 170 g", "150", "2.10"),
        Item("Dépliants 3 volets, recto verso", "2000", "0.18"),
        Item("Marque-pages, pelliculage mat", "1000", "0.09"),
        Item("Cartes de visite, 350 g", "500", "0.12"),
        Item("Catalogue 24 pages, agrafé", "250", "1.64"),
        Item("Bâche PVC 200 x 80 cm avec œillets", "2", "58.00"),
        Item("Création graphique", "6", "55.00"),
        Item("Livraison", "1", "24.00"),
    ),
    tax_percent="20",
    notation=Notation(decimal=",", thousands=" ", after=" €"),
    words={
        "title": "FACTURE",
        "to": "Facturé à",
        "subtotal": "Total HT",
        "tax": "TVA 20 %",
        "total": "Total TTC",
    },
    columns=("Désignation", "Quantité", "P.U. HT", "Montant HT"),
    closing=("Règlement par virement à 30 jours.", "Pas d'escompte pour paiement anticipé."),
    bank=(
        "IBAN FR14 2004 1010 0505 0001 3M02 606 · BIC PSSTFRPPLIL",
        "SARL au capital de 10 000 € · RCS Lille 999 417 094",
    ),
    gold={
        "supplier_tax_id": "FR83 999 417 094",
        "customer": "Librairie du Canal",
        "invoice_number": "F26-1093",
        "invoice_date": "05/01/2026",
        "due_date": "04/02/2026",
        "purchase_order": "BC 5521",
        "currency": "€",
        "iban": "FR14 2004 1010 0505 0001 3M02 606",
    },
)
