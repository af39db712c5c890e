"""Who listens on a TCP port of this machine, where the system tells (Linux)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_LISTEN = "0A"
_SOCKET = re.compile(r"socket:\[([0-9]+)\]")


def port_owner(port: int, proc: Path = Path("/proc")) -> str:
    """Return name and process id of a port's listener, or an empty text when unknown.

    Args:
        port: the port's number.
        proc: the proc file system; elsewhere than on Linux there is none.
    """
    inodes = set(_listening_inodes(port, proc))
    if not inodes:
        return ""
    for process in proc.glob("[0-9]*"):
        if inodes & set(_socket_inodes(process)):
            with suppress(OSError):
                name = (process / "comm").read_text("utf-8", "replace").strip()
                return f"{name} (process {process.name})"
    return ""


def _listening_inodes(port: int, proc: Path) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        try:
            lines = (proc / "net" / table).read_text("ascii", "replace").splitlines()[1:]
        except OSError:
            continue  # this system has no such table, so it tells nothing
        for line in lines:
            columns = line.split()
            if len(columns) > 9 and columns[3] == _LISTEN:
                local_port = columns[1].rpartition(":")[2]
                if int(local_port, 16) == port:
                    yield columns[9]


def _socket_inodes(process: Path) -> Iterator[str]:
    try:
        handles = list((process / "fd").iterdir())
    except OSError:
        return  # another user's process, or one that has just ended
    for handle in handles:
        with suppress(OSError):
            found = _SOCKET.fullmatch(str(handle.readlink()))
            if found:
                yield found[1]
