"""Providers and clients of the workspace, as the window keeps them, for the command line."""

import argparse
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.ports import Services
    from oidc_workbench.workspace.key_record import KeyRecord
    from oidc_workbench.workspace.profile import Client, Provider, Workspace

_ID_OCTETS = 8
_KEY_ID_OCTETS = 12


class KeptClients:
    """The workspace with the changes of this run; each is saved before it counts as kept."""

    def __init__(self, services: "Services", workspace: "Workspace") -> None:
        self._services = services
        self._workspace = workspace

    async def keep(self, client: "Client") -> None:
        """Add a client, or replace the one with its key, and save.

        Raises:
            WorkbenchError: what the store raises.
        """
        from oidc_workbench.workspace.changes import with_client

        await self._save(with_client(self._workspace, client))

    async def keep_provider(self, provider: "Provider") -> None:
        """Add a provider, or replace the one with its id, and save.

        Raises:
            WorkbenchError: what the store raises.
        """
        from oidc_workbench.workspace.changes import with_provider

        await self._save(with_provider(self._workspace, provider))

    async def _save(self, workspace: "Workspace") -> None:
        self._workspace = (await self._services.store.save(workspace)).workspace

    def provider(self, args: argparse.Namespace) -> "Provider":
        """Return the provider of an issuer, with what the arguments say of reaching it."""
        from oidc_workbench.workspace.profile import Provider

        named = (one for one in self._workspace.providers if one.issuer == args.issuer)
        known = next(named, None)
        if known is not None:
            return known
        return Provider(
            self.new_id(),
            args.issuer,
            args.issuer,
            args.ca_file,
            args.proxy,
            allow_plain_http=args.allow_plain_http,
        )

    def users_of(self, key_id: str) -> tuple[str, ...]:
        """Name the clients that authenticate with a key."""
        clients = self._workspace.clients
        return tuple(one.name for one in clients if key_id and one.key_id == key_id)

    def client(self, name: str) -> "tuple[Provider, Client]":
        """Return a client by its name, client id or key, with its provider.

        Raises:
            WorkbenchError: ``client-not-found`` for none, or more than one.
        """
        providers = {one.provider_id: one for one in self._workspace.providers}
        clients = [one for one in self._workspace.clients if one.provider_id in providers]
        named = [one for one in clients if name in (one.name, one.client_id, one.key)]
        if len(named) == 1:
            return providers[named[0].provider_id], named[0]
        names = ", ".join(sorted(one.name for one in clients)) or "none"
        raise WorkbenchError(
            "client-not-found",
            f"{len(named)} clients are called “{name}”.",
            f"Name one of the workspace by its name or client id; there are: {names}.",
        )

    def new_id(self) -> str:
        """Return an id for a provider or client."""
        return self._services.random.octets(_ID_OCTETS).hex()


async def kept_clients(services: "Services") -> KeptClients:
    """Read the workspace, once it is sure that keys and tokens outlive this run.

    Raises:
        WorkbenchError: ``vault-absent``, ``vault-refused``, or what the store raises.
    """
    from oidc_workbench.ports import VaultState, VaultTier

    status = await services.vault.status()
    if status.state is VaultState.REFUSED:
        raise WorkbenchError("vault-refused", status.detail, "Nothing was sent to the provider.")
    if status.tier is not VaultTier.KEYRING:
        raise WorkbenchError(
            "vault-absent",
            "There is no keyring here, so the client's key and token would be gone with this run, "
            "and nobody could use or change the client any more.",
            "Run it where the system's keyring works, or register the client in the window.",
        )
    return KeptClients(services, (await services.store.load()).workspace)


async def key_named(services: "Services", name: str) -> "KeyRecord":
    """Return the record of a key of the vault by label, kid or id.

    Raises:
        WorkbenchError: ``key-not-found``; also for an empty name, which is that of no key.
    """
    records = await services.vault.records()
    named = [one for one in records if name and name in (one.label, one.kid, one.key_id)]
    if len(named) == 1:
        return named[0]
    labels = ", ".join(sorted(one.label for one in records)) or "none"
    raise WorkbenchError(
        "key-not-found",
        f"{len(named)} keys are called “{name}”."
        if name
        else "It takes a key, and none was named.",
        f"Name one of the vault with --key (there are: {labels}), or make one with --new-key.",
    )


async def make_key(services: "Services", kind: str, label: str) -> "KeyRecord":
    """Make a key and put it into the vault.

    Raises:
        WorkbenchError: what the vault raises.
    """
    import asyncio

    from oidc_workbench.jose.jwk import public_jwk
    from oidc_workbench.jose.key_generation import generate_key
    from oidc_workbench.workspace.key_record import KeyRecord

    key = await asyncio.to_thread(generate_key, kind)
    public = key.public
    record = KeyRecord(
        services.random.octets(_KEY_ID_OCTETS).hex(),
        label,
        public.kid,
        public.kty,
        key.default_alg,
        public.thumbprint,
        services.clock.now(),
        public_jwk=public_jwk(public),
    )
    await services.vault.add(record, key)
    return record


async def discard_key(services: "Services", key_id: str) -> None:
    """Delete a key that this run made for nothing; an empty id is no key."""
    if key_id:
        await services.vault.remove(key_id)


def add_key_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which key is meant: one of the vault, or a new one."""
    keys = parser.add_mutually_exclusive_group()
    keys.add_argument("--key", default="", help="a key of the vault, by label, kid or id")
    keys.add_argument(
        "--new-key", default="", metavar="KIND", help="make one: P-256, Ed25519, RSA-3072 …"
    )
