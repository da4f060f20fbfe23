"""Giving up all rights: after ``confine`` a process can compute, read and write its one channel, and end.

Numbers and structures: https://docs.kernel.org/userspace-api/landlock.html and
https://docs.kernel.org/userspace-api/seccomp_filter.html. They are handed to the kernel by ``ctypes``, so
that no library need be installed.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterator, Mapping

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_CREATE_RULESET_VERSION = 1

# Rights over files that each version of Landlock knows, counted up: the highest bit and one.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NET_RIGHTS_SINCE, _NET_RIGHTS = 4, 0b11
_SCOPES_SINCE, _SCOPES = 6, 0b11

_NOBODY = 65534

# What computing, memory, the clock and the channel take. On x86-64 and on 64-bit ARM.
_ALLOWED: Mapping[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "times": (100, 153),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "time": (201, None),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}

# These as well, but never for memory that can be executed.
_WITHOUT_EXECUTION: Mapping[str, tuple[int, int]] = {"mmap": (9, 222), "mprotect": (10, 226)}
_PROT_EXEC = 4

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _THIRD_ARGUMENT_AT = 0, 4, 32
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000
_X32 = 0x40000000

_Instruction = tuple[int, int, int, int]


class NotConfined(Exception):
    """The machine cannot do it; the message says what is missing."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine(*, wall_s: float, memory_bytes: int) -> None:
    """Give up everything for good.

    ``memory_bytes`` come on top of what the process has.

    Raises:
        NotConfined: a part of it is not to be had; the process must end.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    held_bytes = _held_bytes()
    ruleset = _create_ruleset(libc)
    _become_nobody()
    _control(libc, _PR_SET_PDEATHSIG, signal.SIGKILL)
    _control(libc, _PR_SET_DUMPABLE, 0)
    _control(libc, _PR_SET_NO_NEW_PRIVS, 1)
    if libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) != 0:
        raise NotConfined("Landlock does not take its rules")
    os.close(ruleset)
    _limit(wall_s=wall_s, memory_bytes=held_bytes + memory_bytes)
    _filter_calls(libc)


def _create_ruleset(libc: ctypes.CDLL) -> int:
    version = libc.syscall(
        _LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_CREATE_RULESET_VERSION
    )
    if version < 1:
        raise NotConfined("the kernel has no Landlock, or it is switched off")
    files = (1 << _FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]) - 1
    parts = [files]
    if version >= _NET_RIGHTS_SINCE:
        parts.append(_NET_RIGHTS)
    if version >= _SCOPES_SINCE:
        parts.append(_SCOPES)
    attributes = struct.pack(f"={len(parts)}Q", *parts)
    ruleset: int = libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        raise NotConfined("Landlock does not take its rules")
    return ruleset


def _become_nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)


def _control(libc: ctypes.CDLL, option: int, value: int) -> None:
    if (
        libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
        != 0
    ):
        raise NotConfined(f"the kernel refuses prctl {option}")


def _held_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as numbers:  # noqa: PTH123 - not a real file
        return int(numbers.read().split()[0]) * resource.getpagesize()


def _limit(*, wall_s: float, memory_bytes: int) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, int(wall_s) + 2),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _filter_calls(libc: ctypes.CDLL) -> None:
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in _instructions())
    program = _Program(len(code) // 8, code)
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise NotConfined("the kernel takes no seccomp filter")


def _instructions() -> Iterator[_Instruction]:
    """Give the filter: what is not allowed gets EPERM, another architecture's call ends the process."""
    if platform.machine() not in _MACHINES:
        raise NotConfined(f"there is no list of system calls for {platform.machine()!r}")
    column, architecture = _MACHINES[platform.machine()]
    yield (_LOAD, 0, 0, _ARCHITECTURE_AT)
    yield (_JUMP_EQUAL, 1, 0, architecture)
    yield (_RETURN, 0, 0, _KILL)
    yield (_LOAD, 0, 0, _NUMBER_AT)
    yield (_JUMP_AT_LEAST, 0, 1, _X32)
    yield (_RETURN, 0, 0, _REFUSE)
    for numbers in _ALLOWED.values():
        number = numbers[column]
        if number is not None:
            yield (_JUMP_EQUAL, 0, 1, number)
            yield (_RETURN, 0, 0, _ALLOW)
    for pair in _WITHOUT_EXECUTION.values():
        yield (_JUMP_EQUAL, 0, 4, pair[column])
        yield (_LOAD, 0, 0, _THIRD_ARGUMENT_AT)
        yield (_JUMP_ANY_BIT, 0, 1, _PROT_EXEC)
        yield (_RETURN, 0, 0, _REFUSE)
        yield (_RETURN, 0, 0, _ALLOW)
    yield (_RETURN, 0, 0, _REFUSE)
