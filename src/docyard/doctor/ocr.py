"""Reading of scans."""

from collections.abc import Iterator

from docyard.doctor.finding import Finding, State
from docyard.engine.digitization.ocr.trial import DRAWN, read_drawn_words
from docyard.settings import Settings


def examine_ocr(_: Settings) -> Iterator[Finding]:
    """Load the models and have them read words that are drawn for that."""
    trial = read_drawn_words()
    if trial.text == DRAWN:
        yield Finding(State.OK, f"{DRAWN!r} was drawn and read in {trial.duration_s:.1f} s, models included")
    else:
        mend = "Install docyard anew, with the versions that its requirements name."
        yield Finding(State.FAILED, f"{DRAWN!r} was drawn, {trial.text!r} was read", mend)
