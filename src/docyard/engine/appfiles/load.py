"""App file text → app."""

from collections.abc import Mapping
from typing import Any, cast

from docyard.domain.apps import AppDefinition
from docyard.engine.appfiles.build import build_app
from docyard.engine.appfiles.check import check
from docyard.engine.appfiles.compose import compose
from docyard.engine.appfiles.problems import refusal
from docyard.engine.appfiles.schema import APP
from docyard.errors import AppFileProblem


def load_app(text: str) -> AppDefinition:
    """Return the app that an app file describes.

    Raises:
        InvalidAppFile: with every place that breaks the schema; when the text is not YAML at
            all, with the first place where that shows.
    """
    problems: list[AppFileProblem] = []
    values = check(compose(text), APP, label="The app file", problems=problems)
    if problems:
        raise refusal(problems)
    return build_app(cast("Mapping[str, Any]", values))
