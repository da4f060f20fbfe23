"""Reading of scans."""

from collections.abc import Iterator

from docyard.doctor.finding import Finding, State
from docyard.engine.digitization.ocr.languages import LANGUAGES
from docyard.engine.digitization.ocr.tesseract import installed_languages
from docyard.engine.digitization.ocr.trial import DRAWN, read_drawn_words
from docyard.settings import Settings


def examine_ocr(_: Settings) -> Iterator[Finding]:
    """Load the models and have them read words that are drawn for that; name the languages of scans."""
    trial = read_drawn_words()
    if trial.text == DRAWN:
        yield Finding(State.OK, f"{DRAWN!r} was drawn and read in {trial.duration_s:.1f} s, models included")
    else:
        mend = "Install docyard anew, with the versions that its requirements name."
        yield Finding(State.FAILED, f"{DRAWN!r} was drawn, {trial.text!r} was read", mend)
    built_in = ", ".join(language for language, read in LANGUAGES.items() if read.is_built_in)
    yield Finding(State.OK, f"scans are read in {built_in}; {_languages_of_tesseract()}")


def _languages_of_tesseract() -> str:
    installed = installed_languages()
    others = [
        language for language, read in LANGUAGES.items() if not read.is_built_in and read.data in installed
    ]
    if not others:
        return "no others, since Tesseract or its data for them is not installed"
    return f"by Tesseract in {', '.join(others)}"
