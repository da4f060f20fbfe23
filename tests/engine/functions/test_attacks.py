"""Functions that mean harm: each is stopped in either sandbox, and the next call works."""

import contextlib
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psutil
import pytest

from docyard.domain.apps import FunctionEngine
from docyard.engine.appfiles import load_app
from docyard.engine.functions.calls import Answer, Call, Failed, Limits, Returned
from docyard.engine.functions.sandboxes import Sandboxes
from docyard.engine.functions.values import NotReturned, as_text
from docyard.engine.pipeline import FileTask
from docyard.engine.processes import EnginePool
from docyard.errors import FileStopped
from tests.waiting import wait_until

TODAY = date(2026, 3, 1)
WALL_S = 0.7
GOOD = Call("def f(a):\n    return a + 1", "f", {"a": 1}, TODAY)
BOTH = tuple(FunctionEngine)
LINUX = sys.platform == "linux"


@contextlib.contextmanager
def started(limits: Limits) -> Iterator[Sandboxes]:
    with contextlib.closing(Sandboxes(limits)) as made:
        if LINUX:
            made.require(
                load_app(
                    "name: T\nfunctions: [{name: f, engine: python, source: 'def f(): 1'}]\nfields: []\n"
                )
            )
        yield made


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[Sandboxes]:
    os.environ["DOCYARD_ATTACKED"] = "the-secret-of-the-environment"
    with started(Limits(wall_s=WALL_S, memory_bytes=64_000_000, python_allowed=True)) as made:
        yield made
    del os.environ["DOCYARD_ATTACKED"]


@pytest.fixture
def patient() -> Iterator[Sandboxes]:
    """Sandboxes for calls that end by themselves, however late."""
    with started(Limits(wall_s=60, python_allowed=True)) as made:
        yield made


def attack(sandboxes: Sandboxes, engine: FunctionEngine, body: str) -> Answer:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    answer = sandboxes.run(Call(f"def f():\n{lines}\n", "f", {}, TODAY), engine=engine)

    def works() -> bool:
        good = sandboxes.run(GOOD, engine=engine)
        # On a busy machine it may stand still for so long.
        assert good == Returned(2) or (isinstance(good, Failed) and good.took_too_long), good
        return good == Returned(2)

    wait_until(works, "an answer to a harmless call")
    return answer


def stopped(answer: Answer) -> bool:
    """Tell whether an attack ended in a failure, or in an answer that ``as_text`` refuses."""
    if isinstance(answer, Failed):
        return True
    try:
        as_text(answer.value)
    except NotReturned:
        return True
    return False


FORBIDDEN = {
    "read a file": "return open('/etc/passwd').read()",
    "read by pathlib": "import pathlib\nreturn pathlib.Path('/etc/hostname').read_text()",
    "read by os": "import os\nreturn os.read(os.open('/etc/passwd', 0), 10)",
    "write a file": "open('{folder}/written', 'w').write('x')",
    "write by pathlib": "import pathlib\npathlib.Path('{folder}/written').write_text('x')",
    "make a folder": "import os\nos.mkdir('{folder}/written')",
    "remove a file": "import os\nos.remove('{folder}/there')",
    "rename a file": "import os\nos.rename('{folder}/there', '{folder}/written')",
    "link a file": "import os\nos.symlink('/etc/passwd', '{folder}/written')",
    "list a folder": "import os\nreturn os.listdir('/')",
    "look at a file": "import os\nreturn os.stat('/etc/passwd').st_size",
    "environment of the process": "return open('/proc/self/environ').read()",
    "memory of the process": "return open('/proc/self/mem', 'rb').read(10)",
    "descriptors of the process": "import os\nreturn os.listdir('/proc/self/fd')",
    "environment of the parent": "import os\nreturn open('/proc/%d/environ' % os.getppid()).read()",
    "connect by TCP": "import _socket\n_socket.socket().connect(('127.0.0.1', {port}))",
    "send by UDP": "import _socket\n_socket.socket(2, 2).sendto(b'x', ('127.0.0.1', {port}))",
    "connect to a socket's path": "import _socket\n_socket.socket(1).connect('{folder}/listening')",
    "connect to an abstract socket": "import _socket\n_socket.socket(1).connect('\\0{abstract}')",
    "a pair of sockets": "import _socket\nreturn len(_socket.socketpair())",
    "fork": "import os\nreturn os.fork()",
    "run a program": "import os\nos.execv('/bin/true', ['true'])",
    "run a shell": "import os\nif os.system('touch {folder}/written'):\n    raise OSError('no shell')",
    "spawn a program": "import os\nreturn os.posix_spawn('/bin/true', ['true'], {{}})",
    "start a thread": "import _thread\nreturn _thread.start_new_thread(print, ())",
    "signal the parent": "import os\nos.kill(os.getppid(), 0)",
    "signal everybody": "import os\nos.kill(-1, 0)",
    "trace the parent": "import ctypes\nif ctypes.CDLL(None).ptrace(16, 1, 0, 0):\n    raise OSError('no')",
    "map memory that executes": "import mmap\nreturn len(mmap.mmap(-1, 4096, prot=7))",
    "load a library": "import ctypes\nreturn ctypes.CDLL('libresolv.so.2')._name",
    "raise limits": "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "become another user": "import os\nos.setuid(0)",
    "a new root": "import os\nos.chroot('/')",
    "a pipe": "import os\nreturn os.pipe()",
    "an inherited descriptor": "import os\nreturn [os.write(fd, b'x') for fd in range(1, 64)]",
    "memory": "return 'a' * 10**9",
    "memory bit by bit": "x = []\nwhile True:\n    x.append('a' * 100000 + str(len(x)))",
    "memory of a list": "return len([0] * 10**9)",
    "memory by formats": "return len('{{:>1000000000}}'.format('a'))",
    "endless loop": "while True:\n    pass",
    "endless loop that catches": (
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass"
    ),
    "huge power": "return len(str(9 ** 9 ** 9))",
    "huge product": "x = 10\nwhile True:\n    x = x * x",
    "digits of a huge number": "return str(10 ** 100000)",
    "deep recursion": "def g(n):\n    return g(n + 1)\nreturn g(0)",
    "deep recursion in C": "x = ()\nfor _ in range(10**6):\n    x = (x,)\nreturn repr(x)",
    "deep result": "x = []\nfor _ in range(100000):\n    x = [x]\nreturn x",
    "bytes that are a pickle": "return b'cos\\nsystem\\n(S\"touch {folder}/written\"\\ntR.'",
    "an object": "class A:\n    def __reduce__(self):\n        return (print, ('x',))\nreturn A()",
    "a great result": "return 'a' * 5_000_000",
    "many results": "return list(range(3_000_000))",
    "leave": "raise SystemExit(0)",
    "leave at once": "import os\nos._exit(0)",
    "interrupt": "raise KeyboardInterrupt",
    "crash": "import ctypes\nctypes.string_at(0)",
    "imports from elsewhere": "import docyard.settings\nreturn docyard.settings.load_settings().data_dir",
    "third-party modules": "import sqlalchemy\nreturn 1",
    "an exception that bites": (
        "class E(Exception):\n    def __str__(self):\n        while True:\n            pass\nraise E()"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "there").touch()
    tmp_path.chmod(0o777)
    tmp_path.parent.chmod(0o755)
    return tmp_path


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize("name", FORBIDDEN)
def test_an_attack_is_stopped(
    name: str, engine: FunctionEngine, sandboxes: Sandboxes, folder: Path, port: int
) -> None:
    abstract = f"docyard-{secrets.token_hex(4)}"
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as hidden:
        listening.bind(f"{folder}/listening")
        listening.listen()
        hidden.bind(f"\0{abstract}")
        hidden.listen()
        began = time.monotonic()
        body = FORBIDDEN[name].format(folder=folder, port=port, abstract=abstract)
        answer = attack(sandboxes, engine, body)
        assert time.monotonic() - began < WALL_S + 60
    assert stopped(answer), answer
    assert sorted(each.name for each in folder.iterdir()) == ["listening", "there"]


HARMLESS = {
    "a result in a circle": "x = {}\nx['x'] = x\nreturn x",
    "environment": "import os\nreturn str(dict(os.environ)) if hasattr(os.environ, 'keys') else ''",
    "walk to all classes": (
        "found = []\nfor each in ().__class__.__base__.__subclasses__():\n    found.append(each.__name__)\n"
        "import os\nreturn str(os.environ)"
    ),
    "walk to globals": "return str((lambda: 0).__globals__)",
    "walk by a format": "return '{0.__class__.__init__.__globals__}'.format(1)",
    "walk the frames": (
        "import sys\nf = sys._getframe()\nwhile f.f_back:\n    f = f.f_back\nreturn str(f.f_globals)"
    ),
    "walk the garbage": "import gc\nreturn str([x for x in gc.get_objects() if isinstance(x, dict)])[:50000]",
    "walk a traceback": (
        "try:\n    1 / 0\nexcept Exception as e:\n    return str(e.__traceback__.tb_frame.f_builtins)[:9000]"
    ),
    "code of its own": 'return eval(\'__import__("os").environ.get("DOCYARD_ATTACKED", "")\')',
    "a regular expression": "import re\nreturn str(re.match('(a+)+$', 'a' * 28 + 'b'))",
    "arguments of the process": "import sys\nreturn str([getattr(sys, 'argv', 0), getattr(sys, 'path', 0)])",
}


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize("name", HARMLESS)
def test_what_can_be_seen_tells_nothing(name: str, engine: FunctionEngine, sandboxes: Sandboxes) -> None:
    answer = attack(sandboxes, engine, HARMLESS[name])
    assert "the-secret-of-the-environment" not in repr(answer)
    assert str(Path.home()) + "/" not in repr(answer) or str(Path.home()) == "/"


@pytest.mark.parametrize("engine", BOTH)
def test_a_flood_of_prints_is_cut_and_harms_nobody(engine: FunctionEngine, sandboxes: Sandboxes) -> None:
    answer = attack(sandboxes, engine, "while True:\n    print('a' * 1000)")
    assert isinstance(answer, Failed)
    assert answer.took_too_long
    assert len(answer.printed) < 10_000


@pytest.mark.parametrize("engine", BOTH)
def test_a_call_leaves_nothing_for_the_next(engine: FunctionEngine, patient: Sandboxes) -> None:
    left = "def f():\n    import json\n    json.left = 1\n    global kept\n    kept = 1\n    return 1"
    patient.run(Call(left, "f", {}, TODAY), engine=engine)
    look = "def f():\n    import json\n    return [hasattr(json, 'left'), kept]"
    answer = patient.run(Call(look, "f", {}, TODAY), engine=engine)
    assert isinstance(answer, Failed)
    assert "kept" in answer.message


@pytest.mark.parametrize("engine", BOTH)
def test_the_same_call_gives_the_same_answer(engine: FunctionEngine, patient: Sandboxes) -> None:
    body = "import random\nreturn [random.random(), hash('a'), [x for x in {'x', 'y', 'zz'}], str(0.1 + 0.2)]"
    assert len({repr(attack(patient, engine, body)) for _ in range(20)}) == 1


@pytest.mark.skipif(not LINUX, reason="the jail needs Linux")
def test_nothing_is_left_of_a_process_that_was_stopped(sandboxes: Sandboxes) -> None:
    attack(sandboxes, FunctionEngine.PYTHON, "while True:\n    pass")
    [zygote] = [each for each in psutil.Process().children() if "zygote" in " ".join(each.cmdline())]
    assert zygote.children() == []


@pytest.mark.skipif(not LINUX, reason="the jail needs Linux")
def test_processes_end_with_an_engine_that_is_killed() -> None:
    app = load_app(
        "name: T\nfunctions:\n"
        "  - {name: f, engine: python, source: 'def f(): return [1 for _ in iter(int, 1)]'}\n"
        "fields: [{name: a, kind: function, function: f}]\n"
    )
    limits = Limits(wall_s=300, python_allowed=True)
    pool = EnginePool(1, wall_limit_s=300, memory_limit_bytes=1_500_000_000, functions=limits)
    task = FileTask("a.txt", b"some words", app, TODAY)

    def run() -> None:
        with contextlib.suppress(FileStopped):
            pool.run(task)

    thread = threading.Thread(target=run)
    thread.start()

    def jailed() -> list[psutil.Process]:
        return [
            each
            for each in psutil.Process().children(recursive=True)
            if "zygote" in " ".join(each.cmdline()) and each.uids().real == 65534
        ]

    found = wait_until(jailed, "a jailed process")
    pool.close()
    thread.join()
    _, alive = psutil.wait_procs(found, timeout=60)
    assert alive == []
