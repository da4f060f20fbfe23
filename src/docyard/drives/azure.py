"""Azure Blob Storage."""

from typing import Any

from obstore.store import AzureStore

from docyard.domain.drives import DriveField
from docyard.drives.drive import Drive
from docyard.drives.keys import PLAIN_AZURE
from docyard.drives.remote import open_remote, patience_of
from docyard.drives.types import ALLOW_HTTP, ENDPOINT, PREFIX, Connection, DriveType
from docyard.errors import Invalid

_FIELDS = (
    DriveField("account_name", "Name of the storage account.", is_needed=True),
    DriveField("container", "Name of the container.", is_needed=True),
    PREFIX,
    ENDPOINT,
    ALLOW_HTTP,
    DriveField("account_key", "Key of the account; or one of the two below.", is_secret=True),
    DriveField("sas_token", "Shared access signature.", is_secret=True),
    DriveField("tenant_id", "Tenant of a service principal; goes with the two below.", is_secret=True),
    DriveField("client_id", "Application ID of the service principal.", is_secret=True),
    DriveField("client_secret", "Secret of the service principal.", is_secret=True),
)

# Ways to prove who one is; the first whose fields are all given is taken.
_WAYS: tuple[dict[str, str], ...] = (
    {"account_key": "account_key"},
    {"sas_token": "sas_key"},
    {"tenant_id": "tenant_id", "client_id": "client_id", "client_secret": "client_secret"},
)


def open_azure(connection: Connection) -> Drive:
    """Open a container.

    Raises:
        Invalid: No way to sign in is given whole, or a value is not of the form that Azure has for it.
    """
    patience = patience_of(connection)
    endpoint: dict[str, Any] = {"endpoint": url} if (url := connection.text("endpoint")) else {}
    store = AzureStore(
        connection.text("container"),
        prefix=connection.text("prefix"),
        account_name=connection.text("account_name") or "",
        client_options=patience.client_options(allow_http=connection.flag("allow_http", default=False)),
        retry_config=patience.retry_config(),
        **endpoint,
        **_credentials(connection),
    )
    return open_remote(connection, store=store, spelling=PLAIN_AZURE)


def _credentials(connection: Connection) -> dict[str, Any]:
    for way in _WAYS:
        given = {setting: connection.text(name) for name, setting in way.items()}
        if all(given.values()):
            return dict(given)
    raise Invalid(
        "An Azure drive needs credentials: 'account_key', or 'sas_token', or all of 'tenant_id', "
        "'client_id' and 'client_secret'."
    )


AZURE = DriveType(title="Azure Blob Storage", fields=_FIELDS, may_be_default=True, open=open_azure)
