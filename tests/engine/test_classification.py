"""Which class a document is of."""

import pytest

from docyard.domain.apps import DocumentClass
from docyard.engine.classification import (
    MAX_EXAMPLE_LENGTH,
    MAX_EXAMPLES,
    OTHER,
    Classifier,
    choose_examples,
    example_of,
)
from tests.engine.test_splitting import INVOICE, file_of

RECEIPT = "KEDAI JAYA SDN BHD\n22/06/2026 18:07\nTax invoice\nRice 2.00\nTotal 2.00\nCash 5.00\nChange 3.00"
STATEMENT = "Opening balance 1.00\nWithdrawals 2.00\nDeposits 4.00\nClosing balance 3.00"
NAMED = [DocumentClass(name, ()) for name in ("Invoice", "Receipt", "Bank statement", "NDA")]


@pytest.mark.parametrize(
    ("text", "name"), [(INVOICE, "Invoice"), (RECEIPT, "Receipt"), (STATEMENT, "Bank statement")]
)
def test_common_kinds_are_known_by_their_names_alone(text: str, name: str) -> None:
    choice = Classifier.of(NAMED).choose(file_of(text))
    assert choice.name == name
    assert choice.document_class is not None
    assert choice.confidence is not None
    assert 0.5 < choice.confidence <= 1


def test_kinds_go_by_other_names_too() -> None:
    classes = [DocumentClass("Rechnung", ()), DocumentClass("Paystub", ())]
    assert Classifier.of(classes).choose(file_of(INVOICE)).name == "Rechnung"


@pytest.mark.parametrize("name", ["Invoices", "Vendor invoice", "invoice_2026", "Supplier bills"])
def test_names_may_say_more_than_the_kind(name: str) -> None:
    classes = [DocumentClass(name, ()), DocumentClass("Shop receipts", ())]
    assert Classifier.of(classes).choose(file_of(INVOICE)).name == name
    assert Classifier.of(classes).choose(file_of(RECEIPT)).name == "Shop receipts"


def test_descriptions_tell_kinds_where_names_say_nothing() -> None:
    classes = [
        DocumentClass("A1", (), description="Bills that suppliers send for goods."),
        DocumentClass("B2", (), description="Statements of a bank account."),
        DocumentClass("C3", (), description="Receipts of shops, paid at the till."),
    ]
    classifier = Classifier.of(classes)
    assert [classifier.choose(file_of(text)).name for text in (INVOICE, STATEMENT, RECEIPT)] == [
        "A1",
        "B2",
        "C3",
    ]


def test_descriptions_of_no_common_kind_count_by_their_words() -> None:
    classes = [
        DocumentClass("Logs", (), description="Protocols of dives: depth, visibility, decompression stops."),
        DocumentClass("Tours", (), description="Reports of climbing tours: routes, belayers."),
    ]
    asked = file_of("Protocol 12\nDepth 18 m\nVisibility good\nDecompression stops 2")
    assert Classifier.of(classes).choose(asked).name == "Logs"


def test_a_word_within_the_name_of_another_class_is_not_its_own() -> None:
    classes = [DocumentClass("Form", ()), DocumentClass("Short form registration statement", ())]
    asked = file_of("SHORT FORM REGISTRATION STATEMENT\nThe registrant states as follows")
    assert Classifier.of(classes).choose(asked).name == "Short form registration statement"


def test_what_is_laid_out_like_a_form_is_one() -> None:
    asked = file_of(
        "DELIVERY OF SAMPLES\nTo: J. Doe Dept: Research\nFrom: A. Roe Phone: none\nBatch: North Colour: blue"
        "\nPacked by: A. Roe Checked by: J. Doe\nHandle with care: yes Fragile: no\nRemarks: none so far"
    )
    choice = Classifier.of([DocumentClass("Form", ()), *NAMED]).choose(asked)
    assert choice.name == "Form"


def test_doubt_does_not_grow_with_the_number_of_classes() -> None:
    asked = file_of("Bake the apples for an hour\nand serve them with cream")
    confidences = [
        Classifier.of([DocumentClass(f"Kind {n}", ()) for n in range(count)]).choose(asked).confidence
        for count in (2, 40)
    ]
    assert confidences[0] == pytest.approx(confidences[1])


def test_what_fits_nothing_is_other() -> None:
    choice = Classifier.of(NAMED).choose(file_of("Bake the apples for an hour\nand serve them with cream"))
    assert (choice.name, choice.document_class) == (OTHER, None)
    assert Classifier.of(NAMED).choose(file_of("")).name == OTHER


def test_examples_teach_what_words_do_not_tell() -> None:
    dive = "Depth 18 m\nVisibility good\nTank 12 l nitrox\nBuddy Otto\nSaw two turtles"
    climb = "Route north face\nGrade 6b\nRope 60 m\nBelayer Jane\nRain after noon"
    plain = [DocumentClass("Blue", ()), DocumentClass("Grey", ())]
    taught = [
        DocumentClass(each.name, (), examples=(example_of(file_of(text)),))
        for each, text in zip(plain, (dive, climb), strict=True)
    ]
    asked = file_of("Depth 22 m\nVisibility poor\nTank 10 l air\nBuddy Jane\nSaw no turtles")
    assert Classifier.of(plain).choose(asked).name == OTHER
    choice = Classifier.of(taught).choose(asked)
    assert choice.name == "Blue"
    assert choice == Classifier.of(taught).choose(asked)


def test_examples_are_bounded_and_kept_once() -> None:
    long = example_of(file_of("word " * 5000))
    assert len(long) == MAX_EXAMPLE_LENGTH - 1
    chosen = choose_examples([long, long, example_of(file_of("")), *(f"number {n}" for n in range(50))])
    assert chosen == (long, *(f"number {n}" for n in range(MAX_EXAMPLES - 1)))


def test_shares_add_up() -> None:
    shares = Classifier.of(NAMED).shares(file_of(INVOICE))
    assert set(shares) == {OTHER, *(each.name for each in NAMED)}
    assert sum(shares.values()) == pytest.approx(1)
