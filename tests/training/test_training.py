"""Training learns a concept from labelled documents and keeps issuers apart."""

import json
from pathlib import Path

import pytest

from docyard.domain.apps import AppDefinition, DocumentClass, Field, ValueType
from docyard.engine.extraction.calibration import expected_error
from docyard.engine.extraction.labels import read_lexicon
from tests.engine.extraction.drawn import page
from training.choice import Outcome, better_trained, f1
from training.convert import labelled_folder
from training.examples import examples_by_concept
from training.fit import fit_model
from training.folds import folds_by_issuer, issuer_key
from training.labelled import Labelled, read_labelled, write_labelled
from training.matching import means_the_same
from training.measure import accuracy, calibrate, hold_out, outer_folds
from training.train_scorer import train

SLIP = DocumentClass("Slip", (Field("loan mark", ValueType.IDENTIFIER, model="slip.mark"),))


def slip(number: int) -> Labelled:
    """Draw a slip whose mark follows an odd label; three other numbers stand around it."""
    mark = f"K-{700 + number}"
    lines = [
        (40, 40 + 30 * i, text)
        for i, text in enumerate([f"Shelf {number}", f"Zyx {mark}", f"Copy {number + 9}"])
    ]
    return Labelled(
        name=f"slip-{number}",
        app_class="Slip",
        issuer=f"library {number % 7}",
        pages=(page(*lines, (500, 40, f"Room {number + 50}")),),
        values={"loan mark": mark},
    )


def test_a_concept_is_learned_and_holds_on_other_issuers() -> None:
    found = examples_by_concept([slip(n) for n in range(28)], SLIP, lexicon=read_lexicon())
    examples = [example for _, example in found["slip.mark"]]
    held_out = hold_out(examples, outer_folds([e.issuer for e in examples], seed=0), seed=0)
    assert accuracy(held_out.picks) == 1.0
    calibration = calibrate(held_out.picks, held_out.absent)
    present, absent = held_out.picks[0], held_out.absent[0]
    confident = calibration.confidence(present.strength)
    assert confident > 0.8
    assert calibration.confidence(absent.strength) < confident / 2


def test_training_twice_gives_the_same_model() -> None:
    found = examples_by_concept([slip(n) for n in range(14)], SLIP, lexicon=read_lexicon())
    examples = [example for _, example in found["slip.mark"]]
    first, second = fit_model(examples, seed=3), fit_model(examples, seed=3)
    assert first is not None
    assert second is not None
    assert (first.trees.threshold == second.trees.threshold).all()
    assert (first.trees.value == second.trees.value).all()
    assert (first.words.weights == second.words.weights).all()


def outcome(right: int, *, of: int, fold: int = 0) -> list[Outcome]:
    """Make outcomes of one fold that were all answered."""
    return [Outcome(fold, given=True, right=k < right) for k in range(of)]


def test_a_concept_that_rules_read_better_is_left_to_them() -> None:
    by_rules = {"slip.mark": outcome(21, of=26), "slip.shelf": outcome(9, of=26)}
    trained = {"slip.mark": outcome(11, of=26), "slip.shelf": outcome(9, of=26)}
    assert better_trained(by_rules, trained) == {"slip.shelf"}


def test_a_fold_has_no_say_in_the_choice_that_is_measured_on_it() -> None:
    by_rules = {"slip.mark": outcome(5, of=10, fold=0) + outcome(9, of=10, fold=1)}
    trained = {"slip.mark": outcome(10, of=10, fold=0) + outcome(5, of=10, fold=1)}
    assert better_trained(by_rules, trained) == {"slip.mark"}
    assert not better_trained(by_rules, trained, without=0)


def test_no_answer_costs_less_than_a_wrong_one() -> None:
    silent = [Outcome(0, given=False, right=False), *outcome(3, of=3)]
    assert f1(silent) > f1(outcome(3, of=4))


def test_what_ships_is_chosen_by_whole_extractions() -> None:
    app = AppDefinition(name="Slip", version="1.0.0", classes=(SLIP,))
    assert set(train([slip(n) for n in range(28)], [app])) == {"slip.mark"}


def test_nothing_is_learned_from_documents_without_the_value() -> None:
    unlabelled = [Labelled("a", "Slip", "x", (page((40, 40, "Shelf 4")),), {"loan mark": "K-1"})]
    found = examples_by_concept(unlabelled, SLIP, lexicon=read_lexicon())
    assert fit_model([example for _, example in found["slip.mark"]], seed=0) is None


def test_no_issuer_stands_in_two_folds() -> None:
    issuers = [f"issuer {n % 11}" for n in range(60)]
    folds = folds_by_issuer(issuers, count=5, seed=0)
    assert {len({f for i, f in zip(issuers, folds, strict=True) if i == name}) for name in issuers} == {1}
    assert set(folds) == set(range(5))


@pytest.mark.parametrize(
    ("one", "other"), [("MR. D.I.Y. (M) SDN BHD", "MR D.I.Y. (JOHOR) SDN BHD"), ("Kai GmbH", "KAI GMBH")]
)
def test_branches_of_an_issuer_have_one_key(one: str, other: str) -> None:
    assert issuer_key(one) == issuer_key(other)


@pytest.mark.parametrize(
    ("text", "value", "value_type", "same"),
    [
        ("05.06.2024", "2024-06-05", ValueType.DATE, True),
        ("5. Juni 2024", "2024-06-05", ValueType.DATE, True),
        ("05.07.2024", "2024-06-05", ValueType.DATE, False),
        ("1.234,50 €", "1234.50", ValueType.AMOUNT, True),
        ("-12,00", "12.00", ValueType.AMOUNT, False),
        ("Oak Ltd.", "OAK LTD", ValueType.ORGANIZATION, True),
        ("Oak Ltd", "Elm Ltd", ValueType.ORGANIZATION, False),
    ],
)
def test_values_are_compared_by_what_they_say(
    text: str, value: str, value_type: ValueType, same: bool
) -> None:
    assert means_the_same(text, value, value_type) is same


@pytest.mark.parametrize("name", ["labels.jsonl", "labels.jsonl.gz"])
def test_labelled_documents_survive_their_file(name: str, tmp_path: Path) -> None:
    documents = (slip(1), slip(2))
    write_labelled(tmp_path / name, documents)
    read = read_labelled(tmp_path / name)
    assert [(d.name, d.app_class, d.issuer, d.values) for d in read] == [
        (d.name, d.app_class, d.issuer, d.values) for d in documents
    ]
    assert [w.text for w in read[0].pages[0].words] == [w.text for w in documents[0].pages[0].words]
    assert read[0].pages[0].words[0].box == documents[0].pages[0].words[0].box


def test_a_folder_with_gold_becomes_labelled_documents(tmp_path: Path) -> None:
    samples = Path(__file__).parents[2] / "samples" / "documents"
    name = "invoice-harrow-finch.pdf"
    (tmp_path / name).write_bytes((samples / name).read_bytes())
    gold = {name: {"seller": "Harrow & Finch Stationery Ltd", "grand_total": "785.04"}, "lost.pdf": {}}
    (tmp_path / "gold.json").write_text(json.dumps(gold), "utf-8")
    (document,) = labelled_folder(
        tmp_path,
        app_class="Invoice",
        issuer="seller",
        names={"seller": "supplier", "grand_total": "total"},
        cache=tmp_path / "pages",
    )
    assert document.values == {"supplier": "Harrow & Finch Stationery Ltd", "total": "785.04"}
    assert "Harrow" in {w.text for w in document.pages[0].words}
    assert len(list((tmp_path / "pages").iterdir())) == 1


def test_expected_error_is_the_gap_between_confidence_and_truth() -> None:
    assert expected_error([0.9] * 10, [True] * 9 + [False]) == pytest.approx(0.0)
    assert expected_error([0.9] * 10, [False] * 10) == pytest.approx(0.9)
