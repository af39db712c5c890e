from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from keyring.backends.SecretService import Keyring
from keyring.errors import KeyringError, KeyringLocked

if TYPE_CHECKING:
    from peers.secret_service import Session

pytestmark = pytest.mark.needs("secret-service")


@pytest.fixture
def backend() -> Any:
    factory: Any = Keyring  # keyring leaves its methods untyped
    return factory()


def test_unlocked_keeps_a_secret(
    secret_service: Session,
    backend: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret_service.enter(monkeypatch)
    backend.set_password("service", "name", "value")
    assert backend.get_password("service", "name") == "value"
    backend.delete_password("service", "name")
    assert backend.get_password("service", "name") is None


def test_locked_refuses_at_once(
    locked_secret_service: Session,
    backend: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked_secret_service.enter(monkeypatch)
    with pytest.raises(KeyringLocked):
        backend.set_password("service", "name", "value")


def test_absent_is_an_error(
    absent_secret_service: Session,
    backend: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent_secret_service.enter(monkeypatch)
    with pytest.raises(KeyringError):
        backend.get_password("service", "name")


def test_a_child_process_is_in_the_session_too(secret_service: Session) -> None:
    script = "import keyring; print(keyring.get_keyring().__module__)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=secret_service.process_env(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "SecretService" in done.stdout or "chainer" in done.stdout
