"""Text from pixels: PP-OCRv6 detection and recognition on one processor thread.

The models ship inside the ``rapidocr`` wheel; nothing is downloaded. Detection's post-processing
is rapidocr's; recognition is run and decoded here, because the place and the probability of every
single character, white space included, is what makes good words.

May import: ``domain``. ``engine.py`` is the door and loads the models on first use; ``models.py``
runs them, ``upright.py`` finds which way up a page stands, ``characters.py`` makes words.
Tests: ``tests/engine/digitization/test_ocr.py``.
"""

from docyard.engine.digitization.ocr.engine import OcrEngine
from docyard.engine.digitization.ocr.lines import Reading, ReadLine, ReadWord

__all__ = ["OcrEngine", "ReadLine", "ReadWord", "Reading"]
