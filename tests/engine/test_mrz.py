"""Machine-readable zones: the examples of ICAO Doc 9303, and what an OCR makes of them."""

import pytest

from docyard.engine.values.mrz import PARTS, check_digit, is_mrz, read_mrz

# Examples of Doc 9303: part 4 appendix B (TD3), part 5 appendix B (TD1), part 6 appendix B (TD2).
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<< 7408122F1204159UTO<<<<<<<<<<<6 ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<< D231458907UTO7408122F1204159<<<<<<<6"
VISA = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L8988901C4XXX4009078F96121096ZE184226B<<<<<<"

EXPECTED = {
    "issuer": "UTO",
    "surname": "ERIKSSON",
    "given_names": "ANNA MARIA",
    "nationality": "UTO",
    "birth_date": "1974-08-12",
    "sex": "F",
    "expiry_date": "2012-04-15",
}


@pytest.mark.parametrize(
    ("text", "kind", "own"),
    [
        (PASSPORT, "TD3", {"document_type": "P", "document_number": "L898902C3", "optional": "ZE184226B"}),
        (CARD, "TD1", {"document_type": "I", "document_number": "D23145890", "optional": ""}),
        (TD2, "TD2", {"document_type": "I", "document_number": "D23145890", "optional": ""}),
    ],
)
def test_published_examples_are_read_and_right(text: str, kind: str, own: dict[str, str]) -> None:
    zone = read_mrz(text)
    assert zone is not None
    assert (zone.kind, zone.is_right, " ".join(zone.lines)) == (kind, True, text)
    assert {name: zone.part(name) for name in PARTS} == EXPECTED | own


def test_visas_have_no_composite_check_digit() -> None:
    zone = read_mrz(VISA)
    assert zone is not None
    assert zone.is_right
    assert zone.part("birth_date") == "1940-09-07"
    assert zone.part("expiry_date") == "1996-12-10"


def test_check_digits_are_those_of_the_standard() -> None:
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"


@pytest.mark.parametrize("place", [45, 54, 58, 66, 71, 88])
def test_a_wrong_character_shows(place: int) -> None:
    broken = PASSPORT[:place] + ("3" if PASSPORT[place] != "3" else "4") + PASSPORT[place + 1 :]
    assert not is_mrz(broken)


@pytest.mark.parametrize(
    ("clear", "misread"),
    [
        ("7408122F", "74O8I22F"),
        ("P<UTO", "P<UT0"),
        ("MARIA<<<<<<<<<<<<<<<<<<<", "MARIA<<<<<<<<<<<<<<<<"),
        ("MARIA<<<<<<<<<<<<<<<<<<<", "MARIA<<<<<K<<<<<<<<<<<<C<<<"),
        ("<<<<<10", "«<«10"),
        ("L898902C36", "L8989O2C36"),
    ],
)
def test_what_an_ocr_misreads_is_mended(clear: str, misread: str) -> None:
    zone = read_mrz(PASSPORT.replace(clear, misread))
    assert zone is not None
    assert " ".join(zone.lines) == PASSPORT


@pytest.mark.parametrize(
    "text", ["", "P<UTO", "Total 12.00", PASSPORT[:44], f"{PASSPORT} {PASSPORT}", "P<" * 44]
)
def test_other_text_is_no_zone(text: str) -> None:
    assert read_mrz(text) is None
