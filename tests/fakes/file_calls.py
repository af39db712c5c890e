"""The file calls of an operating system that fails, or dies, at a chosen call."""

from pathlib import Path

from oidc_workbench.adapters.atomic_file import SystemFileCalls


class KilledError(BaseException):
    """The process ended here: nothing after it runs, no clean-up either."""


class FailingFileCalls(SystemFileCalls):
    """Real calls up to a point.

    Args:
        fails_at: the number of the call that fails; 0 for none.
        kills: die there instead of failing.
        write_size: the most octets one write takes.
    """

    def __init__(self, fails_at: int = 0, *, kills: bool = False, write_size: int = 7) -> None:
        self._fails_at = fails_at
        self._kills = kills
        self._write_size = write_size
        self.count = 0
        self.names: list[str] = []

    def _call(self, name: str) -> None:
        self.count += 1
        self.names.append(name)
        if self._kills and self._fails_at and self.count >= self._fails_at:
            raise KilledError
        if self.count == self._fails_at:
            raise OSError(28, "No space left on device")

    def read(self, path: Path) -> bytes:
        self._call("read")
        return super().read(path)

    def create(self, path: Path) -> int:
        self._call("create")
        return super().create(path)

    def write(self, handle: int, data: bytes) -> int:
        self._call("write")
        return super().write(handle, data[: self._write_size])

    def fsync(self, handle: int) -> None:
        self._call("fsync")
        super().fsync(handle)

    def close(self, handle: int) -> None:
        # A dead process's files are closed by the system.
        super().close(handle)
        self._call("close")

    def replace(self, source: Path, target: Path) -> None:
        self._call("replace")
        super().replace(source, target)

    def unlink(self, path: Path) -> None:
        self._call("unlink")
        super().unlink(path)

    def fsync_folder(self, folder: Path) -> None:
        self._call("fsync_folder")
        super().fsync_folder(folder)
