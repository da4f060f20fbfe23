"""Measure tables on a folder with ``gold_tables.json``: ``python -m bench.tables --data DIR``.

For each PDF file the gold names tables with ``page`` (from 1; without it the page that fits best counts)
and ``rows``, a list of texts per row, plus ``spans`` as [row, column, last row, last column].

The measure is that of the ICDAR 2013 table competition: each cell that is not empty is paired with
its next neighbour to the right and below, and the pairs are compared with the gold's. *Strict* asks for
the same letters up to white space and case, *loose* for texts that are alike to 80 %. All tables found
on a page with gold count, so that text taken for a table costs precision. pdfplumber with its default
settings is measured beside it in the same run.

Scans are the same pages drawn at 200 dpi and read by docyard's own OCR.
"""

import argparse
import io
import itertools
import json
import os
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

Pair = tuple[str, str, str]
"""Direction, text, and that of the neighbour."""


def main() -> None:
    """Print a row per file and the sums, for files as they are and drawn as scans."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder with gold_tables.json")
    parser.add_argument("--file", action="append", help="only this file; may be given again")
    parser.add_argument("--scans", type=int, default=10, help="how many files to draw and read by OCR")
    options = parser.parse_args()
    if options.data is None:
        print("No tables ship with docyard; name a folder of yours with --data.")
        return
    os.environ["OMP_NUM_THREADS"] = "1"
    data = Path(options.data)
    gold = json.loads((data / "gold_tables.json").read_text("utf-8"))
    gold = {name: tables for name, tables in gold.items() if not options.file or name in options.file}
    texts = {name: tables for name, tables in gold.items() if not name.endswith("_scan.pdf")}
    scans = {name: tables for name, tables in gold.items() if name.endswith("_scan.pdf")}
    drawn = dict(sorted(texts.items(), key=lambda item: _page_count(item[1]))[: options.scans])
    _measure("text layer, docyard", data, texts, _docyard)
    _measure("text layer, pdfplumber", data, texts, _pdfplumber)
    _measure("scans, docyard", data, {**scans, **drawn}, _docyard_on_scans)
    _measure("scans, pdfplumber", data, {**scans, **drawn}, _pdfplumber_on_scans)


def _page_count(tables: Sequence[Any]) -> int:
    return len({table.get("page") for table in tables})


Place = tuple[int, int, int, int, str]
"""Row, column, last row, last column, text of a cell."""
Reader = Callable[[bytes, "set[int] | None"], Iterable[list[list[Place]]]]
"""Yields the tables of each page."""


def _measure(title: str, folder: Path, gold: dict[str, Any], read: Reader) -> None:
    print(f"\n{title}")
    print(f"{'file':56}{'gold':>6}{'found':>7}{'strict P':>9}{'R':>7}{'F1':>7}{'loose F1':>9}")
    sums = [0, 0, 0, 0]
    started = time.process_time()
    for name, tables in gold.items():
        pages = {table["page"] - 1 for table in tables if "page" in table} or None
        wanted = Counter(pair for table in tables for pair in _pairs(_gold_places(table)))
        read_pages = [
            Counter(pair for cells in tables for pair in _pairs(cells))
            for tables in read((folder / name).read_bytes(), pages)
        ]
        if pages is None:
            read_pages = sorted(read_pages, key=lambda found: (found & wanted).total())[-1:]
        found = sum(read_pages, Counter[Pair]())
        counts = [wanted.total(), found.total(), (wanted & found).total(), _alike(wanted, found)]
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        _print_row(name[:54], counts)
    _print_row("all", sums)
    print(f"{time.process_time() - started:.1f} CPU seconds")


def _print_row(name: str, counts: Sequence[int]) -> None:
    wanted, found, strict, loose = counts
    precision, recall = strict / max(1, found), strict / max(1, wanted)
    f1 = 2 * strict / max(1, wanted + found)
    scores = f"{precision:9.3f}{recall:7.3f}{f1:7.3f}{2 * loose / max(1, wanted + found):9.3f}"
    print(f"{name:56}{wanted:6d}{found:7d}{scores}")


def _gold_places(table: dict[str, Any]) -> list[Place]:
    spans = {(row, column): (last_row, last) for row, column, last_row, last in table.get("spans", ())}
    return [
        (r, c, *spans.get((r, c), (r, c)), text)
        for r, row in enumerate(table["rows"])
        for c, text in enumerate(row)
    ]


def _pairs(places: Iterable[Place]) -> Iterator[Pair]:
    """Yield each cell with its next neighbour to the right and below that is not empty."""
    owner: dict[tuple[int, int], tuple[int, str]] = {}
    rows = columns = 0
    for number, (row, column, last_row, last_column, text) in enumerate(places):
        plain = _plain(text)
        for r in range(row, last_row + 1):
            for c in range(column, last_column + 1):
                if plain:
                    owner[r, c] = (number, plain)
        rows, columns = max(rows, last_row + 1), max(columns, last_column + 1)
    seen: set[tuple[str, int, int]] = set()
    for direction, lines in (
        ("right", [[(r, c) for c in range(columns)] for r in range(rows)]),
        ("below", [[(r, c) for r in range(rows)] for c in range(columns)]),
    ):
        for line in lines:
            cells = [owner[at] for at in line if at in owner]
            for one, other in itertools.pairwise(cells):
                if one[0] != other[0] and (direction, one[0], other[0]) not in seen:
                    seen.add((direction, one[0], other[0]))
                    yield direction, one[1], other[1]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).replace(
        "\N{REPLACEMENT CHARACTER}", ""
    )


def _alike(wanted: Counter[Pair], found: Counter[Pair]) -> int:
    same = wanted & found
    left = list((found - same).elements())
    count = same.total()
    for direction, one, other in (wanted - same).elements():
        match = next(
            (
                pair
                for pair in left
                if pair[0] == direction
                and fuzz.ratio(pair[1], one) >= 80
                and fuzz.ratio(pair[2], other) >= 80
            ),
            None,
        )
        if match is not None:
            left.remove(match)
            count += 1
    return count


def _docyard(data: bytes, pages: set[int] | None) -> Iterator[list[list[Place]]]:
    from docyard.domain.apps import DigitizationOptions
    from docyard.engine.digitization import digitize

    for page in digitize(data, name="bench.pdf", options=DigitizationOptions()).pages:
        if pages is None or page.index in pages:
            yield [
                [
                    (
                        cell.row,
                        cell.column,
                        cell.row + cell.row_span - 1,
                        cell.column + cell.column_span - 1,
                        " ".join(page.words[at].text for at in cell.words),
                    )
                    for cell in table.cells
                ]
                for table in page.tables
            ]


def _docyard_on_scans(data: bytes, pages: set[int] | None) -> Iterator[list[list[Place]]]:
    yield from _docyard(_scanned(data, pages), None)


def _scanned(data: bytes, pages: set[int] | None) -> bytes:
    """Return the wanted pages, each a picture and nothing else."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(data) as document:
        wanted = range(len(document)) if pages is None else sorted(pages)
        images = [document[index].render(scale=200 / 72).to_pil().convert("RGB") for index in wanted]
    written = io.BytesIO()
    images[0].save(written, "PDF", resolution=200, save_all=True, append_images=images[1:])
    return written.getvalue()


def _pdfplumber(data: bytes, pages: set[int] | None) -> Iterator[list[list[Place]]]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for index, page in enumerate(document.pages):
            if pages is None or index in pages:
                yield [
                    [(r, c, r, c, text or "") for r, row in enumerate(rows) for c, text in enumerate(row)]
                    for rows in page.extract_tables()
                ]


def _pdfplumber_on_scans(data: bytes, pages: set[int] | None) -> Iterator[list[list[Place]]]:
    yield from _pdfplumber(_scanned(data, pages), None)


if __name__ == "__main__":
    main()
