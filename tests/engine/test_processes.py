"""Engine processes: what goes wrong inside stays inside."""

import contextlib
import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageDraw

from docyard.domain.apps import AppDefinition, CustomFunction, PacketField, PacketFieldKind
from docyard.domain.page_images import DrawTask, PageFrame
from docyard.engine.packets import PacketTask
from docyard.engine.pipeline import FileOutcome, FileTask
from docyard.engine.processes import EnginePool
from docyard.engine.processes.slot import EngineFault
from docyard.errors import FileCrashed, FileStopped, FileTimedOut
from tests.documents import invoice_pdf
from tests.waiting import wait_until

APP = AppDefinition(name="Test", version="1.0.0", classes=())
# Longer than any file here takes, beside whatever else the machine does.
WALL_S = 300
QUICK = FileTask("quick.pdf", invoice_pdf(), APP, date(2026, 3, 1))


def _slow(*, width_px: int = 3000, height_px: int = 4000, pages: int = 41) -> FileTask:
    """Return a task of many seconds: pages full of lines to recognise."""
    noise = Image.effect_noise((700, 400), 90).resize((width_px, height_px))
    written = io.BytesIO()
    noise.save(written, "TIFF", save_all=True, append_images=[noise] * (pages - 1))
    return FileTask("slow.tiff", written.getvalue(), APP, date(2026, 3, 1))


@pytest.fixture(scope="module")
def slow() -> FileTask:
    return _slow()


@pytest.fixture
def pool() -> Iterator[EnginePool]:
    with EnginePool(1, wall_limit_s=WALL_S, memory_limit_bytes=1_500_000_000) as pool:
        yield pool


def _children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if _is_engine_process(child)]


def _is_engine_process(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return "docyard.engine.processes.child" in str(process.cmdline())
    return False


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
    assert child.nice() == min(19, psutil.Process().nice() + 10)


@pytest.mark.skipif(sys.platform != "linux", reason="It is about glibc's heap.")
def test_memory_stays_for_the_next_page_and_is_given_back_without_work(pool: EnginePool) -> None:
    picture = Image.new("RGB", (800, 1100), "white")
    ImageDraw.Draw(picture).text((100, 100), "Total 12.50", "black", font_size=40)
    written = io.BytesIO()
    picture.save(written, "PNG")
    page = FileTask("page.png", written.getvalue(), APP, date(2026, 3, 1))
    pool.run(page)
    (child,) = _children()
    faults = []
    for _ in range(6):
        before = _page_faults(child)
        pool.run(page)
        faults.append(_page_faults(child) - before)
    # The tensors of one page take some 50,000 memory pages of the system.
    assert min(faults) < 15_000
    wait_until(lambda: child.memory_info().rss < 350_000_000, "freed memory is given back")


def _page_faults(process: psutil.Process) -> int:
    """Return how often the system had to find memory for a process; see proc_pid_stat(5)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[7])


def test_many_threads_share_the_processes() -> None:
    with EnginePool(2, wall_limit_s=WALL_S, memory_limit_bytes=1_500_000_000) as pool:
        started = [_in_thread(lambda: pool.run(QUICK)) for _ in range(8)]
        for thread, _ in started:
            thread.join()
        assert len(_children()) <= 2
    results = [ended[0] for _, ended in started]
    assert all(isinstance(result, FileOutcome) and result.page_count == 1 for result in results)
    assert _children() == []


# What hangs in make test needs no processor meanwhile.
@pytest.mark.slow
def test_what_takes_too_long_is_stopped_and_the_next_goes_on(slow: FileTask) -> None:
    with EnginePool(1, wall_limit_s=5, memory_limit_bytes=1_500_000_000) as pool:
        with pytest.raises(FileTimedOut, match=r"'slow\.tiff' took longer than 5 s"):
            pool.run(slow)
        assert pool.run(QUICK).page_count == 1


def test_a_killed_process_is_replaced_and_the_file_tried_again(pool: EnginePool, slow: FileTask) -> None:
    killed: list[int] = []

    def kill_soon() -> None:
        (child,) = _children()
        killed.append(child.pid)
        threading.Timer(1, child.kill).start()

    with pytest.raises(FileCrashed):
        pool.run(slow, before_attempt=kill_soon)
    assert len(set(killed)) == 3
    assert pool.run(QUICK).page_count == 1


def test_the_memory_limit_ends_a_process_and_not_the_caller() -> None:
    picture = Image.new("L", (9000, 9000))
    written = io.BytesIO()
    picture.save(written, "PNG")
    with EnginePool(1, wall_limit_s=WALL_S, memory_limit_bytes=200_000_000) as pool:
        with pytest.raises(FileCrashed, match="memory limit"):
            pool.run(FileTask("large.png", written.getvalue(), APP, date(2026, 3, 1)))
        assert pool.run(QUICK).page_count == 1


def test_a_running_task_can_be_stopped(pool: EnginePool, slow: FileTask) -> None:
    stop = threading.Event()
    thread, ended = _in_thread(lambda: pool.run(slow, should_stop=stop.is_set))
    wait_until(_children, "an engine process")
    stop.set()
    thread.join()
    assert isinstance(ended[0], FileStopped)
    assert pool.run(QUICK).page_count == 1


HUGE = _slow(width_px=9000, height_px=9000, pages=1)
DRAWERS = partial(EnginePool, 1, attempts=2, drawing_idle_s=60)
DRAWING = DrawTask("page.tiff", HUGE.data, (PageFrame(0, 9000, 9000),))


@pytest.fixture
def drawers() -> Iterator[EnginePool]:
    with DRAWERS(wall_limit_s=WALL_S, memory_limit_bytes=1_500_000_000, drawing_idle_s=0.5) as pool:
        yield pool


def test_processes_that_draw_end_when_nobody_looks_any_more(drawers: EnginePool) -> None:
    for _ in range(2):
        (image,) = drawers.draw(replace(DRAWING, width_px=320)).images
        assert Image.open(io.BytesIO(image)).size == (320, 320)
        wait_until(lambda: not _children(), "the end of an idle process")


def test_processes_that_draw_load_no_more_than_that() -> None:
    code = (
        "import sys, docyard.engine.processes.child; print([name for name in sys.modules if name in "
        "('docyard.engine.extraction', 'docyard.engine.pipeline', 'onnxruntime', 'docyard.engine.packets')])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout == "[]\n"


def test_refusals_of_drawing_speak_of_drawing(drawers: EnginePool) -> None:
    drawers.close()
    with pytest.raises(FileStopped, match=r"'page\.tiff' was stopped before it was drawn"):
        drawers.draw(DRAWING)
    with (
        DRAWERS(wall_limit_s=0.01, memory_limit_bytes=1_500_000_000) as pool,
        pytest.raises(FileTimedOut, match=r"Drawing pages of 'page\.tiff' took longer than 0\.01 s"),
    ):
        pool.draw(DRAWING)
    with (
        DRAWERS(wall_limit_s=WALL_S, memory_limit_bytes=200_000_000) as pool,
        pytest.raises(FileCrashed, match=r"The process that drew pages of 'page\.tiff' died 2 times"),
    ):
        pool.draw(DRAWING)


def test_closing_ends_everything(slow: FileTask) -> None:
    pool = EnginePool(1, wall_limit_s=WALL_S, memory_limit_bytes=1_500_000_000)
    running, ended = _in_thread(lambda: pool.run(slow))
    waiting, refused = _in_thread(lambda: pool.run(QUICK))
    wait_until(_children, "an engine process")
    pool.close()
    running.join()
    waiting.join()
    assert isinstance(ended[0], FileStopped)
    assert isinstance(refused[0], FileStopped)
    wait_until(lambda: not _children(), "the end of the engine process")


def test_packets_whose_functions_meet_a_limit_have_errors_for_values() -> None:
    hangs = CustomFunction("hangs", "def hangs():\n    while True:\n        pass")
    made = PacketField("made", kind=PacketFieldKind.FUNCTION, function="hangs")
    app = replace(APP, functions=(hangs,), packet_fields=(made,))
    with EnginePool(1, wall_limit_s=0.5, memory_limit_bytes=1_500_000_000) as pool:
        outcome = pool.run_packet(PacketTask("packet", app, (), date(2026, 3, 1)))
    says = "'hangs' was not called: the packet's functions met a limit of the engine process."
    assert [(field.value, field.error) for field in outcome.fields] == [("ERROR", says)]


def test_processes_are_replaced_after_enough_pages() -> None:
    with EnginePool(1, wall_limit_s=WALL_S, memory_limit_bytes=1_500_000_000, recycle_pages=2) as pool:
        pool.run(QUICK)
        (first,) = _children()
        pool.run(QUICK)
        pool.run(QUICK)
        (second,) = _children()
    assert first.pid != second.pid


def _named(name: str) -> FileTask:
    return replace(QUICK, name=name)


@pytest.fixture
def faulty(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[EnginePool]:
    """A pool whose processes do what names of files say (``tests/faults``)."""
    faults = Path(__file__).parents[1] / "faults"
    monkeypatch.setenv("PYTHONPATH", f"{faults}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setenv("DOCYARD_TEST_FAULTS", str(tmp_path))
    wall_s = getattr(request, "param", WALL_S)
    with EnginePool(2, wall_limit_s=wall_s, cpu_limit_s=2, memory_limit_bytes=500_000_000) as pool:
        yield pool


@pytest.mark.parametrize(
    ("faulty", "name", "refusal", "says"),
    [
        (WALL_S, "loops.pdf", FileTimedOut, "2 s of processor time and was stopped, 3 times"),
        (10, "hangs.pdf", FileTimedOut, "10 s and was stopped, 3 times"),
        (WALL_S, "segfaults.pdf", FileCrashed, "died 3 times"),
        (WALL_S, "allocates.pdf", FileCrashed, "died 3 times"),
    ],
    indirect=["faulty"],
)
def test_a_bad_file_is_tried_three_times_and_harms_no_other(
    faulty: EnginePool, name: str, refusal: type[Exception], says: str
) -> None:
    attempts: list[str] = []
    bad, ended = _in_thread(lambda: faulty.run(_named(name), before_attempt=lambda: attempts.append(name)))
    neighbours = [faulty.run(QUICK).page_count for _ in range(3)]
    bad.join()
    assert neighbours == [1, 1, 1]
    assert isinstance(ended[0], refusal)
    assert says in str(ended[0])
    assert len(attempts) == 3
    assert faulty.run(QUICK).page_count == 1


def test_a_file_that_crashed_by_chance_is_read_at_the_next_attempt(faulty: EnginePool) -> None:
    assert faulty.run(_named("crashes-once.pdf")).page_count == 1


def test_faults_are_told_without_what_the_document_says(faulty: EnginePool) -> None:
    with pytest.raises(EngineFault) as caught:
        faulty.run(_named("quotes.pdf"))
    assert "ValueError" in str(caught.value)
    assert "sitecustomize.py" in str(caught.value)
    assert "Jane Doe" not in str(caught.value)


@pytest.mark.parametrize("faulty", [10], indirect=True)
def test_a_suspect_is_read_alone(faulty: EnginePool) -> None:
    begun = list[str]()
    suspect = _named("hangs.pdf")
    bad, _ = _in_thread(
        lambda: faulty.run(suspect, alone=True, before_attempt=lambda: begun.append(suspect.name))
    )
    wait_until(lambda: begun, "the first attempt at the suspect")
    faulty.run(QUICK, before_attempt=lambda: begun.append(QUICK.name))
    assert begun == [suspect.name] * 3 + [QUICK.name]
    bad.join()


def test_a_stopped_file_leaves_its_process_to_the_next_one(pool: EnginePool) -> None:
    small_pages = _slow(width_px=100, height_px=100, pages=800)
    pool.run(QUICK)
    (before,) = _children()
    used_s = before.cpu_times().user
    stop = threading.Event()
    thread, ended = _in_thread(lambda: pool.run(small_pages, should_stop=stop.is_set))
    # Longer than loading the models takes; a page takes some milliseconds.
    wait_until(lambda: before.cpu_times().user > used_s + 3, "the reading of the file")
    stop.set()
    thread.join()
    assert isinstance(ended[0], FileStopped)
    assert pool.run(QUICK).page_count == 1
    (after,) = _children()
    assert after.pid == before.pid


def test_a_group_without_a_process_does_not_wait_for_others(pool: EnginePool, slow: FileTask) -> None:
    wanted = threading.Event()
    big, ended = _in_thread(lambda: pool.run(slow, group="big", should_stop=wanted.is_set))
    wait_until(lambda: len(_children()) == 1, "one engine process")
    assert pool.run(QUICK, group="small").page_count == 1
    assert not ended
    wanted.set()
    big.join()


def test_groups_take_turns(pool: EnginePool, slow: FileTask) -> None:
    """Of tasks that wait for two busy processes, the group that holds none comes before those who do."""
    wanted, begun = threading.Event(), list[str]()
    holders = [_in_thread(lambda: pool.run(slow, group="a", should_stop=wanted.is_set))]
    wait_until(lambda: len(_children()) == 1, "one engine process")
    holders.append(_in_thread(lambda: pool.run(slow, group="b", should_stop=wanted.is_set)))
    wait_until(lambda: len(_children()) == 2, "two engine processes")

    def queue(group: str) -> threading.Thread:
        # Nobody is asked before standing in the queue.
        is_asked = threading.Event()

        def should_stop() -> bool:
            is_asked.set()
            return False

        thread, _ = _in_thread(
            lambda: pool.run(
                QUICK, group=group, should_stop=should_stop, before_attempt=lambda: begun.append(group)
            )
        )
        is_asked.wait()
        return thread

    waiting = [queue("a"), queue("a"), queue("c")]
    assert begun == []
    wanted.set()
    for thread in (*waiting, *(holder for holder, _ in holders)):
        thread.join()
    assert begun[0] == "c"
    assert sorted(begun) == ["a", "a", "c"]
