"""What runs are told to do: definitions of app versions, which never change, parsed once while in use."""

from functools import lru_cache
from uuid import UUID

from docyard.domain.apps import AppDefinition
from docyard.engine.appfiles import load_app
from docyard.store import app_versions
from docyard.store.database import Session

# A worker works on few versions at a time.
_KEPT = 32


def open_app(session: Session, *, version_id: UUID) -> AppDefinition:
    """Return the definition of an app version.

    Raises:
        NotFound: There is no such version.
    """
    return _parse(app_versions.get_version(session, version_id=version_id).file)


@lru_cache(maxsize=_KEPT)
def _parse(file: str) -> AppDefinition:
    return load_app(file)
