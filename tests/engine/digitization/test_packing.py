"""Kept digitizations come back as they were."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docyard.domain.apps import DigitizationOptions, Language
from docyard.domain.pages import AttachedPage, Box, Digitization, Page, PageSource, Word
from docyard.engine.digitization import cache_name, pack, unpack

TENTHS = st.integers(-50, 400_000).map(lambda number: number / 10)
WORDS = st.builds(
    Word,
    text=st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=12),
    box=st.builds(Box, TENTHS, TENTHS, TENTHS, TENTHS),
    confidence=st.integers(0, 10_000).map(lambda number: number / 10_000),
    line=st.integers(0, 500),
)
PAGES = st.builds(
    Page,
    index=st.integers(0, 799),
    width_px=st.integers(1, 40_000),
    height_px=st.integers(1, 40_000),
    words=st.lists(WORDS, max_size=8).map(tuple),
    source=st.sampled_from(PageSource),
    rotation=st.sampled_from([0, 90, 180, 270]),
    dpi=st.integers(0, 600),
    attached=st.none() | st.builds(AttachedPage, st.integers(0, 9), st.integers(0, 9)),
)


@given(st.lists(PAGES, max_size=3))
def test_packing_loses_nothing(pages: list[Page]) -> None:
    digitization = Digitization(pages=tuple(pages))
    assert unpack(pack(digitization)) == digitization


WHOLE = pack(Digitization(pages=()))
DAMAGED = {
    "empty": b"",
    "not packed": b"x",
    "another version": gzip.compress(b'{"version": 0}'),
    "a list": gzip.compress(b"[1]"),
    "packed nothing": gzip.compress(b""),
    "cut off": WHOLE[:-9],
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_what_was_not_packed_here_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="digitization"):
        unpack(data)


def test_the_name_tells_contents_and_options_apart() -> None:
    every_option = [
        DigitizationOptions(),
        DigitizationOptions(force_ocr=True),
        DigitizationOptions(languages=(Language.RUSSIAN,)),
        DigitizationOptions(languages=(Language.RUSSIAN, Language.ENGLISH)),
    ]
    assert len({cache_name(digest, options) for digest in ("aa", "bb") for options in every_option}) == 8


def test_the_name_tells_passwords_apart() -> None:
    options, every_password = DigitizationOptions(), [(), ("a",), ("b",), ("a", "b"), ("ab",)]
    names = [cache_name("aa", options, passwords=passwords) for passwords in every_password]
    assert len(set(names)) == 5
    assert names[0] == cache_name("aa", options)
