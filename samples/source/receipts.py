"""What the sample receipts say. Shops and people are invented."""

from collections.abc import Mapping
from dataclasses import dataclass

COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: left and right end, or centred; ``size`` 1 is the normal print."""

    left: str = ""
    right: str = ""
    centred: bool = False
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt's print, top to bottom, and the fields of the prebuilt app Receipt in it."""

    lines: tuple[Line, ...]
    gold: Mapping[str, object]


def _centred(text: str, *, size: float = 1.0) -> Line:
    return Line(left=text, centred=True, size=size)


RULE = Line("-" * COLUMNS)
BLANK = Line()

TEASPOON = Receipt(
    lines=(
        _centred("THE BRASS TEASPOON", size=1.5),
        _centred("Tea Rooms & Bakery"),
        _centred("16 Bridge Street"),
        _centred("Whitby YO22 4BG"),
        _centred("Tel: 01632 960 018"),
        _centred("VAT No: GB 999 4172 36"),
        BLANK,
        Line("Receipt No: 004812", "Table 7"),
        Line("Date: 21/02/2026", "Time: 15:42"),
        Line("Served by: Marian"),
        RULE,
        Line("2 Cream tea", "15.90"),
        Line("1 Pot of Assam", "3.60"),
        Line("1 Flat white", "3.45"),
        Line("1 Leek & potato soup", "6.75"),
        Line("2 Cheese scone", "5.80"),
        Line("1 Victoria sponge, slice", "4.25"),
        RULE,
        Line("Subtotal", "33.13"),
        Line("VAT 20%", "6.62"),
        Line("TOTAL", "£39.75", size=1.3),
        BLANK,
        Line("Cash", "40.00"),
        Line("Change", "0.25"),
        RULE,
        _centred("Thank you for your visit"),
        _centred("www.brassteaspoon.example"),
    ),
    gold={
        "company": "THE BRASS TEASPOON",
        "address": "16 Bridge Street Whitby YO22 4BG",
        "phone": "01632 960 018",
        "tax_id": "GB 999 4172 36",
        "receipt_number": "004812",
        "date": "21/02/2026",
        "time": "15:42",
        "currency": "£",
        "subtotal": "33.13",
        "tax": "6.62",
        "total": "£39.75",
        "cash": "40.00",
        "change": "0.25",
        "line_items": [
            {"quantity": "2", "description": "Cream tea", "amount": "15.90"},
            {"quantity": "1", "description": "Pot of Assam", "amount": "3.60"},
            {"quantity": "1", "description": "Flat white", "amount": "3.45"},
            {"quantity": "1", "description": "Leek & potato soup", "amount": "6.75"},
            {"quantity": "2", "description": "Cheese scone", "amount": "5.80"},
            {"quantity": "1", "description": "Victoria sponge, slice", "amount": "4.25"},
        ],
    },
)

MELOR = Receipt(
    lines=(
        _centred("MELOR PAPER & GIFTS SDN BHD", size=1.15),
        _centred("(Co. Reg. No. 994170-X)"),
        _centred("LOT 12, JALAN MELATI 3/5"),
        _centred("TAMAN BUNGA RAYA"),
        _centred("43000 KAJANG, SELANGOR"),
        _centred("TEL: 03-5550 1942"),
        _centred("SST ID: W10-9941-32000017"),
        BLANK,
        _centred("TAX INVOICE"),
        BLANK,
        Line("Bill No : CS00031877"),
        Line("Date    : 09/01/2026", "11:08:27"),
        Line("Cashier : NURUL"),
        RULE,
        Line("ITEM            QTY   U.PRICE", "AMOUNT"),
        RULE,
        Line("GIFT WRAP ROLL    3      4.90", "14.70"),
        Line("BALLPEN BLUE     12      1.20", "14.40"),
        Line("NOTEBOOK A5       4      6.50", "26.00"),
        Line("STAPLER NO.10     1      8.90", "8.90"),
        RULE,
        Line("SUB TOTAL", "64.00"),
        Line("SERVICE TAX 6%", "3.84"),
        Line("ROUNDING ADJ", "0.01"),
        Line("TOTAL RM", "67.85", size=1.3),
        Line("CASH", "70.00"),
        Line("CHANGE", "2.15"),
        RULE,
        _centred("GOODS SOLD ARE NOT RETURNABLE"),
        _centred("TERIMA KASIH - SILA DATANG LAGI"),
    ),
    gold={
        "company": "MELOR PAPER & GIFTS SDN BHD",
        "address": "LOT 12, JALAN MELATI 3/5 TAMAN BUNGA RAYA 43000 KAJANG, SELANGOR",
        "phone": "03-5550 1942",
        "tax_id": "W10-9941-32000017",
        "receipt_number": "CS00031877",
        "date": "09/01/2026",
        "time": "11:08:27",
        "currency": "RM",
        "subtotal": "64.00",
        "tax": "3.84",
        "total": "67.85",
        "cash": "70.00",
        "change": "2.15",
        "line_items": [
            {"description": "GIFT WRAP ROLL", "quantity": "3", "unit_price": "4.90", "amount": "14.70"},
            {"description": "BALLPEN BLUE", "quantity": "12", "unit_price": "1.20", "amount": "14.40"},
            {"description": "NOTEBOOK A5", "quantity": "4", "unit_price": "6.50", "amount": "26.00"},
            {"description": "STAPLER NO.10", "quantity": "1", "unit_price": "8.90", "amount": "8.90"},
        ],
    },
)
