"""Google Cloud Storage."""

from obstore.store import GCSStore

from docyard.domain.drives import DriveField
from docyard.drives.drive import Drive
from docyard.drives.keys import PLAIN
from docyard.drives.remote import open_remote, patience_of
from docyard.drives.types import BUCKET, PREFIX, Connection, DriveType

_FIELDS = (
    BUCKET,
    PREFIX,
    DriveField(
        "service_account_key",
        "The JSON text of a service account's key file.",
        is_needed=True,
        is_secret=True,
    ),
)


def open_gcs(connection: Connection) -> Drive:
    """Open a bucket.

    Raises:
        Invalid: The key is not the JSON of a service account.
    """
    patience = patience_of(connection)
    store = GCSStore(
        connection.text("bucket"),
        prefix=connection.text("prefix"),
        service_account_key=connection.text("service_account_key") or "",
        client_options=patience.client_options(allow_http=False),
        retry_config=patience.retry_config(),
    )
    return open_remote(connection, store=store, spelling=PLAIN)


# Default drives are the built-in one, S3 or Azure, as in the original.
GCS = DriveType(title="Google Cloud Storage", fields=_FIELDS, may_be_default=False, open=open_gcs)
