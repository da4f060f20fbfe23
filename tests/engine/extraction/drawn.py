"""Pages of words drawn for a test: texts at places, every letter ten pixels wide."""

from docyard.domain.pages import Box, Page, PageSource, Word

LETTER_PX = 10
HEIGHT_PX = 20


def page(*lines: tuple[int, int, str], source: PageSource = PageSource.TEXT_LAYER, index: int = 0) -> Page:
    """Make a page of texts, each given as left edge, top edge and text; one top edge is one line."""
    tops = sorted({y for _, y, _ in lines})
    words: list[Word] = []
    for x, y, text in sorted(lines, key=lambda line: (line[1], line[0])):
        at = x
        for word in text.split(" "):
            box = Box(at, y, at + LETTER_PX * len(word), y + HEIGHT_PX)
            words.append(Word(text=word, box=box, confidence=0.9, line=tops.index(y)))
            at += LETTER_PX * (len(word) + 1)
    return Page(index=index, width_px=800, height_px=1100, words=tuple(words), source=source)


RECEIPT = page(
    (250, 40, "BLUE LANTERN TRADING SDN BHD"),
    (300, 70, "(884213-K)"),
    (230, 100, "NO. 12, JALAN MELATI 3, TAMAN SERI"),
    (250, 130, "47100 PUCHONG, SELANGOR"),
    (300, 160, "TEL: 03-8061 2277"),
    (40, 210, "Receipt No: R-10442"),
    (40, 240, "Date: 14/03/2018 18:22"),
    (40, 300, "COPPER WIRE 2M"),
    (600, 300, "12.50"),
    (40, 330, "HINGE SET"),
    (600, 330, "7.40"),
    (40, 390, "SUBTOTAL"),
    (600, 390, "19.90"),
    (40, 420, "GST 6%"),
    (600, 420, "1.19"),
    (40, 450, "TOTAL"),
    (600, 450, "RM 21.09"),
    (40, 480, "CASH"),
    (600, 480, "RM 50.00"),
    (40, 510, "CHANGE"),
    (600, 510, "RM 28.91"),
    (200, 570, "THANK YOU, PLEASE COME AGAIN"),
)

INVOICE = page(
    (60, 40, "Nordhafen Werkzeuge GmbH"),
    (60, 70, "Kaistraße 8, 24103 Kiel"),
    (60, 100, "USt-IdNr. DE811234567"),
    (60, 180, "Rechnung an"),
    (60, 210, "Atelier Sommerfeld KG"),
    (60, 240, "Lindenweg 4"),
    (60, 270, "10969 Berlin"),
    (500, 180, "Rechnungsnummer: RE-4471"),
    (500, 210, "Rechnungsdatum: 05.06.2024"),
    (500, 240, "Fällig am: 05.07.2024"),
    (60, 340, "Beschreibung"),
    (400, 340, "Menge"),
    (520, 340, "Einzelpreis"),
    (680, 340, "Betrag"),
    (60, 370, "Bohrer 8 mm"),
    (420, 370, "4"),
    (560, 370, "12,50"),
    (690, 370, "50,00"),
    (60, 400, "Schraubzwinge"),
    (420, 400, "2"),
    (560, 400, "25,00"),
    (690, 400, "50,00"),
    (480, 470, "Nettobetrag"),
    (670, 470, "100,00 EUR"),
    (480, 500, "USt 19 %"),
    (670, 500, "19,00 EUR"),
    (480, 530, "Gesamtbetrag"),
    (670, 530, "119,00 EUR"),
    (60, 600, "IBAN: DE89 3704 0044 0532 0130 00"),
)
