"""Scorer files: read, written, and refused when made for another version."""

from pathlib import Path

import numpy as np
import pytest

from docyard.engine.appfiles import prebuilt_apps
from docyard.engine.extraction import Scorer, extract, scorer
from tests.engine.extraction.drawn import RECEIPT


def test_the_shipped_scorer_knows_concepts_of_the_prebuilt_apps() -> None:
    shipped = Scorer.load()
    asked = {f.model for app in prebuilt_apps() for c in app.classes for f in c.fields if f.model}
    assert {"receipt.company", "receipt.address", "receipt.date", "receipt.total", "invoice.total"} <= set(
        shipped.models
    )
    assert set(shipped.models) <= asked
    assert scorer.SHIPPED.stat().st_size < 3_000_000


def test_a_scorer_survives_its_file(tmp_path: Path) -> None:
    shipped = Scorer.load()
    shipped.save(tmp_path / "copy.npz")
    receipt = next(app for app in prebuilt_apps() if app.name == "Receipt").classes[0]
    copy = Scorer.load(tmp_path / "copy.npz")
    assert extract([RECEIPT], receipt, scorer=copy) == extract([RECEIPT], receipt, scorer=shipped)


def test_a_scorer_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer, "VERSION", scorer.VERSION + 1)
    Scorer.untrained().save(tmp_path / "newer.npz")
    monkeypatch.undo()
    with pytest.raises(ValueError, match=r"newer\.npz is a scorer of version"):
        Scorer.load(tmp_path / "newer.npz")


def test_weights_are_plain_arrays() -> None:
    with np.load(scorer.SHIPPED, allow_pickle=False) as stored:
        assert stored["header"].dtype == np.uint8
