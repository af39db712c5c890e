"""A Secret Service (gnome-keyring) of the tests' own, in each state a desktop's may be in."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from peers.prompter import Prompter, prompter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAME = "org.freedesktop.secrets"
_PASSWORD = b"of the tests' own keyring"
_START_SECONDS = 20.0
# A bus that starts nothing by itself: a session without a Secret Service then has none.
_BUS_CONFIGURATION = """<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


def pytest_configure(config: pytest.Config) -> None:
    # keyring leaves its connection open when it raises; only sockets of these buses are excused.
    config.addinivalue_line(
        "filterwarnings", "ignore:unclosed <socket.*workbench-bus-:ResourceWarning"
    )


@dataclass(frozen=True)
class Session:
    """A private desktop session. `env` holds what a process needs to be in it."""

    env: Mapping[str, str]

    @property
    def address(self) -> str:
        return self.env["DBUS_SESSION_BUS_ADDRESS"]

    def process_env(self) -> dict[str, str]:
        """The whole environment for a child process: without a display, so that nothing prompts."""
        inherited = {k: v for k, v in os.environ.items() if not k.endswith("DISPLAY")}
        return inherited | dict(self.env)

    def enter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put this very process into the session until the end of the test."""
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        for name, value in self.env.items():
            monkeypatch.setenv(name, value)


@contextlib.contextmanager
def _bus() -> Iterator[Session]:
    # Not pytest's own folder: the path of a Unix socket has little more than a hundred characters.
    with tempfile.TemporaryDirectory(prefix="workbench-bus-") as folder:
        configuration = Path(folder, "bus.conf")
        configuration.write_text(_BUS_CONFIGURATION.format(folder=folder))
        base = {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_RUNTIME_DIR": folder}
        command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"]
        env = Session(base).process_env()
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as daemon:
            try:
                yield Session({**base, "DBUS_SESSION_BUS_ADDRESS": _address_of(daemon)})
            finally:
                daemon.terminate()


def _address_of(daemon: subprocess.Popen[bytes]) -> str:
    assert daemon.stdout is not None
    readable, _, _ = select.select([daemon.stdout], [], [], _START_SECONDS)
    line = daemon.stdout.readline() if readable else b""
    if not line:
        pytest.fail("the private message bus did not start")
    return line.decode().strip()


def _wait_until_on_the_bus(address: str) -> None:
    # jeepney carries no types.
    from jeepney import MatchRule, message_bus  # type: ignore[import-untyped]  # it has no types
    from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]  # it has no types

    changed = MatchRule(type="signal", member="NameOwnerChanged", interface=message_bus.interface)
    changed.add_arg_condition(0, _NAME)
    with open_dbus_connection(address) as connection, connection.filter(changed) as arrivals:
        bus = Proxy(message_bus, connection)
        bus.AddMatch(changed)
        if not bus.NameHasOwner(_NAME)[0]:
            connection.recv_until_filtered(arrivals, timeout=_START_SECONDS)


@contextlib.contextmanager
def _keyring(session: Session) -> Iterator[subprocess.Popen[bytes]]:
    """Run the keyring; the first password it is given becomes that of its login collection."""
    command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    with subprocess.Popen(
        command,
        env=session.process_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as daemon:
        assert daemon.stdin is not None
        daemon.stdin.write(_PASSWORD)
        daemon.stdin.close()
        try:
            _wait_until_on_the_bus(session.address)
            yield daemon
        finally:
            daemon.send_signal(signal.SIGCONT)
            daemon.terminate()


def _lock(session: Session) -> None:
    from jeepney.io.blocking import open_dbus_connection
    from secretstorage import get_default_collection

    with open_dbus_connection(session.address) as connection:
        get_default_collection(connection).lock()


def _empty(session: Session) -> None:
    from jeepney.io.blocking import open_dbus_connection
    from secretstorage import get_default_collection

    with open_dbus_connection(session.address) as connection:
        for item in get_default_collection(connection).get_all_items():
            item.delete()


@dataclass(frozen=True)
class Prompted:
    """A session on whose screen prompts come up; what the person does with them is up to a test."""

    session: Session
    prompter: Prompter
    daemon: subprocess.Popen[bytes]

    def lock(self) -> None:
        """Lock the keyring, as a desktop does after a while."""
        _lock(self.session)

    def stop(self) -> None:
        """Let the keyring's process hang: nothing is answered until ``go_on``."""
        self.daemon.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let a process that hangs go on."""
        self.daemon.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """End the keyring's process; the name is then off the bus."""
        self.daemon.kill()
        self.daemon.wait()


@pytest.fixture
def prompted_secret_service() -> Iterator[Prompted]:
    """A session of the test's own, with a keyring that can be locked, unlocked and held up."""
    with (
        _bus() as session,
        prompter(session.address, _PASSWORD) as dialog,
        _keyring(session) as daemon,
    ):
        yield Prompted(session, dialog, daemon)


@pytest.fixture(scope="session")
def _unlocked_session() -> Iterator[Session]:
    with _bus() as session, _keyring(session):
        yield session


@pytest.fixture
def secret_service(_unlocked_session: Session) -> Session:
    """A session with an unlocked, empty keyring. Mark the test `needs("secret-service")`.

    The keyring's process is shared by a run; what the tests before left in it is deleted.
    """
    _empty(_unlocked_session)
    return _unlocked_session


@pytest.fixture(scope="session")
def locked_secret_service() -> Iterator[Session]:
    """A session whose keyring is locked and can ask nobody to unlock it."""
    with _bus() as session, _keyring(session):
        _lock(session)
        yield session


@pytest.fixture(scope="session")
def absent_secret_service() -> Iterator[Session]:
    """A session with a message bus and no keyring on it."""
    with _bus() as session:
        yield session
