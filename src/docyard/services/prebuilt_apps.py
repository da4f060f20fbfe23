"""The apps that ship with docyard, as every organization finds them."""

from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5

from docyard.domain.apps import App, AppVisibility
from docyard.engine import appfiles
from docyard.services.app_versions import Push, add_version
from docyard.services.apps import PREBUILT_OWNER
from docyard.store import apps
from docyard.store.database import Session


def ship_prebuilt_apps(session: Session, *, now: datetime) -> None:
    """Bring the prebuilt apps of this release into the database; older versions stay."""
    for definition in appfiles.prebuilt_apps():
        app = App(
            id=uuid5(NAMESPACE_DNS, f"{definition.name}.apps.docyard"),
            organization_id=None,
            workspace_id=None,
            owner=PREBUILT_OWNER,
            name=definition.name,
            description=definition.description,
            visibility=AppVisibility.EVERYONE,
            created_at=now,
        )
        if not apps.lock_app(session, app_id=app.id):
            apps.add_app(session, app=app)
        add_version(
            session,
            app,
            definition=definition,
            push=Push(appfiles.prebuilt_app_file(definition.name)),
            version_id=uuid5(app.id, definition.version),
            now=now,
        )
