"""Owns what the worker may not do: memory, files, sockets, programs; each part is best effort and reported."""

import ctypes
import platform
import struct
import sys
from typing import Final

ADDRESS_SPACE: Final = 3 * 1024**3
"""Bytes of address space: decoders of the largest frame that is allowed, their threads, and shared libraries."""
OPEN_FILES: Final = 48

_CLONE_NEWUSER: Final = 0x1000_0000
_CLONE_NEWNET: Final = 0x4000_0000
_PR_SET_DUMPABLE: Final = 4
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_SECCOMP_ALLOW: Final = 0x7FFF_0000
_SECCOMP_EACCES: Final = 0x0005_0000 | 13
_LOAD, _JUMP, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06

# Linux system call numbers of what opens sockets, starts programs, reaches into other processes or changes folders
# (arch/x86/entry/syscalls/syscall_64.tbl; include/uapi/asm-generic/unistd.h): socket, socketpair, connect, bind,
# listen, accept, accept4, execve, execveat, ptrace, process_vm_readv, process_vm_writev, kill, tkill, io_uring_setup,
# mount, unlink, unlinkat, rename, renameat, renameat2, link, linkat, symlink, symlinkat, mkdir, mkdirat, truncate,
# creat, openat2. The last two numbers are openat and open, which may open for reading alone.
_CALLS: Final = {
    "x86_64": (0xC000_003E, (41, 53, 42, 49, 50, 43, 288, 59, 322, 101, 310, 311, 62, 200, 425, 165, 87, 263, 82, 264,
                             316, 86, 265, 88, 266, 83, 258, 76, 85, 437), (257, 2)),
    "aarch64": (0xC000_00B7, (198, 199, 203, 200, 201, 202, 242, 221, 281, 117, 270, 271, 129, 130, 425, 40, 35, 38,
                              276, 37, 36, 34, 45, 437), (56, 0xFFFF_FFFF)),
}  # fmt: skip
_NOT_READING: Final = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC


def confine() -> dict[str, object]:
    """Give up what decoding does not need; return what held: limits, network (and how), files (and how)."""
    limits = _limit()
    report: dict[str, object] = {"limits": limits, "network": "open", "files": "size 0" if limits else "open"}
    if not sys.platform.startswith("linux"):
        return report
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    # A private network namespace has no interface at all; unprivileged, it takes a user namespace of its own.
    namespace = libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    filtered = _filter_system_calls(libc)
    held = [way for way, holds in (("namespace", namespace), ("seccomp", filtered)) if holds]
    report["network"] = "+".join(held) or "open"
    if filtered:
        report["files"] = "read only"
    return report


def _limit() -> bool:
    if sys.platform == "win32":
        return False
    import resource

    # A hard cap on file size of nothing: whatever is opened for writing stays empty.
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_AS, ADDRESS_SPACE),
    ):
        try:
            resource.setrlimit(limit, (value, value))
        except (OSError, ValueError):  # macOS refuses RLIMIT_AS; the parent's time limit still stands
            return False
    return True


def allow_cpu_seconds(seconds: int) -> None:
    """Let this process use that much more processor time before the system ends it; nothing where there is no limit."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def _filter_system_calls(libc: ctypes.CDLL) -> bool:
    """Install a seccomp filter under which the calls of `_CALLS` fail with EACCES, on every thread to come."""
    if platform.machine() not in _CALLS:
        return False
    architecture, denied, (openat, plain_open) = _CALLS[platform.machine()]
    # Classic BPF over struct seccomp_data: number at 0, architecture at 4, arguments of 8 bytes from 16. A jump counts
    # from the next instruction.
    opening = 4 + len(denied)
    allow, refuse = opening + 7, opening + 8
    program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, refuse - 2, architecture),  # another ABI: all of it is refused
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, refuse - 4, 0, 0x4000_0000),  # numbers of the x32 ABI begin here
        *((_EQUAL, refuse - at, 0, number) for at, number in enumerate(denied, start=5)),
        (_EQUAL, 2, 0, openat),
        (_EQUAL, 3, 0, plain_open),
        (_JUMP, 0, 0, allow - opening - 3),
        (_LOAD, 0, 0, 16 + 2 * 8),
        (_JUMP, 0, 0, 1),
        (_LOAD, 0, 0, 16 + 1 * 8),
        (_ANY_BIT, 1, 0, _NOT_READING),
        (_RETURN, 0, 0, _SECCOMP_ALLOW),
        (_RETURN, 0, 0, _SECCOMP_EACCES),
    ]
    packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
    filter_program = _Program(len(program), packed)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_program), 0, 0) == 0)
