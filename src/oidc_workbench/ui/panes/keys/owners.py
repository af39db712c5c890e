"""Whom a key or a secret is for: a client, a provider, or nobody yet. No Qt."""

from typing import NamedTuple

from oidc_workbench.ui.bench import BenchState

NOBODY = ("", "nobody yet")
_PROVIDER = "provider:"


class Owner(NamedTuple):
    """As the vault's index keeps it; empty for none."""

    provider_id: str = ""
    client_key: str = ""


def owners(bench: BenchState) -> tuple[tuple[str, str], ...]:
    """Return every client, then every provider, each as a value and words to choose it by."""
    names = {p.provider_id: p.name for p in bench.workspace.providers}
    clients = tuple(
        (client.key, f"{client.name} · {names.get(client.provider_id, '')}")
        for client in bench.workspace.clients
    )
    providers = ((f"{_PROVIDER}{key}", f"{name}, any client") for key, name in names.items())
    return (*clients, *providers)


def owner_of(bench: BenchState, value: str) -> Owner:
    """Return whom a value of :func:`owners` stands for."""
    if value.startswith(_PROVIDER):
        return Owner(value.removeprefix(_PROVIDER))
    client = next((c for c in bench.workspace.clients if c.key == value), None)
    return Owner(client.provider_id, client.key) if client else Owner()


def owner_words(owners_known: tuple[tuple[str, str], ...], owner: Owner) -> str:
    """Name an owner; empty for nobody."""
    known = dict(owners_known)
    return known.get(owner.client_key, "") or known.get(f"{_PROVIDER}{owner.provider_id}", "")
