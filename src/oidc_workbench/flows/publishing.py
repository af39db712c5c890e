"""Telling a provider which public keys a client has: three ways, one file each way of saying it.

*Managed*: the registration is read and updated (RFC 7592). *Served*: the provider fetches the key
set from this program. *By hand*: the person changes it at the provider and says so.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.awaited import Gate, HandTask, Word
from oidc_workbench.flows.client_metadata import jwks_of, published_jwk
from oidc_workbench.flows.registration_access import RegistrationAccess
from oidc_workbench.flows.registration_documents import describe
from oidc_workbench.flows.stage import Draft, Steps
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signing_key import algorithms_of
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.oauth.registration import Registration
from oidc_workbench.oauth.registration_readings import Differences, Readings
from oidc_workbench.oauth.text import clean
from oidc_workbench.ports import JwksHost
from oidc_workbench.workspace.key_record import KeyRecord

Way = Literal["auto", "managed", "served", "by-hand"]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A change of what the provider knows of a client's keys.

    Args:
        wanted: every key that it has to know afterwards.
        key: the one that is added or taken away.
        add: whether it is added.
        is_known: it should be as wanted already; asked again only where that costs nobody a hand.
    """

    wanted: tuple[KeyRecord, ...]
    key: KeyRecord
    add: bool
    is_known: bool = False


class Publisher(Protocol):
    """Makes a change known to the provider; done when its steps are over."""

    def publish(self, draft: Draft, change: KeyChange) -> Steps:
        """Make the change.

        Raises:
            WorkbenchError: why the provider does not know the keys as wanted.
        """
        ...


class ManagedPublisher:
    """Changes the registration itself; keys of others in it stay as they are.

    An update replaces every member (RFC 7592 §2.2) and can't be made conditional. So it is built
    on what was read right before it is sent: a change that others made while the person looked at
    it would be lost otherwise. A member that was shown to differ once is not waited for again: some
    servers state one anew at every reading.

    Args:
        host: serves the key set instead, where the registration names it as the place of the keys.
        gate: awaited before the changed registration is sent, while it is shown.
    """

    def __init__(
        self, access: RegistrationAccess, host: JwksHost | None = None, gate: Gate | None = None
    ) -> None:
        self._access = access
        self._host = host
        self._gate = gate

    async def publish(self, draft: Draft, change: KeyChange) -> Steps:
        """Read the registration, and send it back with the other key set."""
        draft.fact("registration", self._access.client.registration_uri)
        yield draft.running()
        registration = await self._access.read(draft)
        if self._host and self._host.url and registration.text("jwks_uri") == self._host.url:
            async for step in ServedPublisher(self._host).publish(draft, change):
                yield step
            return
        readings = Readings()
        while (keys := _changed_keys(registration, change)) is not None:
            request = await self._access.update_of(registration, {"jwks": {"keys": keys}})
            draft.fact(_CHANGED, json.dumps(json.loads(request.body or b""), indent=2))
            differences = readings.add(registration)
            if self._gate is None or (differences is not None and not differences.new):
                _tell_left_out(draft, differences)
                yield draft.running()
                registration = await self._access.send_update(draft, request)
                break
            yield draft.waiting(_prompt(draft, differences), "Look at it, then send it.")
            await self._gate()
            yield draft.running()
            registration = await self._access.read(draft)
        else:
            if readings.last:
                draft.fact(_CHANGED, "not sent: others have made this change meanwhile")
        describe(draft, registration)
        _require_change(registration, change)
        draft.check(_said(change), True)


_CHANGED = "changed registration"


def _changed_keys(registration: Registration, change: KeyChange) -> list[dict[str, object]] | None:
    """Return the keys to register; None when they are registered already.

    Raises:
        WorkbenchError: ``registration-by-address``, ``alg-does-not-fit``.
    """
    _require_by_value(registration)
    if change.add:
        _require_algorithm(registration, change.key)
    wanted = _merged(registration.keys, change)
    return None if wanted == [dict(key) for key in registration.keys] else wanted


def _prompt(draft: Draft, differences: Differences | None) -> str:
    """Say that the change is ready, and whether it is another one than was seen before."""
    if differences is None:
        return "The changed registration is ready."
    said = clean(", ".join(differences.names), 200)
    draft.fact("changed by others meanwhile", said)
    return (
        f"The registration was changed at the provider meanwhile ({said}), so nothing was sent and "
        "the change was made anew on top of that."
    )


def _tell_left_out(draft: Draft, differences: Differences | None) -> None:
    """Say which members differ from what was looked at, and were not waited for once more."""
    if differences and differences.again:
        said = clean(", ".join(differences.again), 200)
        draft.fact("left out of account", f"{said}: differs again, and is sent as read last")


def _require_by_value(registration: Registration) -> None:
    """RFC 7591 §2: a registration has either its keys or the address of its keys."""
    address = clean(registration.text("jwks_uri"), 200)
    if address:
        raise WorkbenchError(
            "registration-by-address",
            f"The provider fetches this client's keys from {address}, so they are not changed in "
            "the registration.",
            "Publish the key set there: rotate by serving it, or by hand.",
        )


def _require_algorithm(registration: Registration, key: KeyRecord) -> None:
    alg = clean(registration.text("token_endpoint_auth_signing_alg"), 40)
    if alg and alg not in _algorithms(key):
        raise WorkbenchError(
            "alg-does-not-fit",
            f"The client is registered to sign with {alg}, which the new {key.kty} key can't.",
            f"Make a key for {alg}, or change the registration first.",
        )


def _algorithms(key: KeyRecord) -> tuple[str, ...]:
    return algorithms_of(public_key(key.public_jwk))


def _merged(known: Sequence[Mapping[str, object]], change: KeyChange) -> list[dict[str, object]]:
    """Return the registered keys with the change; every wanted key of ours is among them."""
    others = [dict(key) for key in known if change.add or not _is(key, change.key)]
    missing = [
        published_jwk(one) for one in change.wanted if not any(_is(key, one) for key in others)
    ]
    return [*others, *missing]


def _is(jwk: Mapping[str, object], record: KeyRecord) -> bool:
    return thumbprint(jwk) == record.thumbprint


def _require_change(registration: Registration, change: KeyChange) -> None:
    """Hold the answer to what was asked: a server may register something else (RFC 7592 §2.2)."""
    present = any(_is(key, change.key) for key in registration.keys)
    missing = [one for one in change.wanted if not any(_is(k, one) for k in registration.keys)]
    if present != change.add or missing:
        raise WorkbenchError(
            "registration-not-changed",
            "The provider answered without an error, but its registration does not hold the keys "
            "that it was sent.",
            "Compare the answer in the exchange; change the keys by hand at the provider.",
        )


class ServedPublisher:
    """Serves the key set where the provider fetches it (RFC 7591 §2, ``jwks_uri``)."""

    def __init__(self, host: JwksHost) -> None:
        self._host = host

    async def publish(self, draft: Draft, change: KeyChange) -> Steps:
        """Serve the other key set; when the provider fetches it is up to the provider."""
        draft.fact("jwks_uri", self._host.url or "not served")
        yield draft.running()
        keys = [published_jwk(one) for one in change.wanted]
        await self._host.publish(keys)
        draft.fact("key set", json.dumps({"keys": keys}, indent=2, ensure_ascii=False))
        fetched = sum(visit.status == 200 for visit in self._host.visits)
        draft.fact("fetched so far", f"{fetched} times")
        draft.fact("fetched next", "when the provider asks; until then it uses what it has")
        draft.check(_said(change), True)


class HandPublisher:
    """Says what the person has to do at the provider, and waits for their word."""

    def __init__(self, word: Word | None) -> None:
        self._word = word

    async def publish(self, draft: Draft, change: KeyChange) -> Steps:
        """Show the key set, and wait."""
        if change.is_known:
            said = "registered" if change.add else "not registered"
            draft.fact("key at the provider", f"{change.key.kid} {said}, as far as you have said")
            return
        jwks = jwks_of(change.wanted)
        draft.fact("key set", json.dumps(jwks, indent=2, ensure_ascii=False))
        draft.fact("key", f"{change.key.label} (kid {change.key.kid})")
        words = _ADD if change.add else _REMOVE
        if self._word is None:
            raise WorkbenchError(
                "rotation-needs-word",
                "This client's keys are changed by hand at the provider, and nobody is here to "
                "say that it was done.",
                words,
            )
        yield draft.waiting("The provider has to be told by you.", words)
        await self._word(HandTask("publish" if change.add else "withdraw", jwks, change.key, words))
        draft.check(f"{_said(change)}, as you say", True)


_ADD = (
    "Register this key set for the client at the provider, or add the one key to those that are "
    "registered, and leave the old one there; then go on."
)
_REMOVE = (
    "Remove this one key from those that are registered for the client at the provider, and leave "
    "the others; then go on."
)


def _said(change: KeyChange) -> str:
    if change.add:
        return "The provider has been told the key"
    return "The provider has been told to forget the key"
