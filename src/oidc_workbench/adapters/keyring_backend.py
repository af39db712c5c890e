"""Finds the system's keyring, and refuses what only looks like one."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SECRET_SERVICE = "keyring.backends.SecretService"  # noqa: S105 - a module's name
_WINDOWS = "keyring.backends.Windows"
_NOT_FOUND = 1168  # ERROR_NOT_FOUND of winerror.h
# Named, since looking at every installed backend takes 40 ms more and may choose a plaintext one.
_BACKENDS = {
    "win32": (f"{_WINDOWS}.WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS.Keyring",),
}
_DESKTOP_BACKENDS = (f"{_SECRET_SERVICE}.Keyring", "keyring.backends.kwallet.DBusKeyring")
_REFUSED = {
    "keyring.backends.null": "it keeps nothing",
    "keyring.backends.fail": "it refuses everything",
    "keyring.backends.chainer": "it may fall through to one that keeps plain text",
    "keyrings.alt": "it may keep plain text",
}


def find_backend() -> "KeyringBackend":
    """Return the keyring that the person configured for Python, or else the system's.

    Raises:
        WorkbenchError: ``vault-absent``, or ``vault-refused`` for a configured one that keeps
            nothing or keeps plain text.
    """
    configured = _configured()
    if configured is not None:
        refuse_unsafe(configured)
        return configured
    for name in _BACKENDS.get(sys.platform, _DESKTOP_BACKENDS):
        module, _, attribute = name.rpartition(".")
        backend: type[KeyringBackend] = getattr(import_module(module), attribute)
        if backend.viable:
            return backend()
    raise WorkbenchError(
        "vault-absent",
        "No system keyring was found.",
        "Start one (GNOME Keyring, KWallet), or keep keys for this session only.",
    )


def _configured() -> "KeyringBackend | None":
    from keyring import core

    try:
        return core.load_env() or core.load_config()
    except Exception as error:  # noqa: BLE001 - it loads whatever module a file names
        raise WorkbenchError(
            "vault-refused",
            f"The keyring that is configured for Python cannot be loaded ({type(error).__name__}).",
            "Correct PYTHON_KEYRING_BACKEND or keyringrc.cfg, or keep new keys for this session "
            "only.",
        ) from None


def refuse_unsafe(backend: "KeyringBackend") -> None:
    """Refuse a backend that keeps nothing, or keeps plain text.

    Raises:
        WorkbenchError: ``vault-refused``.
    """
    for base in type(backend).__mro__:
        for module, why in _REFUSED.items():
            if base.__module__ == module or base.__module__.startswith(f"{module}."):
                raise WorkbenchError(
                    "vault-refused",
                    f"The keyring that is configured for Python is not used: {why}.",
                    "Remove it from PYTHON_KEYRING_BACKEND or keyringrc.cfg, or keep new keys for "
                    "this session only.",
                )


def backend_state(backend: "KeyringBackend") -> VaultState:
    """Ask whether it is unlocked, without making it prompt; where nobody tells, it is."""
    if type(backend).__module__ != _SECRET_SERVICE:
        return VaultState.UNLOCKED
    from oidc_workbench.adapters import secret_service

    return secret_service.state()


def unlock(backend: "KeyringBackend", still_wanted: Callable[[], bool]) -> None:
    """Have it unlocked where that is a step of its own; elsewhere each call asks by itself.

    Args:
        backend: the keyring.
        still_wanted: asked now and then; the prompt's answer is not waited for once it says no.
    """
    if type(backend).__module__ == _SECRET_SERVICE:
        from oidc_workbench.adapters import secret_service

        secret_service.unlock(still_wanted)


def is_silent(backend: "KeyringBackend") -> bool:
    """Tell whether reading an entry of an unlocked keyring makes nobody prompt.

    macOS may ask for each entry by itself; of one that we do not know nothing can be said.
    """
    return type(backend).__module__ in {_SECRET_SERVICE, _WINDOWS}


def services_of(backend: "KeyringBackend", username: str) -> frozenset[str] | None:
    """List the service names of our entries, without reading any; None where that is impossible."""
    if type(backend).__module__ == _WINDOWS:
        return _windows_targets(username)
    if type(backend).__module__ != _SECRET_SERVICE:
        return None
    from oidc_workbench.adapters import secret_service

    return secret_service.services(username)


def _windows_targets(username: str) -> frozenset[str] | None:
    """Ask the Credential Manager for the entries whose names begin as ours do."""
    enumerate_all = getattr(import_module(_WINDOWS).win32cred, "CredEnumerate", None)
    if enumerate_all is None:
        return None
    try:
        found = enumerate_all(f"{username}/*", 0)
    except Exception as error:
        if getattr(error, "winerror", None) == _NOT_FOUND:
            return frozenset()
        raise
    return frozenset(one["TargetName"] for one in found)


def keyring_failure(error: Exception) -> WorkbenchError:
    """Tell a backend's exception; its text is not shown, as backends put anything into it."""
    from keyring import errors

    kind = type(error).__name__
    if isinstance(error, errors.KeyringLocked) or kind in {
        "LockedException",
        "PromptDismissedException",
    }:
        return WorkbenchError(
            "vault-locked",
            "The system's keyring is locked.",
            "Unlock it when the system asks, or in its own program, and try again.",
        )
    # A connection that breaks off had somebody at its other end: that is no absence.
    absent = errors.NoKeyringError | errors.InitError | FileNotFoundError | ConnectionRefusedError
    if isinstance(error, absent) or kind == "SecretServiceNotAvailableException":
        return WorkbenchError(
            "vault-absent",
            "The system's keyring does not answer.",
            "Start it (GNOME Keyring, KWallet), or keep keys for this session only.",
        )
    return WorkbenchError(
        "vault-refused",
        f"The system's keyring refused the call ({kind}).",
        "Try again; if it stays so, look at the keyring in its own program, or keep new keys for "
        "this session only.",
    )
