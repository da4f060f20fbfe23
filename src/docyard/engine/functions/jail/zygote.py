"""The process that forks for every call: it has the standard library loaded and holds nothing else.

It gets a channel per call over its control socket, forks, and hands the channel to the child. Requests and
answers go over the channel and never through this process, so that no call leaves anything for the next.
"""

import contextlib
import os
import signal
import socket
import sys
from importlib import import_module

from docyard.engine.functions.jail.call import serve_call

READY = b"r"
END = b"e"

# Whatever computes. Nothing can be loaded once a process is confined.
_PRELOADED = (
    *("_strptime", "abc", "array", "ast", "base64", "binascii", "bisect", "builtins", "calendar", "cmath"),
    *("collections", "collections.abc", "colorsys", "contextlib", "copy", "csv", "dataclasses", "datetime"),
    *("decimal", "difflib", "email.utils", "encodings.ascii", "encodings.cp1252", "encodings.idna"),
    *("encodings.latin_1", "encodings.punycode", "encodings.utf_16", "encodings.utf_8", "enum", "fractions"),
    *("functools", "gettext", "hashlib", "heapq", "hmac", "html", "html.entities", "html.parser", "io"),
    *("ipaddress", "itertools", "json", "keyword", "locale", "math", "numbers", "operator", "pprint"),
    *("queue", "random", "re", "reprlib", "secrets", "statistics", "string", "stringprep", "struct"),
    *("textwrap", "time", "tomllib", "traceback", "types", "typing", "unicodedata", "urllib.parse", "uuid"),
    *("warnings", "weakref", "xml.etree.ElementTree", "zlib", "zoneinfo"),
)


def main(fd: int) -> None:
    """Fork for every channel that comes, until the caller is gone."""
    for name in _PRELOADED:
        import_module(name)
    sys.path.clear()
    os.environ.clear()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=fd)
    control.sendall(READY)
    while True:
        message, channels, _, _ = socket.recv_fds(control, 64, 1)
        if not message:
            return
        wall_s, memory_bytes = message.split()
        child = os.fork()
        if child == 0:
            serve_call(channels[0], wall_s=float(wall_s), memory_bytes=int(memory_bytes))
        os.close(channels[0])
        is_over = not control.recv(1)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if is_over:
            return
        with contextlib.suppress(BrokenPipeError):
            control.sendall(status.to_bytes(4, "big"))
