"""Checkboxes, signatures and barcodes: found, and put among a page's words as the words that stand for them.

May import: ``domain`` and its own parts. ``widgets.py`` asks a PDF's form, ``boxes.py`` looks for drawn
boxes in images, ``signatures.py`` for handwriting beside labels, ``barcodes.py`` reads barcodes.
Tests: ``tests/engine/digitization/test_marks.py``, ``test_signatures.py`` beside it.
"""

from docyard.engine.digitization.marks.among_words import has_kind, marked, with_glyphs, words_with_marks
from docyard.engine.digitization.marks.widgets import Widget

__all__ = ["Widget", "has_kind", "marked", "with_glyphs", "words_with_marks"]
