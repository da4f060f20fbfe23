"""The apps that ship with docyard, as the YAML files beside this module."""

from importlib.resources import files

from docyard.domain.apps import AppDefinition
from docyard.engine.appfiles.load import load_app
from docyard.errors import NotFound

_FOLDER = files("docyard.engine.appfiles") / "prebuilt"


def prebuilt_apps() -> tuple[AppDefinition, ...]:
    """Return all shipped apps, by name. Parses the files anew, a few milliseconds each."""
    apps = (load_app(text) for text in _texts())
    return tuple(sorted(apps, key=lambda app: app.name))


def prebuilt_app_file(name: str) -> str:
    """Return the YAML text of the shipped app of that name, e.g. ``Receipt``.

    Raises:
        NotFound: no shipped app has the name; case matters.
    """
    by_name = {load_app(text).name: text for text in _texts()}
    if name not in by_name:
        raise NotFound(f"There is no prebuilt app {name!r}; there are {', '.join(sorted(by_name))}.")
    return by_name[name]


def _texts() -> list[str]:
    return [entry.read_text("utf-8") for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml")]
