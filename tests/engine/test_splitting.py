"""Where documents of a file begin."""

import time
from dataclasses import replace

import pytest

from docyard.domain.apps import DocumentClass, Splitting
from docyard.domain.pages import Box, Page, PageSource, Word
from docyard.engine.classification import Classifier
from docyard.engine.splitting import SPLITTERS, split
from docyard.engine.splitting.page_numbers import PageNumber, find_page_number

NONE = Classifier.of(())
CONTRACT = """\
{n}. Obligations of the parties
The receiving party shall hold all information that the disclosing party gives to it
in confidence and shall not use it for any purpose other than the purpose of this
agreement, and shall return it to the disclosing party at the end of the term of the
agreement, together with all copies that the receiving party has made of it, and the
parties agree that this obligation shall last for a period of five years from then on
and that neither party may assign it to others without consent of the other party, which
Page {n} of {total}"""
INVOICE = """\
Harbour Tools Ltd
INVOICE
Invoice number: {n}
Date: 14 March 2026
Due date: 13 April 2026
Description Quantity Amount
Bench vice 2 100.00
Total EUR 119.00
Payment terms: 30 days
Thank you

Please pay to account GB29 NWBK 6016 1331 9268 19 of Harbour Tools Ltd at Quay Bank in Bristol
All goods stay property of Harbour Tools Ltd until they are paid in full by the customer
Claims are to be made within 14 days of delivery and by letter to the address above
Harbour Tools Ltd is registered in England and Wales under number 01234567"""


def page_of(text: str, index: int = 0) -> Page:
    words = []
    for line, printed in enumerate(text.splitlines()):
        for place, word in enumerate(printed.split()):
            left, top = 150.0 + 90 * place, 150.0 + 60 * line
            words.append(Word(word, Box(left, top, left + 80, top + 30), 1.0, line))
    return Page(index, 1654, 2339, tuple(words), PageSource.TEXT_LAYER)


def file_of(*texts: str) -> tuple[Page, ...]:
    return tuple(page_of(text, index) for index, text in enumerate(texts))


def contract(pages: int) -> list[str]:
    return [CONTRACT.format(n=number, total=pages) for number in range(1, pages + 1)]


def ranges(pages: tuple[Page, ...], classifier: Classifier = NONE) -> list[tuple[int, int]]:
    documents = split(pages, Splitting.BY_DOCUMENT, classifier=classifier)
    return [(document[0].index, document[-1].index) for document in documents]


def test_documents_in_a_row_are_told_apart() -> None:
    pages = file_of(INVOICE.format(n="A-1"), *contract(3), INVOICE.format(n="B-2"), *contract(2))
    assert ranges(pages) == [(0, 0), (1, 3), (4, 4), (5, 6)]


def test_two_of_one_kind_are_two_where_page_numbers_begin_anew() -> None:
    assert ranges(file_of(*contract(3), *contract(2)))[-1] == (3, 4)


def test_a_blank_page_belongs_to_the_document_before() -> None:
    assert ranges(file_of(*contract(2), "", INVOICE)) == [(0, 2), (3, 3)]
    assert ranges(file_of("", INVOICE)) in ([(0, 0), (1, 1)], [(0, 1)])
    assert ranges(file_of("")) == [(0, 0)]


def test_every_page_stands_in_one_document_in_order() -> None:
    pages = file_of(*contract(5), INVOICE, "", *contract(2), INVOICE)
    for splitting in Splitting:
        documents = split(pages, splitting, classifier=NONE)
        assert tuple(page for document in documents for page in document) == pages
    assert set(SPLITTERS) == set(Splitting)
    assert all(split((), splitting, classifier=NONE) == () for splitting in Splitting)


def test_classes_that_change_speak_for_a_new_document() -> None:
    classes = [DocumentClass("Invoice", ()), DocumentClass("NDA", (), keywords=("receiving party",))]
    pages = file_of(*contract(2), INVOICE.format(n="A-1"), *contract(2))
    assert ranges(pages, Classifier.of(classes)) == [(0, 1), (2, 2), (3, 4)]


FORM = """\
OMB No. 0000-{omb} Form {code}
PAYER’S name, street address, city, state, country and postal code
Harbour Tools Ltd, 9 Quay Street, Bristol
PAYER’S TIN RECIPIENT’S TIN
00-0000001 000-00-0002
RECIPIENT’S name
Jane Doe
{boxes}
Federal income tax withheld 120.00
Copy B For Recipient This is important tax information and is being furnished to the IRS
If you are required to file a return a negligence penalty or other sanction may be imposed"""


def test_forms_of_one_family_in_a_row_are_told_apart_by_their_numbers() -> None:
    pages = file_of(
        FORM.format(omb="0101", code="1099-NEC", boxes="1 Nonemployee compensation 900.00"),
        FORM.format(omb="0102", code="1099-INT", boxes="1 Interest income 20.00"),
        FORM.format(omb="0103", code="1099-DIV", boxes="1a Total ordinary dividends 7.00"),
    )
    classes = [DocumentClass(name, ()) for name in ("1099-NEC", "1099-INT", "1099-DIV")]
    assert ranges(pages, Classifier.of(classes)) == [(0, 0), (1, 1), (2, 2)]


def test_signatures_on_a_page_of_their_own_belong_to_what_was_signed() -> None:
    signatures = (
        "IN WITNESS WHEREOF the parties have signed\nBy: Jane Doe\nTitle: Director\nDate: 14 March 2026"
    )
    assert ranges(file_of(*contract(2), signatures)) == [(0, 2)]


def test_specks_are_no_document() -> None:
    assert ranges(file_of(INVOICE, "' .", *contract(2))) == [(0, 1), (2, 3)]


def test_a_long_file_takes_little_time() -> None:
    classes = [DocumentClass(f"Kind {number}", (), keywords=(f"word {number}",)) for number in range(50)]
    texts = [text for number in range(30) for text in (INVOICE.format(n=number), *contract(4))]
    pages = file_of(*texts)
    started = time.process_time()
    found = ranges(pages, Classifier.of(classes))
    assert time.process_time() - started < 30
    assert len(found) == 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Page 2 of 5", PageNumber(2, 5, is_named=True)),
        ("Seite 3 von 4", PageNumber(3, 4, is_named=True)),
        ("Página 1 / 3", PageNumber(1, 3, is_named=True)),
        ("- 7 -", PageNumber(7, None, is_named=False)),
        ("3/4", PageNumber(3, 4, is_named=True)),
        ("Page 9 of 4", None),
        ("Total 12", None),
        ("Page 0", None),
    ],
)
def test_page_numbers_are_read(text: str, expected: PageNumber | None) -> None:
    assert find_page_number(["A heading", "text", text]) == expected
    assert find_page_number([text, "text", "A footer"]) == expected


def test_the_size_of_pages_alone_does_not_part_a_document() -> None:
    first, *rest = file_of(*contract(3))
    pages = (replace(first, width_px=1700), *rest)
    assert ranges(pages) == [(0, 2)]
