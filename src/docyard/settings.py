"""Every option of the server, once; its environment name is its path with the prefix ``DOCYARD_``.

Precedence: command line, environment, ``docyard.env`` in the data directory, default.
"""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from docyard.engine.functions import Limits as FunctionLimits
from docyard.store.database import sqlite_url


class Settings(BaseSettings):
    """Options; the manual's table is generated from the descriptions."""

    model_config = SettingsConfigDict(env_prefix="DOCYARD_", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder that holds the database and the local drive.")
    database_url: str | None = Field(
        None, description="PostgreSQL URL; empty means a SQLite file in the data directory."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8080, ge=0, le=65535, description="Port the server listens on; 0 picks a free one.")
    drive_name: str = Field("Instabase Drive", description="Display name of the built-in drive in paths.")
    local_drive_folders: str | None = Field(
        None,
        description="Folders of this machine, with commas between, in which managers of workspaces may "
        "connect drives; empty means none.",
    )
    trusted_proxies: str | None = Field(
        None,
        description="Addresses or networks, with commas between, of proxies whose `X-Forwarded-For` and "
        "`X-Forwarded-Proto` are believed; empty means none.",
    )
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        description="Engine processes per worker; by default one per core.",
    )
    serve_worker: bool = Field(
        True,
        description="Whether `docyard serve` runs a worker beside the API; off where others do all work.",
    )
    file_bytes: int = Field(50_000_000, ge=1, description="Largest file that is accepted, in bytes.")
    pages_per_file: int = Field(800, ge=1, description="Most pages of a file that are read.")
    starts_per_file: int = Field(
        20,
        ge=1,
        description="A file whose worker died so often while it was read is set aside; workers die for other "
        "reasons, too, so a few deaths prove nothing.",
    )
    files_per_run: int = Field(1_000, ge=1, description="Most files that one run may have.")
    part_bytes: int = Field(
        10_485_760, ge=1, description="Size of every part of a multipart upload but the last, in bytes."
    )
    request_bytes: int = Field(
        16_000_000, ge=1_000, description="Largest body of a request that is no file, in bytes."
    )
    rate_limit_per_minute: int = Field(
        0,
        ge=0,
        description="Most requests per minute with one token, or of one session; 0 means no limit. Each "
        "server process counts for itself.",
    )
    metrics: str = Field(
        "local",
        pattern="local|public|off",
        description="Who may read `/metrics`: local (programs on this machine, not through a proxy), public, "
        "or off.",
    )
    file_seconds: float = Field(
        600.0, gt=0, description="Longest time that one attempt to understand a file may take, in seconds."
    )
    drawing_processes: int = Field(
        1,
        ge=1,
        le=64,
        description="Processes of the server that draw page images when somebody looks at pages.",
    )
    drawing_seconds: float = Field(
        20.0, ge=1, description="Longest time that one attempt to draw a page may take, in seconds."
    )
    file_cpu_seconds: float = Field(
        600.0, ge=1, description="Most processor time that one attempt may take, in seconds."
    )
    process_memory_bytes: int = Field(
        2_000_000_000, ge=300_000_000, description="Most memory that an engine process may use, in bytes."
    )
    functions: str = Field(
        "monty",
        pattern="monty|python",
        description="What runs functions of apps: monty, or python to allow also those that ask for it and "
        "run in processes that the kernel locks in, where the machine can.",
    )
    function_seconds: float = Field(
        2.0, gt=0, le=60, description="Longest time that one call of an app's function may take, in seconds."
    )
    function_memory_bytes: int = Field(
        64_000_000,
        ge=1_000_000,
        description="Most memory that the values of one call of an app's function may take, in bytes.",
    )
    session_idle_seconds: float = Field(
        43_200.0, gt=0, description="A session of somebody who signed in ends when unused for so long."
    )
    session_seconds: float = Field(
        1_209_600.0, gt=0, description="A session ends after that time, however much it is used."
    )
    sign_in_failures: int = Field(
        5, ge=1, description="Failed attempts within `sign_in_lock_seconds` that lock an account."
    )
    sign_in_lock_seconds: float = Field(
        900.0, gt=0, description="Time in which failed attempts count, and for which they lock an account."
    )
    sign_in_failures_per_address: int = Field(
        30, ge=1, description="Failed attempts within that time that shut out a network address."
    )
    password_checks: int = Field(
        2,
        ge=1,
        description="Passwords that are checked at a time; each check takes a core and 64 MiB for a moment.",
    )
    secret_keys: str | None = Field(
        None,
        repr=False,
        description="Keys that encrypt secrets, with commas between: 32 bytes in base64 each, the first one "
        "encrypts; empty means `secret.keys` in the data directory.",
    )
    extract_files: int = Field(10_000, ge=1, description="Most entries of an archive that is extracted.")
    extract_bytes: int = Field(
        2_000_000_000, ge=1, description="Most bytes that an archive may unpack to, and be itself."
    )
    extract_ratio: int = Field(
        200,
        ge=1,
        description="Most unpacked bytes per packed byte of an archive that unpacks to more than 10 MB.",
    )
    webhook_attempts: int = Field(
        7, ge=1, le=100, description="Most attempts to tell a webhook's receiver how a run ended."
    )
    webhook_backoff_seconds: float = Field(
        10.0,
        ge=0,
        le=86_400,
        description="Pause after the first failed attempt, in seconds; each further one is four times "
        "as long.",
    )
    webhook_timeout_seconds: float = Field(
        10.0,
        gt=0,
        le=600,
        description="Longest time that a webhook's receiver may take to answer, in seconds.",
    )
    webhook_private_addresses: bool = Field(
        True,
        description="Whether webhooks may call private networks and this machine; link-local addresses, "
        "where clouds keep secrets of machines, are never called.",
    )
    model_private_addresses: bool = Field(
        True,
        description="Whether language models may be in private networks and on this machine; link-local "
        "addresses are never called.",
    )
    drive_private_addresses: bool = Field(
        True,
        description="Whether endpoints of connected drives may be in private networks and on this machine, "
        "over plain HTTP or with certificates that are not checked; link-local addresses are never called.",
    )
    webhook_signing_secret: str | None = Field(
        None,
        repr=False,
        description="Signs webhooks as Standard Webhooks has it: `whsec_` and 24 to 64 bytes in base64; "
        "empty means no signature.",
    )
    journal_seconds: float = Field(
        604_800.0,
        gt=0,
        description="The journal of work keeps what is finished for so long, for those who look for faults; "
        "runs and results stay.",
    )
    free_bytes: int = Field(
        200_000_000,
        ge=0,
        description="Uploads and copies that would leave less room than this on the data directory's disk "
        "are refused, so that runs can end.",
    )
    digitization_seconds: float = Field(
        2_592_000.0,
        ge=0,
        description="Digitized pages are kept for so long, so that no file is read twice; 0: for ever.",
    )
    audit_seconds: float = Field(
        0.0, ge=0, description="The audit log is kept for so long; 0, the default: for ever."
    )
    sweep_hour: int = Field(
        2, ge=0, le=23, description="Hour of the day, in UTC, at which what is old is deleted every night."
    )
    log_format: str = Field(
        "console", pattern="console|json", description="How logs are written: console or json."
    )

    @property
    def effective_database_url(self) -> str:
        """URL of the database in use, with the driver's name."""
        if self.database_url is None:
            return sqlite_url(self.data_dir / "docyard.db")
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def database_file(self) -> Path | None:
        """The SQLite file in use; None with PostgreSQL."""
        return self.data_dir / "docyard.db" if self.database_url is None else None

    @property
    def function_limits(self) -> FunctionLimits:
        """Bounds of every call of a function."""
        return FunctionLimits(
            wall_s=self.function_seconds,
            memory_bytes=self.function_memory_bytes,
            python_allowed=self.functions == "python",
        )

    @property
    def given_secret_keys(self) -> tuple[str, ...]:
        """The keys for secrets; none means those in the key file."""
        return tuple(key.strip() for key in (self.secret_keys or "").split(",") if key.strip())

    @property
    def allowed_drive_folders(self) -> tuple[Path, ...]:
        """Folders in which local drives may be connected."""
        return tuple(
            Path(each.strip()) for each in (self.local_drive_folders or "").split(",") if each.strip()
        )

    @property
    def secret_key_file(self) -> Path:
        """File of the keys for secrets where the settings have none."""
        return self.data_dir / "secret.keys"

    @property
    def drive_root(self) -> Path:
        """Folder of the local drive."""
        return self.data_dir / "drive"


def load_settings(data_dir: Path | None = None, **given: object) -> Settings:
    """Read the options; arguments that are not None win over the environment."""
    known = {name: value for name, value in given.items() if value is not None}
    if data_dir is not None:
        known["data_dir"] = data_dir
    chosen = Path(str(known.get("data_dir") or os.environ.get("DOCYARD_DATA_DIR") or "data"))
    return Settings(_env_file=chosen / "docyard.env", **known)  # type: ignore[arg-type, call-arg]
