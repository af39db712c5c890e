"""What keyring does not offer of the Secret Service: its state, its entries, to stop waiting.

See https://specifications.freedesktop.org/secret-service/latest/.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from oidc_workbench.ports import VaultState

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection  # type: ignore[import-untyped]  # it has no types
    from secretstorage.collection import Collection

_NAME = "org.freedesktop.secrets"
_SERVICE = ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service")
_PROMPT = "org.freedesktop.Secret.Prompt"
_COLLECTION = "/org/freedesktop/secrets/aliases/default"
_NO_PROMPT = "/"
_TRIES = 5
_GLANCE = 0.2  # seconds between two looks whether anybody still waits


def state() -> VaultState:
    """Ask whether it is unlocked, without making it prompt."""
    import secretstorage
    from secretstorage.exceptions import ItemNotFoundException

    with _connection() as connection:
        try:
            locked = secretstorage.Collection(connection).is_locked()
        except ItemNotFoundException:
            # No default collection yet: the first write makes the system ask for a password.
            return VaultState.LOCKED
    return VaultState.LOCKED if locked else VaultState.UNLOCKED


def services(username: str) -> frozenset[str]:
    """List the service names of the entries of a user name, without reading any."""
    import secretstorage
    from secretstorage.exceptions import ItemNotFoundException

    with _connection() as connection:
        collection = secretstorage.Collection(connection)
        for _ in range(_TRIES):
            with suppress(ItemNotFoundException):  # deleted since the search, by another program
                return _listed(collection, username)
        return _listed(collection, username)


def _listed(collection: "Collection", username: str) -> frozenset[str]:
    items = collection.search_items({"username": username})
    return frozenset(item.get_attributes().get("service", "") for item in items)


def unlock(still_wanted: Callable[[], bool]) -> None:
    """Have it unlocked; stops waiting for the prompt's answer once nobody waits here any more.

    keyring's own unlocking waits for the answer however long that takes, and then goes on. The
    prompt itself stays on the screen: ``Prompt.Dismiss`` would take it away, but makes the daemon
    of GNOME Keyring 42 abort, and every program's secrets with it.

    Raises:
        Exception: what secretstorage raises when it stays locked, and for other failures.
    """
    import secretstorage
    from secretstorage.exceptions import ItemNotFoundException, PromptDismissedException

    with _connection() as connection:
        try:
            if not secretstorage.Collection(connection).is_locked():
                return
        except ItemNotFoundException:
            return  # the first write makes one
        _, prompt = _call(connection, *_SERVICE, "Unlock", "ao", [_COLLECTION])
        if prompt != _NO_PROMPT and not _answered(connection, prompt, still_wanted):
            raise PromptDismissedException("the prompt was dismissed, or nobody waits for it")


def _answered(connection: "DBusConnection", prompt: str, still_wanted: Callable[[], bool]) -> bool:
    from jeepney import MatchRule, MessageType  # type: ignore[import-untyped]  # it has no types

    rule = MatchRule(path=prompt, interface=_PROMPT, member="Completed", type=MessageType.signal)
    with connection.filter(rule) as signals:
        _call(connection, prompt, _PROMPT, "Prompt", "s", "")
        while still_wanted():
            try:
                dismissed, _ = connection.recv_until_filtered(signals, timeout=_GLANCE).body
            except TimeoutError:
                continue
            return not dismissed
    return False


def _call(
    connection: "DBusConnection", path: str, interface: str, method: str, signature: str, *body: Any
) -> Any:
    from jeepney import DBusAddress, new_method_call
    from jeepney.wrappers import unwrap_msg  # type: ignore[import-untyped]  # it has no types

    address = DBusAddress(path, bus_name=_NAME, interface=interface)
    return unwrap_msg(
        connection.send_and_get_reply(new_method_call(address, method, signature, body))
    )


@contextmanager
def _connection() -> Iterator["DBusConnection"]:
    import secretstorage

    connection = secretstorage.dbus_init()
    try:
        yield connection
    finally:
        connection.close()
