"""What every drive type promises."""

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docyard.drives import Drive, get_drive_type
from docyard.errors import FileMissing, Invalid, PreconditionFailed, RangeNotSatisfiable, Unsupported

MIB = 1024 * 1024


def is_local(drive: Drive) -> bool:
    """Tell whether the drive is quick to answer."""
    return not drive.is_remote


def keys(drive: Drive, folder: str) -> list[str]:
    return [entry.key for entry in drive.walk(folder)]


def test_reads_back_what_was_written(drive: Drive) -> None:
    data = bytes(range(256)) * 20_000
    assert drive.write("acme/ws/a.pdf", io.BytesIO(data)) == len(data)
    assert drive.read("acme/ws/a.pdf") == data
    assert b"".join(drive.stream("acme/ws/a.pdf")) == data


def test_writes_from_an_iterable_of_chunks(drive: Drive) -> None:
    assert drive.write("a", (part for part in (b"one ", b"two"))) == 7
    assert drive.read("a") == b"one two"


def test_keeps_an_empty_file(drive: Drive) -> None:
    assert drive.write("folder/empty", io.BytesIO()) == 0
    assert drive.read("folder/empty") == b""
    found = drive.find("folder/empty")
    assert found is not None
    assert not found.is_folder
    assert list(drive.stream("folder/empty")) == []


def test_the_last_writer_wins(drive: Drive) -> None:
    drive.write("a", [b"first, longer"])
    drive.write("a", [b"second"])
    assert drive.read("a") == b"second"


def test_a_reader_keeps_the_file_it_opened(drive: Drive) -> None:
    old, new = b"o" * (5 * MIB), b"n" * 10
    drive.write("a", [old])
    stream = drive.stream("a")
    drive.write("a", [new])
    assert b"".join(stream) == old
    assert stream.entry.size_bytes == len(old)
    assert drive.read("a") == new


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 1, b"0"),
        (3, 5, b"34"),
        (8, None, b"89"),
        (0, None, b"0123456789"),
        (8, 99, b"89"),
        (None, 2, b"01"),
    ],
)
def test_streams_a_range(drive: Drive, start: int | None, end: int | None, expected: bytes) -> None:
    drive.write("a", [b"0123456789"])
    stream = drive.stream("a", start, end)
    assert (stream.end - stream.start, stream.entry.size_bytes) == (len(expected), 10)
    assert b"".join(stream) == expected


@pytest.mark.parametrize("start", [10, 11, 2**40])
def test_refuses_a_range_behind_the_end(drive: Drive, start: int) -> None:
    drive.write("a", [b"0123456789"])
    with pytest.raises(RangeNotSatisfiable, match="10 bytes"):
        drive.stream("a", start)


@pytest.mark.parametrize("key", ["nothing", "folder", "folder/file/below"])
def test_missing_files_are_refused_by_name(drive: Drive, key: str) -> None:
    drive.write("folder/file", [b"x"])
    with pytest.raises(FileMissing, match=key.rsplit("/", 1)[-1]):
        drive.read(key)
    with pytest.raises(FileMissing):
        drive.stream(key)
    assert drive.find_bytes(key) is None


def test_finds_files_and_folders(drive: Drive) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    drive.write("acme/ws/a.pdf", [b"12345"])
    file, folder = drive.find("acme/ws/a.pdf"), drive.find("acme/ws")
    assert file is not None
    assert (file.key, file.is_folder, file.size_bytes) == ("acme/ws/a.pdf", False, 5)
    assert file.modified_at is not None
    assert before < file.modified_at < datetime.now(UTC) + timedelta(seconds=2)
    assert folder is not None
    assert (folder.key, folder.is_folder, folder.size_bytes, folder.modified_at) == ("acme/ws", True, 0, None)


@pytest.mark.parametrize("key", ["acm", "acme/w", "acme/ws/a.pdf/x", "acme/ws/a.pd", "other"])
def test_finds_nothing_elsewhere(drive: Drive, key: str) -> None:
    drive.write("acme/ws/a.pdf", [b"12345"])
    assert drive.find(key) is None


def test_walks_all_files_below_a_folder_in_order(drive: Drive) -> None:
    for key in ("f/b", "f/a/2", "f/a/1", "f/a.txt", "f/ä", "g/x", "fa"):
        drive.write(key, [b"x"])
    assert keys(drive, "f") == ["f/a.txt", "f/a/1", "f/a/2", "f/b", "f/ä"]
    assert keys(drive, "nothing") == keys(drive, "fa") == keys(drive, "fa/below") == []


def test_lists_one_level_of_a_folder(drive: Drive) -> None:
    for key in ("f/b", "f/a/2", "f/a/x/1", "g/x"):
        drive.write(key, [b"x"])
    listed = [(entry.key, entry.is_folder) for entry in drive.list_folder("f")]
    assert listed == [("f/a", True), ("f/b", False)]
    assert drive.list_folder("nothing") == drive.list_folder("f/b") == drive.list_folder("f/b/x") == []


def test_a_folder_goes_with_its_last_file(drive: Drive) -> None:
    drive.write("f/a/1", [b"x"])
    drive.delete("f/a/1")
    assert drive.find("f/a") is None
    assert drive.find("f") is None
    drive.write("f", [b"a file where the folder was"])
    assert drive.read("f") == b"a file where the folder was"


def test_deletes_a_folder_with_all_below_and_nothing_beside(drive: Drive) -> None:
    for key in ("f/1", "f/a/2", "f/a/b/3", "f2/1", "f.txt"):
        drive.write(key, [b"x"])
    drive.delete("f")
    assert drive.find("f") is None
    assert keys(drive, "") == ["f.txt", "f2/1"]


@pytest.mark.parametrize("key", ["nothing", "f/nothing", "f/1/below"])
def test_deleting_nothing_is_harmless(drive: Drive, key: str) -> None:
    drive.write("f/1", [b"x"])
    drive.delete(key)
    assert drive.read("f/1") == b"x"


def test_never_deletes_everything(drive: Drive) -> None:
    drive.write("f/1", [b"x"])
    with pytest.raises(Invalid, match="root"):
        drive.delete("")
    assert drive.read("f/1") == b"x"


def test_creates_only_where_nothing_is(drive: Drive) -> None:
    drive.write("f/a", [b"first"], create_only=True)
    with pytest.raises(PreconditionFailed):
        drive.write("f/a", [b"second"], create_only=True)
    assert drive.read("f/a") == b"first"


def test_one_of_many_creators_wins(drive: Drive) -> None:
    won: list[bytes] = []
    start = threading.Barrier(8)

    def create(data: bytes) -> None:
        start.wait()
        try:
            drive.write("race/file", [data], create_only=True)
        except PreconditionFailed:
            return
        won.append(data)

    threads = [threading.Thread(target=create, args=(b"%d" % number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [drive.read("race/file")]


def test_writers_and_deleters_of_one_folder_do_not_trip_each_other(drive: Drive) -> None:
    failures: list[Exception] = []

    def churn(name: str) -> None:
        try:
            for _ in range(60 if is_local(drive) else 4):
                drive.write(f"shared/deep/{name}", [b"x"])
                drive.delete(f"shared/deep/{name}")
        except Exception as failure:  # noqa: BLE001 - the test reports whatever it was
            failures.append(failure)

    threads = [threading.Thread(target=churn, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("key", ["f/a/below", "f/a/deep/below"])
def test_refuses_a_file_below_a_file(drive: Drive, key: str) -> None:
    drive.write("f/a", [b"x"])
    with pytest.raises(Invalid, match="is a file"):
        drive.write(key, [b"x"])


@pytest.mark.parametrize("key", ["f", "f/a", ""])
@pytest.mark.parametrize("create_only", [True, False])
def test_refuses_a_file_in_a_folders_place(drive: Drive, key: str, create_only: bool) -> None:
    drive.write("f/a/1", [b"x"])
    with pytest.raises(Invalid, match="is a folder"):
        drive.write(key, [b"x"], create_only=create_only)
    assert drive.read("f/a/1") == b"x"


def test_a_writer_that_fails_leaves_the_old_file(drive: Drive) -> None:
    def torn() -> Iterator[bytes]:
        yield b"x" * MIB
        raise ConnectionError("the client is gone")

    drive.write("a", [b"old"])
    for key in ("a", "b"):
        with pytest.raises(ConnectionError):
            drive.write(key, torn())
    assert keys(drive, "") == ["a"]
    assert drive.read("a") == b"old"


NAMES = [
    "invoice#1",
    "a#12",
    "50%",
    "100%25.pdf",
    "a%2Fb",
    "what?.pdf",
    "a b  c.pdf",
    " leading and trailing ",
    "dots...",
    ".hidden",
    "=3D",
    "a=23b",
    "line\nbreak\ttab",
    "quote\"'`.pdf",
    "back\\slash",
    "C:colon*star|pipe<>",
    "Übergröße é漢字😀.pdf",
    "e\u0301.pdf",
    "~[x]{y}^z",
    "...",
    "x" * 255,
    "漢" * 85,
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_written_listed_and_deleted(drive: Drive, name: str) -> None:
    drive.write(f"f/{name}", [b"x"])
    drive.write(f"f/sub {name[:80]}/inner", [b"y"])
    assert drive.read(f"f/{name}") == b"x"
    assert set(keys(drive, "f")) == {f"f/{name}", f"f/sub {name[:80]}/inner"}
    assert {entry.key for entry in drive.list_folder("f")} == {f"f/{name}", f"f/sub {name[:80]}"}
    drive.delete("f")
    assert drive.find("f") is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=20)
)
def test_no_name_is_lost(drive: Drive, name: str) -> None:
    if name in (".", ".."):
        return
    drive.delete("any")
    drive.write(f"any/{name}", [b"x"])
    assert keys(drive, "any") == [f"any/{name}"]


@pytest.mark.parametrize(
    "key",
    [
        *("../a", "f/../a", "f/./a", "f//a", "/a", "a/", "..", "."),
        *("x" * 256, "漢" * 86, "\x01" * 86, "/".join(["x" * 100] * 11), "\ud800"),
    ],
)
def test_refuses_keys_that_cannot_be_stored(drive: Drive, key: str) -> None:
    with pytest.raises(Invalid):
        drive.write(key, [b"x"])
    with pytest.raises(Invalid):
        drive.read(key)
    with pytest.raises(Invalid):
        drive.find(key)
    with pytest.raises(Invalid):
        drive.delete(key)


def test_a_made_folder_is_there_without_files(drive: Drive) -> None:
    drive.make_folder("f/g")
    found = drive.find("f/g")
    assert found is not None
    assert found.is_folder
    assert [entry.key for entry in drive.list_folder("f")] == ["f/g"]
    assert drive.list_folder("f/g") == []
    assert keys(drive, "f") == []
    drive.write("f/g/a", [b"x"])
    drive.delete("f/g/a")
    assert drive.find("f/g") is not None
    assert drive.list_made_folders("f") == drive.list_made_folders("f/g") == ["f/g"]
    drive.delete("f")
    assert drive.find("f") is None
    assert drive.list_made_folders("") == []


def test_a_folder_is_made_where_nothing_is(drive: Drive) -> None:
    drive.write("f/a", [b"x"])
    for taken in ("f", "f/a", ""):
        with pytest.raises(PreconditionFailed):
            drive.make_folder(taken)
    with pytest.raises(Invalid):
        drive.make_folder("f/a/b")
    drive.make_folder("g")
    with pytest.raises(PreconditionFailed):
        drive.make_folder("g")
    with pytest.raises(Invalid):
        drive.write("g", [b"x"])


def test_checks_itself(drive: Drive) -> None:
    drive.check()
    assert keys(drive, "") == []


def test_names_the_types_it_knows() -> None:
    with pytest.raises(Unsupported, match=r"'floppy'.*'s3'"):
        get_drive_type("floppy")
