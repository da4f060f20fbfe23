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
