"""Text from pixels: PP-OCRv6 detection and recognition on one processor thread.

The models ship inside the ``rapidocr`` wheel; nothing is downloaded. Detection's post-processing
is rapidocr's; recognition is run and decoded here, because the place and the probability of every
single character, white space included, is what makes good words.

May import: ``domain``. ``engine.py`` is the door and loads the models on first use; ``models.py``
runs them, ``upright.py`` finds which way up a page stands, ``characters.py`` makes words.
``languages.py`` lists the languages; those that the models do not know are read by ``tesseract.py``.
To add a language: a word in ``Language``, ``domain/apps.py``, and its line in ``LANGUAGES``.
Tests: ``tests/engine/digitization/test_image.py``, ``test_languages.py``.
"""

from docyard.engine.digitization.ocr.engine import OcrEngine, PageReader
from docyard.engine.digitization.ocr.lines import Reading, ReadLine, ReadWord

__all__ = ["OcrEngine", "PageReader", "ReadLine", "ReadWord", "Reading"]
