"""Languages that the built-in models do not know: found by them line by line, read by Tesseract."""

import csv
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2

from docyard.domain.apps import Language
from docyard.engine.digitization.ocr.characters import Character, mean_probability, part_of
from docyard.engine.digitization.ocr.languages import LANGUAGES
from docyard.engine.digitization.ocr.lines import Quad, Reading, ReadLine, ReadWord
from docyard.engine.digitization.ocr.models import Models
from docyard.engine.digitization.ocr.page import MIN_LINE_SCORE, detected, skew_of
from docyard.engine.digitization.ocr.upright import clockwise_turn, is_across
from docyard.engine.digitization.pixels import Pixels, is_blank, turned
from docyard.engine.digitization.programs import run_program
from docyard.errors import FileTooLarge, LanguageNotInstalled, UnreadableFile

_PAGE_LIMIT_S = 120
_LIST_LIMIT_S = 20
_WORD_LEVEL = "5"
_LEAST_HEIGHT_PX = 40
"""Lower lines are made larger: Tesseract is taught on letters of some 30 pixels."""
_BORDER_PX = 10
# White space, and marks of direction.
_NOT_IN_WORDS = re.compile("[\\s\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a line: from where to where it stands, as shares of the line's width; its score 0 to 1."""

    text: str
    start: float
    end: float
    score: float


_Parts = tuple[_Part, ...]


class TesseractReader:
    """Reads page images in the languages of an app; one thread at a time."""

    def __init__(
        self, languages: Sequence[Language], *, page: Callable[[], AbstractContextManager[Models]]
    ) -> None:
        """Take the languages, the commonest first, and what lends the models for a page."""
        self._languages = languages
        self._page = page
        self._command: Sequence[str] = ()

    def read(self, image: Pixels) -> Reading:
        """Return the text of an image, turned upright first where its text shows that it is not.

        Raises:
            LanguageNotInstalled: if Tesseract, or its data for one of the languages, is missing.
            FileTooLarge: if the image takes longer than two minutes.
            UnreadableFile: if Tesseract gives up on it.
        """
        if not self._command:
            self._command = _command(self._languages)
        with self._page() as models:
            if is_blank(image):
                return Reading(lines=(), rotation=0, skew=0.0)
            return self._read(image, models)

    def _read(self, image: Pixels, models: Models) -> Reading:
        quads, lines = detected(image, models)
        parts = self._parts(lines)
        known = {id(line): of_one for line, of_one in zip(lines, parts, strict=True)}

        def read(line: Pixels) -> tuple[Character, ...]:
            return _characters(known[id(line)] if id(line) in known else self._parts([line])[0])

        rotation = clockwise_turn(lines, quads, read)
        if rotation:
            quads, lines = detected(turned(image, degrees=rotation), models)
            parts = self._parts(lines)
        read_lines = map(_line, quads, parts)
        return Reading(
            lines=tuple(line for line in read_lines if line.words and line.score >= MIN_LINE_SCORE),
            rotation=rotation,
            skew=skew_of(quads),
        )

    def _parts(self, lines: Sequence[Pixels]) -> list[_Parts]:
        """Return the words of each line, as Tesseract orders them: as they are spoken."""
        if not lines:
            return []
        with TemporaryDirectory(prefix="docyard-") as name:
            folder = Path(name)
            widths = [_write(line, folder / f"{number}.pgm") for number, line in enumerate(lines)]
            (folder / "lines.txt").write_text("".join(f"{number}.pgm\n" for number in range(len(lines))))
            try:
                done = run_program(self._command, folder=folder, limit_s=_PAGE_LIMIT_S)
            except subprocess.TimeoutExpired as error:
                raise FileTooLarge(
                    f"A page takes Tesseract longer than {_PAGE_LIMIT_S} s. Save it smaller."
                ) from error
        if done.code:
            raise UnreadableFile(f"Tesseract gave up on a page, with exit code {done.code}. Save it anew.")
        found: list[list[_Part]] = [[] for _ in lines]
        rows = csv.DictReader(
            done.output.decode(errors="replace").split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        for row in rows:
            if row["level"] == _WORD_LEVEL and _NOT_IN_WORDS.sub("", row["text"]):
                number = int(row["page_num"]) - 1
                found[number].append(_part(row, width=widths[number]))
        return [tuple(parts) for parts in found]


def installed_languages() -> Sequence[str]:
    """Return the names of Tesseract's data on this machine, none where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    with TemporaryDirectory(prefix="docyard-") as folder:
        listed = run_program([program, "--list-langs"], folder=Path(folder), limit_s=_LIST_LIMIT_S)
    # The first line says how many there are, and where.
    return listed.output.decode(errors="replace").split("\n")[1:]


def _command(languages: Sequence[Language]) -> Sequence[str]:
    """Return how Tesseract is called for a list of lines in its folder."""
    wanted = [LANGUAGES[language] for language in languages]
    installed = installed_languages()
    missing = [language for language in wanted if language.data not in installed]
    if missing:
        titles = " and ".join(language.title for language in missing)
        packages = " ".join(["tesseract-ocr"] * (not installed) + [language.package for language in missing])
        raise LanguageNotInstalled(
            f"Pages in {titles} are read by Tesseract, which the server lacks for that. Install there what "
            f"Debian and Ubuntu call {packages}, or change the app's languages."
        )
    data = "+".join(language.data for language in wanted)
    return (shutil.which("tesseract") or "tesseract", "lines.txt", "stdout", "-l", data, "--psm", "7", "tsv")


def _write(line: Pixels, path: Path) -> int:
    """Write a line as a picture with some paper around it; return its width without that."""
    grey = cv2.cvtColor(line, cv2.COLOR_BGR2GRAY)
    factor = max(1.0, _LEAST_HEIGHT_PX / grey.shape[0])
    if factor > 1:
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    bordered = cv2.copyMakeBorder(
        grey, _BORDER_PX, _BORDER_PX, _BORDER_PX, _BORDER_PX, borderType=cv2.BORDER_REPLICATE
    )
    height, width = bordered.shape
    path.write_bytes(f"P5 {width} {height} 255\n".encode() + bordered.tobytes())
    return int(grey.shape[1])


def _part(row: Mapping[str, str], *, width: int) -> _Part:
    left = float(row["left"]) - _BORDER_PX
    start, end = (min(1.0, max(0.0, side / width)) for side in (left, left + float(row["width"])))
    text = _NOT_IN_WORDS.sub("", row["text"])
    return _Part(text, start, end, score=max(0.0, float(row["conf"])) / 100)


def _characters(parts: _Parts) -> tuple[Character, ...]:
    return tuple(
        Character(text=text, middle=(part.start + part.end) / 2, probability=part.score)
        for part in parts
        for text in part.text
    )


def _line(quad: Quad, parts: _Parts) -> ReadLine:
    words = tuple(
        ReadWord(part.text, part_of(quad, part.start, part.end, is_upright=is_across(quad)), part.score)
        for part in parts
    )
    return ReadLine(words=words, score=mean_probability(_characters(parts)))
