"""Engine processes: what goes wrong inside stays inside."""

import io
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date

import psutil
import pytest
from PIL import Image

from docyard.domain.apps import AppDefinition
from docyard.engine.pipeline import FileOutcome, FileTask
from docyard.engine.processes import EnginePool
from docyard.errors import FileCrashed, FileStopped, FileTimedOut
from tests.documents import invoice_pdf

APP = AppDefinition(name="Test", version="1.0.0", classes=())
QUICK = FileTask("quick.pdf", invoice_pdf(), APP, date(2026, 3, 1))


def _slow() -> FileTask:
    """Return a task of many seconds: a page full of lines to recognise."""
    noise = Image.effect_noise((700, 400), 90).resize((3000, 4000))
    written = io.BytesIO()
    noise.save(written, "TIFF", save_all=True, append_images=[noise] * 40)
    return FileTask("slow.tiff", written.getvalue(), APP, date(2026, 3, 1))


@pytest.fixture(scope="module")
def slow() -> FileTask:
    return _slow()


@pytest.fixture
def pool() -> Iterator[EnginePool]:
    with EnginePool(1, wall_limit_s=60, memory_limit_bytes=1_500_000_000) as pool:
        yield pool


def _children() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children()
        if "docyard.engine.processes.child" in str(child.cmdline())
    ]


def _eventually(condition: Callable[[], bool], *, within_s: float = 20) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def _in_thread(run: Callable[[], FileOutcome]) -> tuple[threading.Thread, list[BaseException | FileOutcome]]:
    ended: list[BaseException | FileOutcome] = []

    def body() -> None:
        try:
            ended.append(run())
        except Exception as error:  # noqa: BLE001 - handed to the test
            ended.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    return thread, ended


def test_a_process_serves_many_files(pool: EnginePool) -> None:
    outcomes = [pool.run(QUICK) for _ in range(3)]
    assert [outcome.page_count for outcome in outcomes] == [1, 1, 1]
    (child,) = _children()
    assert child.nice() >= 10


def test_many_threads_share_the_processes() -> None:
    with EnginePool(2, wall_limit_s=60, memory_limit_bytes=1_500_000_000) as pool:
        started = [_in_thread(lambda: pool.run(QUICK)) for _ in range(8)]
        for thread, _ in started:
            thread.join()
        assert len(_children()) <= 2
    results = [ended[0] for _, ended in started]
    assert all(isinstance(result, FileOutcome) and result.page_count == 1 for result in results)
    assert _children() == []


def test_what_takes_too_long_is_stopped_and_the_next_goes_on(slow: FileTask) -> None:
    with EnginePool(1, wall_limit_s=1.5, memory_limit_bytes=1_500_000_000) as pool:
        with pytest.raises(FileTimedOut, match=r"'slow\.tiff' took longer than 1\.5 s"):
            pool.run(slow)
        assert pool.run(QUICK).page_count == 1


def test_a_killed_process_is_replaced_and_the_file_tried_again(pool: EnginePool, slow: FileTask) -> None:
    thread, ended = _in_thread(lambda: pool.run(slow))
    killed: set[int] = set()
    while thread.is_alive():
        for child in _children():
            if child.pid not in killed and child.memory_info().rss > 200_000_000:
                killed.add(child.pid)
                os.kill(child.pid, signal.SIGKILL)
        time.sleep(0.05)
    assert len(killed) == 2
    assert isinstance(ended[0], FileCrashed)
    assert pool.run(QUICK).page_count == 1


def test_the_memory_limit_ends_a_process_and_not_the_caller() -> None:
    picture = Image.new("L", (9000, 9000))
    written = io.BytesIO()
    picture.save(written, "PNG")
    with EnginePool(1, wall_limit_s=60, memory_limit_bytes=200_000_000) as pool:
        with pytest.raises(FileCrashed, match="memory limit"):
            pool.run(FileTask("large.png", written.getvalue(), APP, date(2026, 3, 1)))
        assert pool.run(QUICK).page_count == 1


def test_a_running_task_can_be_stopped(pool: EnginePool, slow: FileTask) -> None:
    stop = threading.Event()
    thread, ended = _in_thread(lambda: pool.run(slow, should_stop=stop.is_set))
    _eventually(lambda: bool(_children()))
    stop.set()
    thread.join(10)
    assert isinstance(ended[0], FileStopped)
    assert pool.run(QUICK).page_count == 1


def test_closing_ends_everything(slow: FileTask) -> None:
    pool = EnginePool(1, wall_limit_s=60, memory_limit_bytes=1_500_000_000)
    running, ended = _in_thread(lambda: pool.run(slow))
    waiting, refused = _in_thread(lambda: pool.run(QUICK))
    _eventually(lambda: bool(_children()))
    pool.close()
    running.join(10)
    waiting.join(10)
    assert isinstance(ended[0], FileStopped)
    assert isinstance(refused[0], FileStopped)
    _eventually(lambda: _children() == [])


def test_processes_are_replaced_after_enough_pages() -> None:
    with EnginePool(1, wall_limit_s=60, memory_limit_bytes=1_500_000_000, recycle_pages=2) as pool:
        pool.run(QUICK)
        (first,) = _children()
        pool.run(QUICK)
        pool.run(QUICK)
        (second,) = _children()
    assert first.pid != second.pid
