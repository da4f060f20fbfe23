"""Amazon S3 and services that speak its protocol."""

from typing import TYPE_CHECKING, Any

from obstore.store import S3Store

from docyard.domain.drives import DriveField
from docyard.drives.drive import Drive
from docyard.drives.keys import PLAIN
from docyard.drives.remote import open_remote, patience_of
from docyard.drives.types import ALLOW_HTTP, BUCKET, ENDPOINT, PREFIX, Connection, DriveType
from docyard.errors import Invalid

if TYPE_CHECKING:
    from obstore.store import S3Credential

_FIELDS = (
    BUCKET,
    PREFIX,
    DriveField("region", "Region of the bucket, such as `eu-central-1`; `us-east-1` unless given."),
    ENDPOINT,
    DriveField(
        "path_style",
        "Whether the bucket stands in the URL's path, as most services but Amazon's want it; "
        "true with an endpoint unless set.",
        is_flag=True,
    ),
    ALLOW_HTTP,
    DriveField("verify_tls", "Whether the endpoint's certificate is checked; true unless set.", is_flag=True),
    DriveField("encryption", "Encryption by the service: `AES256` or `aws:kms`; its default unless given."),
    DriveField("kms_key_id", "Key for `aws:kms`."),
    DriveField("access_key_id", "ID of the access key.", is_needed=True, is_secret=True),
    DriveField("secret_access_key", "The access key.", is_needed=True, is_secret=True),
    DriveField("session_token", "Token of temporary credentials.", is_secret=True),
)


def open_s3(connection: Connection) -> Drive:
    """Open a bucket.

    Raises:
        Invalid: The encryption is none, or a value is not of the form that S3 has for it.
    """
    patience = patience_of(connection)
    credential: S3Credential = {
        "access_key_id": connection.text("access_key_id") or "",
        "secret_access_key": connection.text("secret_access_key") or "",
        "token": connection.text("session_token"),
        "expires_at": None,
    }
    store = S3Store(
        connection.text("bucket"),
        prefix=connection.text("prefix"),
        region=connection.text("region") or "us-east-1",
        copy_if_not_exists="multipart",
        client_options=patience.client_options(
            allow_http=connection.flag("allow_http", default=False),
            verify_tls=connection.flag("verify_tls", default=True),
        ),
        retry_config=patience.retry_config(),
        # Given this way, since obstore would else fill gaps from the environment of the server.
        credential_provider=lambda: credential,
        **_address(connection),
        **_encryption(connection),
    )
    return open_remote(connection, store=store, spelling=PLAIN)


def _address(connection: Connection) -> dict[str, Any]:
    endpoint = connection.text("endpoint")
    path_style = connection.flag("path_style", default=endpoint is not None)
    return {"virtual_hosted_style_request": not path_style} | ({"endpoint": endpoint} if endpoint else {})


def _encryption(connection: Connection) -> dict[str, Any]:
    kind, key = connection.text("encryption"), connection.text("kms_key_id")
    if kind not in (None, "AES256", "aws:kms"):
        raise Invalid(f"'encryption' is {kind!r}; expected 'AES256' or 'aws:kms'.")
    if key and kind != "aws:kms":
        raise Invalid("'kms_key_id' goes with 'encryption' 'aws:kms' only; set both or none.")
    chosen = {"server_side_encryption": kind, "sse_kms_key_id": key}
    return {name: value for name, value in chosen.items() if value}


S3 = DriveType(title="Amazon S3 and compatible", fields=_FIELDS, may_be_default=True, open=open_s3)
