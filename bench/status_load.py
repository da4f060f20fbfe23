"""Status requests under load, beside a bare route of the same server.

Usage: ``python -m bench.status_load [--seconds S] [--connections N]``. A server of its own, made of
the product's parts and one route more that does nothing, is asked in turns for the status of a run
and for that route, each time over N connections that are kept open. Prints requests per second, what
each costs the server, and the ratios. The run waits forever: the server has no worker.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

# Each round asks one after the other; the best round of each counts, as other work on the machine
# only ever takes away.
_ROUNDS = 2
_START_S = 60


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        _serve(options.serve)
        return
    with tempfile.TemporaryDirectory() as folder:
        server = _start(Path(folder))
        try:
            _measure(server, Path(folder), seconds=options.seconds, connections=options.connections)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(10)


def _measure(server: "subprocess.Popen[bytes]", folder: Path, *, seconds: float, connections: int) -> None:
    said = json.loads((folder / "ready.json").read_text())
    address = ("127.0.0.1", said["port"])
    status = (
        f"GET /api/v2/apps/runs/{said['run_id']} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {said['token']}\r\n\r\n"
    ).encode()
    bare = b"GET /bare HTTP/1.1\r\nHost: localhost\r\n\r\n"
    clock = psutil.Process(server.pid)
    best: dict[str, tuple[float, float]] = {}
    for _ in range(_ROUNDS):
        for name, request in (("status of a run", status), ("bare route", bare)):
            busy = sum(clock.cpu_times()[:2])
            count = _ask(address, request, seconds=seconds / _ROUNDS, connections=connections)
            busy = sum(clock.cpu_times()[:2]) - busy
            figures = (count / seconds * _ROUNDS, busy / count * 1000)
            best[name] = max(best.get(name, figures), figures)
    for name, (rate, busy_ms) in best.items():
        print(
            f"{name:<16}{rate:>8.0f} requests/s over {connections} connections,{busy_ms:>6.2f} ms of CPU each"
        )
    ours, bare_ones = best["status of a run"], best["bare route"]
    print(f"{'ratio':<16}{ours[0] / bare_ones[0]:>8.2f} of the rate,{bare_ones[1] / ours[1]:>6.2f} by CPU")


def _ask(address: tuple[str, int], request: bytes, *, seconds: float, connections: int) -> int:
    counts: list[int] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=lambda: counts.append(_repeat(address, request, until=until)))
        for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _repeat(address: tuple[str, int], request: bytes, *, until: float) -> int:
    """Ask again and again over one connection; answers fit into one packet."""
    count = 0
    with socket.create_connection(address) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.monotonic() < until:
            connection.sendall(request)
            answer = connection.recv(65536)
            head, _, body = answer.partition(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length:")
            )
            while len(body) < length:
                body += connection.recv(65536)
            if not head.startswith(b"HTTP/1.1 200"):
                raise ValueError(answer)
            count += 1
    return count


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.status_load", "--serve", str(folder)], stderr=log
        )
    deadline = time.monotonic() + _START_S
    while not (folder / "ready.json").exists():
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            sys.exit((folder / "log").read_text())
        time.sleep(0.05)
    return server


def _serve(folder: Path) -> None:
    import logging

    from docyard.cli.logs import configure_logs
    from docyard.main.parts import open_parts
    from docyard.main.server import build_api, build_server
    from docyard.settings import load_settings

    configure_logs("json", level=logging.INFO)
    settings = load_settings(folder / "data")
    with open_parts(settings) as parts, socket.socket() as listener:
        app = build_api(parts, settings)

        @app.get("/bare")
        def read_nothing() -> dict[str, str]:
            return {"status": "ok"}

        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = build_server(app, settings)
        threading.Thread(target=_prepare, args=(folder, parts, port), daemon=True).start()
        server.run(sockets=[listener])


def _prepare(folder: Path, parts: object, port: int) -> None:
    """Start a run through the API once it answers, and say what to ask for."""
    from datetime import UTC, datetime

    import requests

    from docyard.main.parts import Parts
    from docyard.services.organizations import found_organization

    assert isinstance(parts, Parts)
    with parts.database.write() as session:
        founding = found_organization(
            session, organization_id="bench", admin_email="admin@example.com", now=datetime.now(UTC)
        )
    api, headers = f"http://127.0.0.1:{port}/api/v2", {"Authorization": f"Bearer {founding.api_token}"}
    while True:
        try:
            batch = requests.post(f"{api}/batches", json={"name": "bench"}, headers=headers, timeout=10)
            break
        except requests.ConnectionError:
            time.sleep(0.05)
    requests.put(
        f"{api}/batches/{batch.json()['id']}/files/a.txt", data=b"a", headers=headers, timeout=10
    ).raise_for_status()
    body = {"app_name": "Invoice", "batch_id": batch.json()["id"]}
    run = requests.post(f"{api}/apps/runs", json=body, headers=headers, timeout=10)
    run.raise_for_status()
    draft = folder / "draft.json"
    draft.write_text(json.dumps({"port": port, "run_id": run.json()["id"], "token": founding.api_token}))
    os.replace(draft, folder / "ready.json")  # noqa: PTH105 - in one step


if __name__ == "__main__":
    main()
