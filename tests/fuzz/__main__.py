"""Send a real server what its own description allows, and what it does not.

Usage: ``python -m tests.fuzz [--seconds S] [options of schemathesis run]``. Starts a server, founds
an organization and runs schemathesis over ``/api/openapi.json`` with its admin's token. Fails on
any status of 500 and above, on statuses and bodies that the description does not have, and on
what crashes the connection.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.server import running_server

_CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def main() -> int:
    """Return the exit code of schemathesis."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=int, default=600, help="time for all of it")
    options, others = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "data") as server:
        organization = server.found("fuzz")
        command = [
            *(str(Path(sys.executable).parent / "schemathesis"), "run", f"{server.url}/api/openapi.json"),
            *(f"--header={name}: {value}" for name, value in organization.headers.items()),
            f"--checks={_CHECKS}",
            f"--max-time={options.seconds}",
            "--continue-on-failure",
            # It asks a system elsewhere, which is not there: 503 is the right answer.
            "--exclude-path=/api/v2/sign-in/{organization_id}/start",
            "--suppress-health-check=all",
            "--warnings=off",
            "--generation-database=none",
            *others,
        ]
        return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
