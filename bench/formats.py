"""Read a folder of files as the server does, and judge the outcomes: ``python -m bench.formats --data DIR``.

Each file has an engine process of its own, with the server's usual limits. ``expected.json`` in the folder
names what is expected of a file: a path to its text in Markdown (it is to be read, and the share of that
text's words that were found is printed), or ``{"expect": …, "password": …}``. ``expect`` is one or several
of the words of ``OUTCOMES``, joined by ``_or_``; files that are not named are expected to be ``ok``. A file
with a password is read twice: without it, which must be asked for, and with it.

A file that is right must also have taken no more than ``--seconds`` (after the process has started, but with
loading of the OCR models) and no more than ``--megabytes`` at its peak. Where other programs keep the
processors busy, the seconds of processor time are the figure to compare. The exit code is 1 where a file is
not as expected.
"""

import argparse
import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from docyard.domain.apps import AppDefinition
from docyard.domain.pages import Page, PageSource
from docyard.engine.digitization import unpack
from docyard.engine.pipeline import FileOutcome, FileTask
from docyard.engine.processes import EnginePool
from docyard.errors import DocyardError, FileCrashed, FileTimedOut, FileTooLarge, PasswordRequired

_APP = AppDefinition(name="Bench", version="1.0.0", classes=())
_DAY = date(2026, 1, 1)
_WALL_LIMIT_S = 180.0
_MEMORY_LIMIT_BYTES = 2_000_000_000
_SAMPLE_EVERY_S = 0.02
_LOW_CONFIDENCE = 0.9
_NOT_TEXT = re.compile(r"<!--.*?-->|\]\([^)\s]*\)|<[a-z/][^>]*>|&[a-z]+;", re.DOTALL)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a file; ``text`` is what it says, where that is known."""

    outcomes: str = "ok"
    password: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file: its pages, or the code of its refusal."""

    pages: tuple[Page, ...]
    refusal: str
    wall_s: float
    cpu_s: float
    peak_mb: float

    @property
    def texts(self) -> list[str]:
        """All words."""
        return [word.text for page in self.pages for word in page.words]

    @property
    def confidence(self) -> float:
        """Mean over all words, 0 without any."""
        return _mean([word.confidence for page in self.pages for word in page.words])

    @property
    def least_confidence(self) -> float:
        """Mean over the least certain tenth of the words, 0 without any."""
        scores = sorted(word.confidence for page in self.pages for word in page.words)
        return _mean(scores[: -(-len(scores) // 10)])


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores) if scores else 0.0


def _was_read(reading: Reading) -> bool:
    return bool(reading.texts)


def _was_opened(reading: Reading) -> bool:
    return bool(reading.pages)


def _was_refused(reading: Reading) -> bool:
    return bool(reading.refusal) and reading.refusal not in {FileCrashed.code, FileTimedOut.code}


OUTCOMES: dict[str, Callable[[Reading], bool]] = {
    "ok": _was_read,
    "ok_empty": lambda reading: _was_opened(reading) and not reading.texts,
    "ok_low_confidence": lambda reading: _was_opened(reading) and reading.least_confidence < _LOW_CONFIDENCE,
    "ok_needs_ocr": lambda reading: (
        _was_read(reading) and all(page.source is PageSource.OCR for page in reading.pages)
    ),
    "partial": _was_opened,
    "downscale": _was_opened,
    "safe": _was_opened,
    "ignore_entity": _was_opened,
    "reject": _was_refused,
    "limit": lambda reading: reading.refusal == FileTooLarge.code,
    "password": lambda reading: reading.refusal == PasswordRequired.code,
}


def main() -> None:
    """Print a row per file, and end with 1 where one is not as expected."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of files; without it nothing is measured")
    parser.add_argument("--file", action="append", help="only this file; may be given again")
    parser.add_argument("--seconds", type=float, default=10.0, help="most that a file may take")
    parser.add_argument("--megabytes", type=float, default=1000.0, help="most memory that it may take")
    options = parser.parse_args()
    if options.data is None:
        print("No documents ship with docyard; name a folder of yours with --data.")
        return
    print(f"{'file':44}{'expected':26}{'outcome':34}{'recall':>7}{'s':>7}{'CPU s':>7}{'MB':>6}  verdict")
    verdicts = []
    for path, expected in _files(options.data, only=options.file):
        read = partial(_read, path.name, path.read_bytes())
        verdicts.append(_judge(path.name, expected.outcomes, expected, read(), options))
        if expected.password is not None:
            again = read(password=expected.password)
            verdicts.append(_judge(path.name, "ok", expected, again, options))
    print(f"{sum(verdicts)} of {len(verdicts)} as expected")
    sys.exit(0 if all(verdicts) else 1)


def _files(folder: Path, *, only: Sequence[str] | None) -> list[tuple[Path, Expectation]]:
    listed = folder / "expected.json"
    known: dict[str, Any] = json.loads(listed.read_text("utf-8")) if listed.is_file() else {}
    return [
        (path, _expectation(folder, known.get(path.name)))
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix != ".json" and (not only or path.name in only)
    ]


def _expectation(folder: Path, stated: Any) -> Expectation:
    if isinstance(stated, str):
        return Expectation(text=(folder / stated).read_text("utf-8"))
    stated = stated or {}
    return Expectation(stated.get("expect", "ok"), stated.get("password"))


def _read(name: str, data: bytes, *, password: str | None = None) -> Reading:
    task = FileTask(name, data, _APP, _DAY, passwords=() if password is None else (password,))
    with EnginePool(1, wall_limit_s=_WALL_LIMIT_S, memory_limit_bytes=_MEMORY_LIMIT_BYTES) as pool:
        watch = _Watch()
        try:
            outcome = pool.run(task, before_attempt=watch.begin)
        except DocyardError as refusal:
            return watch.end((), refusal.code)
        return watch.end(_pages(outcome), outcome.result.failure.code if outcome.result.failure else "")


def _pages(outcome: FileOutcome) -> tuple[Page, ...]:
    return () if outcome.digitization is None else unpack(outcome.digitization).pages


class _Watch:
    """Looks at the engine process and its own children from the first attempt on."""

    def __init__(self) -> None:
        self._began = 0.0
        self._peaks: dict[int, float] = {}
        self._cpu: dict[int, float] = {}
        self._cpu_before = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def begin(self) -> None:
        """Start the clock; later attempts count as more of the same."""
        if not self._began:
            self._sample()
            self._cpu_before = sum(self._cpu.values())
            self._began = time.monotonic()
            self._thread.start()

    def end(self, pages: tuple[Page, ...], refusal: str) -> Reading:
        """Stop the clock."""
        wall_s = time.monotonic() - self._began
        self._sample()
        self._over.set()
        self._thread.join()
        cpu_s = sum(self._cpu.values()) - self._cpu_before
        return Reading(pages, refusal, wall_s, cpu_s, max(self._peaks.values(), default=0.0))

    def _look(self) -> None:
        while not self._over.wait(_SAMPLE_EVERY_S):
            self._sample()

    def _sample(self) -> None:
        """Note the peaks of each engine process, together with those of what it has started."""
        for engine in psutil.Process().children():
            family = [engine.pid]
            try:
                family += [child.pid for child in engine.children(recursive=True)]
                self._cpu[engine.pid] = sum(engine.cpu_times()[:4])
            except psutil.NoSuchProcess:
                continue
            peak = sum(map(_peak_mb, family))
            self._peaks[engine.pid] = max(peak, self._peaks.get(engine.pid, 0.0))


def _peak_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak[1]) / 1024 if peak else 0.0


def _judge(
    name: str, outcomes: str, expected: Expectation, reading: Reading, options: argparse.Namespace
) -> bool:
    faults = [] if _is_as_expected(outcomes, reading) else ["outcome"]
    faults += ["time"] if reading.wall_s > options.seconds else []
    faults += ["memory"] if reading.peak_mb > options.megabytes else []
    recall = "" if expected.text is None else f"{_recall(expected.text, reading.texts):.3f}"
    numbers = f"{recall:>7}{reading.wall_s:7.1f}{reading.cpu_s:7.1f}{reading.peak_mb:6.0f}"
    verdict = "ok" if not faults else ", ".join(faults)
    print(f"{name[:42]:44}{outcomes:26}{_described(reading):34}{numbers}  {verdict}", flush=True)
    return not faults


def _is_as_expected(outcomes: str, reading: Reading) -> bool:
    alternatives = outcomes.split("_or_")
    return any(OUTCOMES[alternative](reading) for alternative in alternatives)


def _described(reading: Reading) -> str:
    if reading.refusal:
        return reading.refusal
    return f"{len(reading.pages)} pages, {len(reading.texts)} words, {reading.confidence:.2f}"


def _recall(text: str, found: Sequence[str]) -> float:
    """Return the share of a text's words, its marking left out, that are among those found."""
    wanted = Counter(_WORD.findall(_NOT_TEXT.sub(" ", text).casefold()))
    got = Counter(_WORD.findall(" ".join(found).casefold()))
    return (wanted & got).total() / max(1, wanted.total())


if __name__ == "__main__":
    main()
