"""Apps, their versions and deployments on both databases."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from docyard.domain.apps import App, AppState, AppVisibility
from docyard.domain.deployments import Deployment
from docyard.domain.identity import Caller
from docyard.drives import open_built_in
from docyard.errors import Conflict, NotFound
from docyard.services import app_versions, apps, deployments
from docyard.services.app_versions import Push, Pushed
from docyard.services.deployments import DeploymentContent
from docyard.store import apps as stored_apps
from docyard.store.database import Database, Session
from docyard.store.keyring import Keyring
from docyard.workflows.drives import Drives
from tests.factories import NOW, make_app_version, make_organization, make_run

FILE = "name: Tickets\nfields: [{name: total}]\n"


@pytest.fixture
def caller(database: Database) -> Caller:
    with database.write() as session:
        return make_organization(session)


@pytest.fixture
def drives(tmp_path: Path) -> Drives:
    keyring = Keyring(given=(), file=tmp_path / "secret.keys")
    return Drives(built_in=open_built_in(root=tmp_path / "drive"), keyring=keyring)


def push(database: Database, caller: Caller, file: str = FILE) -> Pushed:
    with database.write() as session:
        return app_versions.push_app(session, caller, push=Push(file), now=NOW)


def deploy(database: Database, caller: Caller, drives: Drives, app: App) -> object:
    with database.write() as session:
        return deployments.create_deployment(
            session,
            caller,
            drives=drives,
            app=app,
            content=DeploymentContent(name="tills"),
            workspace=None,
            now=NOW,
        )


def at_once(act: Callable[[int], object], *, times: int = 4) -> Sequence[object]:
    """Do something several times at the same moment; return what came of it, refusals too."""

    def attempt(number: int) -> object:
        try:
            return act(number)
        except (Conflict, NotFound) as refusal:
            return refusal

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(attempt, range(times)))


def test_one_file_pushed_at_once_is_one_version(database: Database, caller: Caller) -> None:
    found = [each for each in at_once(lambda _: push(database, caller)) if isinstance(each, Pushed)]
    assert len(found) == 4
    assert len({(each.app.id, each.version.id) for each in found}) == 1
    assert [each.is_new for each in found].count(True) == 1


def test_of_different_files_pushed_at_once_one_wins(database: Database, caller: Caller) -> None:
    came = at_once(lambda number: push(database, caller, f"{FILE}  # {number}"))
    kinds = [type(each) for each in came]
    assert kinds.count(Pushed) == 1
    assert kinds.count(app_versions.AppVersionExists) == 3


def test_a_name_is_given_to_one_deployment_at_a_time(
    database: Database, caller: Caller, drives: Drives
) -> None:
    app = push(database, caller).app
    kinds = [type(each) for each in at_once(lambda _: deploy(database, caller, drives, app))]
    assert kinds.count(deployments.DeploymentExists) == 3


def test_an_app_is_never_deployed_and_deleted(database: Database, caller: Caller, drives: Drives) -> None:
    app = push(database, caller).app

    def delete() -> None:
        with database.write() as session:
            apps.delete_app(session, caller, app_id=app.id, now=NOW)

    came = at_once(lambda number: deploy(database, caller, drives, app) if number % 2 else delete())
    deployed = any(isinstance(each, Deployment) for each in came)
    deleted = None in came
    assert deployed != deleted


def test_deleted_apps_stay_for_their_runs_and_leave_their_name(database: Database, caller: Caller) -> None:
    with database.write() as session:
        run = make_run(session, caller)
        version = make_app_version(session, caller)
        stored_apps.remove_app(session, app_id=run.app_id, now=NOW)
        stored_apps.remove_app(session, app_id=version.app_id, now=NOW)
    with database.write() as session:
        assert make_app_version(session, caller).app_id != version.app_id
        assert apps.list_apps(session, caller)[0].name == "Notes"
        assert stored_apps.get_app(session, app_id=run.app_id).id == run.app_id


def test_sharing_reaches_whom_it_names_and_production_alone(database: Database, caller: Caller) -> None:
    other = replace(caller, user_id="other", is_admin=False)

    def found(session: Session) -> list[str]:
        return [app.name for app in apps.list_apps(session, other)]

    with database.write() as session:
        pushed = app_versions.push_app(
            session, caller, push=Push(FILE, state=AppState.PRE_PRODUCTION), now=NOW
        )
        stored_apps.share_app(
            session, app_id=pushed.app.id, visibility=AppVisibility.ORGANIZATION, workspace_ids=()
        )
        assert found(session) == []
        app_versions.publish_version(
            session, caller, app_id=pushed.app.id, version=pushed.version.version, now=NOW
        )
        assert found(session) == ["Tickets"]
