"""Tables: from the lines that are drawn, and where there are none from how words stand below each other.

May import: ``domain`` and its own parts. ``rulings.py`` says what a drawn line is, ``drawn_paths.py``
finds them in PDF pages and ``drawn_pixels.py`` in images; ``lattice.py`` makes grids of them,
``aligned.py`` of words alone. Tests: ``tests/engine/digitization/test_tables.py``.
"""

from docyard.engine.digitization.tables.continuation import with_continuations
from docyard.engine.digitization.tables.find import find_tables
from docyard.engine.digitization.tables.rulings import Rulings

__all__ = ["Rulings", "find_tables", "with_continuations"]
