"""Speed and memory of the engine beside the bare libraries, measured in one run.

    python bench/engine_speed.py [--data DIR] [--pages N]

Prints pages per CPU second for PDF files with a text layer (engine: words, boxes, lines, reading
order; bare: pypdfium2 words with one box per character) and for scans (engine: upright pages of
words; bare: rapidocr with word boxes and the same settings), and the memory of each side. Without
``--data`` the documents are drawn by this script; with it, a folder's PDF files and pictures are
used. Every side runs in a process of its own with one thread.
"""

import argparse
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WORDS = [
    "invoice",
    "delivery",
    "harbour",
    "amount",
    "total",
    "payment",
    "account",
    "reference",
    "quantity",
    "terms",
    "goods",
    "order",
]
SIDES = ("text engine", "text bare", "scan engine", "scan bare")
PICTURES = {".png", ".jpg", ".jpeg"}


def main() -> None:
    """Measure every side in a process of its own, and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--data", type=Path, help="folder of own PDF files, PNG and JPEG pictures")
    arguments.add_argument("--pages", type=int, default=200, help="pages of the drawn text PDF")
    arguments.add_argument("--scans", type=int, default=4, help="most pictures that are read")
    arguments.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.side:
        print(json.dumps(_measure(given.side, given.data, scans=given.scans)))
        return
    with tempfile.TemporaryDirectory() as folder:
        data = given.data or _draw(Path(folder), pages=given.pages, scans=given.scans)
        _print({side: _in_own_process(side, data, given.scans) for side in SIDES})


def _draw(folder: Path, *, pages: int, scans: int) -> Path:
    chance = random.Random(7)
    (folder / "text.pdf").write_bytes(_text_pdf(chance, pages=pages))
    for number in range(scans):
        (folder / f"scan-{number}.png").write_bytes(_scan(chance))
    return folder


def _text_pdf(chance: random.Random, *, pages: int) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=True)
    for _ in range(pages):
        for line in range(45):
            canvas.drawString(60, 790 - 16 * line, " ".join(chance.choices(WORDS, k=chance.randint(4, 9))))
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _scan(chance: random.Random) -> bytes:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(_text_pdf(chance, pages=1)) as document:
        image = document[0].render(scale=150 / 72).to_pil().convert("L")
    noise = Image.effect_noise(image.size, 12)
    written = io.BytesIO()
    Image.blend(image, noise, 0.15).save(written, "PNG")
    return written.getvalue()


def _in_own_process(side: str, data: Path, scans: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--side", side, "--data", str(data), "--scans", str(scans)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "MALLOC_ARENA_MAX": "2"}
    answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    measured: dict[str, float] = json.loads(answer.stdout)
    return measured


def _measure(side: str, data: Path, *, scans: int) -> dict[str, float]:
    read = {
        "text engine": _engine_on_text,
        "text bare": _pypdfium2_on_text,
        "scan engine": _engine_on_scans,
        "scan bare": _rapidocr_on_scans,
    }[side]
    files = sorted(path for path in data.iterdir() if path.is_file())
    pdfs = [path.read_bytes() for path in files if path.suffix == ".pdf"]
    pictures = [path.read_bytes() for path in files if path.suffix.lower() in PICTURES][:scans]
    count = read(pdfs if side.startswith("text") else pictures)
    next(count)  # what is loaded once is not counted
    started = time.process_time()
    pages, words = next(count)
    return {
        "pages": pages,
        "words": words,
        "cpu_s": time.process_time() - started,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "held_mb": _held_mb(),
    }


Counter = Iterator[tuple[int, int]]
"""Yields once when everything is loaded, then pages and words."""


def _engine_on_text(files: list[bytes]) -> Counter:
    return _engine(files, warm_up=[])


def _engine_on_scans(files: list[bytes]) -> Counter:
    return _engine(files, warm_up=files[:1])


def _engine(files: list[bytes], *, warm_up: list[bytes]) -> Counter:
    from docyard.domain.apps import DigitizationOptions
    from docyard.engine.digitization import OcrEngine, digitize
    from docyard.errors import DocyardError

    ocr = OcrEngine()

    def pages_of(data: bytes) -> Any:
        try:
            return digitize(data, name="bench", options=DigitizationOptions(), ocr=ocr).pages
        except DocyardError:
            return ()

    for data in warm_up:
        pages_of(data)
    yield 0, 0
    pages = [page for data in files for page in pages_of(data)]
    yield len(pages), sum(len(page.words) for page in pages)


def _pypdfium2_on_text(files: list[bytes]) -> Counter:
    import pypdfium2 as pdfium

    yield 0, 0
    pages = words = 0
    for data in files:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError:
            continue
        for index in range(len(document)):
            pages += 1
            words += len(_bare_words(document[index].get_textpage()))
    yield pages, words


def _bare_words(textpage: Any) -> list[tuple[str, tuple[float, float, float, float]]]:
    words, letters, boxes = [], "", []
    text = textpage.get_text_range()
    for index in range(min(len(text), textpage.count_chars())):
        if not text[index].isspace():
            letters += text[index]
            boxes.append(textpage.get_charbox(index))
        elif letters:
            lefts, bottoms, rights, tops = zip(*boxes, strict=True)
            words.append((letters, (min(lefts), min(bottoms), max(rights), max(tops))))
            letters, boxes = "", []
    if letters:
        words.append((letters, boxes[0]))
    return words


def _rapidocr_on_scans(files: list[bytes]) -> Counter:
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Global.max_side_len": 4000,
            "Det.limit_type": "max",
            "Det.limit_side_len": 1120,
            "Det.thresh": 0.2,
            "Det.box_thresh": 0.45,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    read: Callable[[bytes], Any] = engine
    for data in files[:1]:
        read(data)
    yield 0, 0
    results = [read(data) for data in files]
    yield len(results), sum(len(line) for result in results for line in result.word_results or ())


def _held_mb() -> float:
    if sys.platform != "linux":
        return 0.0
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _print(sides: dict[str, dict[str, float]]) -> None:
    print(f"{'':12}{'pages':>7}{'words':>9}{'pages/CPU-s':>13}{'ratio':>8}{'peak MB':>9}{'held MB':>9}")
    for kind in ("text", "scan"):
        speeds = {}
        for side in ("bare", "engine"):
            got = sides[f"{kind} {side}"]
            speeds[side] = got["pages"] / got["cpu_s"] if got["cpu_s"] else 0.0
            ratio = speeds[side] / speeds["bare"] if speeds["bare"] else 0.0
            columns = f"{got['pages']:7.0f}{got['words']:9.0f}{speeds[side]:13.2f}{ratio:8.2f}"
            print(f"{kind + ' ' + side:12}{columns}{got['peak_mb']:9.0f}{got['held_mb']:9.0f}")


if __name__ == "__main__":
    main()
