"""What the digitization tests share."""

import pytest

from docyard.engine.digitization import OcrEngine


@pytest.fixture(scope="session")
def ocr() -> OcrEngine:
    """Recognition models, loaded once."""
    return OcrEngine()
