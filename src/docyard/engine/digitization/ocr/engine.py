"""The models of one process."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from docyard.domain.apps import Language
from docyard.engine.digitization.ocr.languages import LANGUAGES
from docyard.engine.digitization.ocr.lines import Reading
from docyard.engine.digitization.pixels import Pixels

if TYPE_CHECKING:
    from docyard.engine.digitization.ocr.models import Models


class PageReader(Protocol):
    """What reads page images."""

    def read(self, image: Pixels) -> Reading:
        """Return the text of an image, turned upright first where its text shows that it is not."""


class OcrEngine:
    """The recognition models, loaded on first use; one per process, one thread at a time."""

    def __init__(self, *, before_page: Callable[[], None] = lambda: None) -> None:
        """Take what is called before each page; what it raises keeps the page from being read."""
        self._before_page = before_page
        self._models: Models | None = None

    def reader(self, languages: Sequence[Language]) -> PageReader:
        """Return what reads pages in these languages: itself, if it knows them all."""
        if all(LANGUAGES[language].is_built_in for language in languages):
            return self
        from docyard.engine.digitization.ocr.tesseract import TesseractReader  # noqa: PLC0415 - as below

        return TesseractReader(languages, page=self.page)

    def read(self, image: Pixels) -> Reading:
        """Return the text of an image, turned upright first where its text shows that it is not."""
        from docyard.engine.digitization.ocr.page import read_page  # noqa: PLC0415 - as below

        with self.page() as models:
            return read_page(image, models)

    @contextlib.contextmanager
    def page(self) -> "Iterator[Models]":
        """Lend the models for one page."""
        # Files with a text layer, and callers that only hold the engine, do without these libraries.
        from docyard.engine.digitization.ocr.models import load_models  # noqa: PLC0415

        self._before_page()
        if self._models is None:
            self._models = load_models()
        yield self._models
