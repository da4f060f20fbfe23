"""Mounting a storage the old way (legacy mount endpoint)."""

from typing import Literal

from pydantic import BaseModel, Field

from docyard.api.wire.numbers import Whole
from docyard.api.wire.text import Text
from docyard.errors import Unsupported
from docyard.services.drives import DriveContent

_ENCRYPTIONS: dict[str, str | None] = {"none": None, "aws_sse_s3": "AES256", "aws_sse_kms": "aws:kms"}


class MountDetails(BaseModel):
    """Where the storage is and how to sign in; of S3 alone."""

    client_type: Text
    bucket_name: Text = ""
    prefix: Text | None = None
    aws_region: Text | None = None
    s3_server_url: Text | None = Field(None, description="Host of a service other than Amazon's.")
    s3_server_port: Whole | None = None
    s3_server_is_secure: bool = True
    s3_server_validate_certs: bool = True
    s3_use_virtual_style_url: bool | None = None
    use_aws_access_creds: bool = True
    aws_access_key_id: Text | None = None
    aws_secret_access_key: Text | None = Field(None, repr=False)
    encryption_type: Text | None = None
    s3_sse_encryption_type: Text | None = None
    s3_sse_kms_key_id: Text | None = None

    def options(self) -> dict[str, str | bool]:
        """Return the options of a drive.

        Raises:
            Unsupported: The details ask for an encryption that docyard's drives do not have.
        """
        encryption = self.s3_sse_encryption_type or "none"
        if encryption not in _ENCRYPTIONS or (self.encryption_type or "none") != "none":
            raise Unsupported(
                "Only encryption by the service can be had: 'encryption_type' none, and "
                f"'s3_sse_encryption_type' one of {', '.join(_ENCRYPTIONS)}."
            )
        virtual = self.s3_use_virtual_style_url
        options: dict[str, str | bool | None] = {
            "bucket": self.bucket_name,
            "prefix": self.prefix,
            "region": self.aws_region,
            "endpoint": self._endpoint(),
            "allow_http": not self.s3_server_is_secure,
            "verify_tls": self.s3_server_validate_certs,
            "path_style": None if virtual is None else not virtual,
            "encryption": _ENCRYPTIONS[encryption],
            "kms_key_id": self.s3_sse_kms_key_id,
        }
        return {name: value for name, value in options.items() if value not in (None, "")}

    def credentials(self) -> dict[str, str | bool]:
        """Return the credentials of a drive.

        Raises:
            Unsupported: They are to be those of the server's machine.
        """
        if not self.use_aws_access_creds:
            raise Unsupported(
                "Drives have credentials of their own; set 'use_aws_access_creds' and send an access key."
            )
        given = {"access_key_id": self.aws_access_key_id, "secret_access_key": self.aws_secret_access_key}
        return {name: value for name, value in given.items() if value}

    def _endpoint(self) -> str | None:
        host = (self.s3_server_url or "").partition("://")[2] or (self.s3_server_url or "")
        if not host or host.rstrip("/").endswith(".amazonaws.com"):
            return None
        scheme = "https" if self.s3_server_is_secure else "http"
        port = "" if self.s3_server_port is None else f":{self.s3_server_port}"
        return f"{scheme}://{host.rstrip('/')}{port}"


class Mount(BaseModel):
    """Body of ``mountDrive``."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "action": "mount",
                    "mount_point_name": "Scans",
                    "mount_details": {
                        "client_type": "S3",
                        "bucket_name": "acme-scans",
                        "aws_region": "eu-central-1",
                        "use_aws_access_creds": True,
                        "aws_access_key_id": "AKIA…",
                        "aws_secret_access_key": "…",
                    },
                }
            ]
        }
    }

    action: Literal["mount"]
    mount_point_name: Text
    mount_details: MountDetails

    def to_content(self, *, workspace: str) -> DriveContent:
        """Return the body as services take it.

        Raises:
            Unsupported: The storage is not S3, or something is asked for that drives do not have.
        """
        details = self.mount_details
        if details.client_type.upper() != "S3":
            raise Unsupported(
                f"{details.client_type[:80]!r} cannot be mounted this way; send 'client_type' S3, or connect "
                "other storages with POST /api/v2/drives."
            )
        return DriveContent(
            name=self.mount_point_name,
            type="s3",
            workspace=workspace,
            options=details.options(),
            credentials=details.credentials(),
        )


class MountAnswer(BaseModel):
    """Answer of ``mountDrive``; refusals have status ERROR and ``msg``."""

    status: Literal["OK"] = "OK"
