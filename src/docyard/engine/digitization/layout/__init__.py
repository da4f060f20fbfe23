"""Pages for files that have none of their own: text and tables set on paper, then drawn.

A mail or a spreadsheet has no page a box could refer to, so docyard sets its content itself, in
points, by fixed widths of characters: the same content always gives the same boxes, whatever
fonts the machine has. A page image of such a file is this setting, drawn.

May import: ``domain``, ``errors`` and the parts of ``digitization`` that formats share.
Tests: ``tests/engine/digitization``.
"""

from docyard.engine.digitization.layout.blocks import (
    A4_PT,
    Block,
    Cell,
    Frame,
    PageBreak,
    Paragraph,
    Picture,
    Preformatted,
    Section,
    Slide,
    Table,
)
from docyard.engine.digitization.layout.drawing import draw
from docyard.engine.digitization.layout.paper import PlacedPicture, PlacedWord, SetPage, SetTable
from docyard.engine.digitization.layout.setting import set_pages

__all__ = [
    "A4_PT",
    "Block",
    "Cell",
    "Frame",
    "PageBreak",
    "Paragraph",
    "Picture",
    "PlacedPicture",
    "PlacedWord",
    "Preformatted",
    "Section",
    "SetPage",
    "SetTable",
    "Slide",
    "Table",
    "draw",
    "set_pages",
]
