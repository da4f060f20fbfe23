"""Checkboxes, signatures and barcodes: found, and put among a page's words as the words that stand for them.

May import: ``domain`` and its own parts. ``widgets.py`` asks a PDF's form, ``boxes.py`` looks for drawn
boxes in images, ``barcodes.py`` reads barcodes. Tests: ``tests/engine/digitization/test_marks.py``.
"""

from docyard.engine.digitization.marks.among_words import marked, with_glyphs, with_marks
from docyard.engine.digitization.marks.widgets import Widget

__all__ = ["Widget", "marked", "with_glyphs", "with_marks"]
