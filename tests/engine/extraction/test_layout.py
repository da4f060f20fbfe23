"""Words become segments that know their neighbours."""

from dataclasses import replace

from docyard.domain.pages import PageSource
from docyard.engine.extraction.layout import FIRST_PAGES, LAST_PAGES, lay_out
from tests.engine.extraction.drawn import page


def test_a_wide_gap_parts_label_and_value() -> None:
    layout = lay_out([page((40, 40, "TOTAL DUE"), (600, 40, "RM 21.09"))])
    label, value = layout.segments
    assert (label.text, value.text) == ("TOTAL DUE", "RM 21.09")
    assert layout.left[value.index] == (label.index,)
    assert layout.right[label.index] == value.index


def test_segments_know_what_is_above_and_below() -> None:
    layout = lay_out([page((40, 40, "Bill to"), (500, 40, "Date"), (40, 70, "Oak School"))])
    texts = [s.text for s in layout.segments]
    below = layout.down[texts.index("Bill to")]
    assert layout.segments[below].text == "Oak School"
    assert layout.down[texts.index("Date")] == -1
    assert layout.up[below] == texts.index("Bill to")


def test_neighbours_do_not_cross_pages() -> None:
    layout = lay_out([page((40, 40, "first")), page((40, 40, "second"), index=1)])
    assert layout.down == (-1, -1)
    assert [s.page for s in layout.segments] == [0, 1]


def test_a_long_document_keeps_its_first_and_last_pages() -> None:
    pages = [page((40, 40, f"page {i}"), index=i) for i in range(40)]
    layout = lay_out(pages)
    assert [p.index for p in layout.pages] == [*range(FIRST_PAGES), *range(40 - LAST_PAGES, 40)]


def test_slips_of_an_ocr_are_mended_and_a_text_layer_is_left_alone() -> None:
    printed = page((40, 40, "12 Jaian Ampang SETIA ÁLAM SDN DHD"))
    read = replace(printed, source=PageSource.OCR)
    assert lay_out([read]).segments[0].text == "12 Jalan Ampang SETIA ALAM SDN BHD"
    assert lay_out([printed]).segments[0].text == "12 Jaian Ampang SETIA ÁLAM SDN DHD"


def test_accents_stay_on_a_page_that_has_many() -> None:
    read = replace(
        page((40, 40, "Désignation quantité prix unitaire"), (40, 70, "Crème brûlée")), source=PageSource.OCR
    )
    assert lay_out([read]).segments[1].text == "Crème brûlée"
