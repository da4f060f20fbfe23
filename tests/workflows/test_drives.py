"""Where connected drives may be."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from docyard.domain.drives import ConnectedDrive
from docyard.drives import open_built_in
from docyard.integrations.addresses import AddressForbidden
from docyard.store.keyring import Keyring
from docyard.workflows.drives import Drives

CREDENTIALS: dict[str, str | bool] = {"access_key_id": "k", "secret_access_key": "s"}


def connected(**options: str | bool) -> ConnectedDrive:
    now = datetime.now(UTC)
    return ConnectedDrive(
        id=uuid4(),
        organization_id="acme",
        workspace_id=None,
        name="Scans",
        type="s3",
        options={"bucket": "scans", **options},
        encrypted_credentials="",
        created_by="jane_acme.com",
        created_at=now,
        updated_at=now,
    )


def drives(tmp_path: Path, *, private: bool) -> Drives:
    built_in = open_built_in(root=tmp_path, name="Built in")
    keyring = Keyring(given=(), file=tmp_path / "secret.keys")
    return Drives(built_in=built_in, keyring=keyring, private_addresses=private)


@pytest.mark.parametrize(
    "endpoint", ["https://127.0.0.1:9000", "https://10.0.0.7", "https://localhost", "https://[::1]"]
)
def test_private_addresses_can_be_forbidden(tmp_path: Path, endpoint: str) -> None:
    drive = connected(endpoint=endpoint)
    assert drives(tmp_path, private=True).open_to_check(drive, credentials=CREDENTIALS)
    with pytest.raises(AddressForbidden, match="drive_private_addresses"):
        drives(tmp_path, private=False).open_to_check(drive, credentials=CREDENTIALS)


@pytest.mark.parametrize("options", [{"allow_http": True}, {"verify_tls": False}])
def test_endpoints_then_prove_who_they_are(tmp_path: Path, options: dict[str, str | bool]) -> None:
    """A name that is looked up again could mean a private address by then."""
    drive = connected(endpoint="https://1.1.1.1", **options)
    with pytest.raises(AddressForbidden, match="HTTPS"):
        drives(tmp_path, private=False).open_to_check(drive, credentials=CREDENTIALS)


def test_the_providers_own_addresses_are_always_right(tmp_path: Path) -> None:
    assert drives(tmp_path, private=False).open_to_check(connected(), credentials=CREDENTIALS)
    public = connected(endpoint="https://1.1.1.1")
    assert drives(tmp_path, private=False).open_to_check(public, credentials=CREDENTIALS)
