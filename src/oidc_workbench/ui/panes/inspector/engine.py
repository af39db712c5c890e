"""What the inspector asks of the pure rooms; imports stand inside, since they cost start-up time.

A test gives the presenter an engine of its own.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.limits import DEFAULT_LIMITS, Limits
from oidc_workbench.rules.expectation import Expectation, RunContext
from oidc_workbench.rules.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.ports import FlowPorts

_JWE_DOTS = 4  # between the five parts of a compact JWE (RFC 7516 §7.1)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a judgement depends on.

    Args:
        at: seconds since the epoch.
        decryption_keys: what an encrypted token may be opened with.
        limits: how much of the text is looked at, as the person set it.
    """

    text: str = field(repr=False)
    expectation: Expectation
    context: RunContext
    keys: tuple[KeySet, ...]
    at: float
    decryption_keys: "tuple[DecryptionKey, ...]" = ()
    limits: Limits = DEFAULT_LIMITS

    @property
    def is_sealed(self) -> bool:
        """Whether judging it decrypts something, which may take longer than a frame."""
        able = bool(self.decryption_keys) or self.context.shared_secret is not None
        return able and (self.text.count(".") >= _JWE_DOTS or '"ciphertext"' in self.text)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An issuer's keys and metadata as fetched.

    Args:
        fresh_for: seconds for which they may be used again, by the headers they came with.
    """

    keys: tuple[KeySet, ...]
    metadata: "Mapping[str, object]"
    fresh_for: float = 0.0


class Engine(Protocol):
    """Judges tokens and finds keys."""

    def judge(self, case: Case) -> Inspection:
        """Judge a token; may be called in a worker thread."""
        ...

    def supplied_keys(self, text: str, limits: Limits = DEFAULT_LIMITS) -> KeySet:
        """Read keys that the person pasted.

        Raises:
            WorkbenchError: when there is no key in the text.
        """
        ...

    def vault_keys(self, records: "tuple[Mapping[str, object], ...]", label: str) -> KeySet:
        """Make a key set of public JWKs from the vault's index."""
        ...

    async def fetch(self, ports: "FlowPorts", issuer: str, limits: Limits) -> Fetched:
        """Read an issuer's metadata and the keys it names.

        Raises:
            WorkbenchError: when either can't be had.
        """
        ...


class RealEngine:
    """The engine over ``jose``, ``rules`` and ``flows``."""

    def judge(self, case: Case) -> Inspection:
        """Judge a token."""
        from oidc_workbench.rules.inspection import inspect

        return inspect(
            case.text,
            case.expectation,
            case.keys,
            case.context,
            case.at,
            decryption_keys=case.decryption_keys,
            limits=case.limits,
        )

    def supplied_keys(self, text: str, limits: Limits = DEFAULT_LIMITS) -> KeySet:
        """Read keys that the person supplied."""
        from oidc_workbench.jose.jwk_set import read_key_set
        from oidc_workbench.jose.key_set import KeySource

        found = read_key_set(text, KeySource("supplied", "what you supplied"), limits)
        if any(key.usable and key.kty != "oct" for key in found.keys):
            return found
        reason = found.defects[0].message if found.defects else "It is empty."
        raise WorkbenchError(
            "key-set-invalid",
            f"No key can be used of those you supply, so they are left out. {reason}",
            "Give a JWK Set, a JWK, or PEM with public keys or certificates.",
        )

    def vault_keys(self, records: "tuple[Mapping[str, object], ...]", label: str) -> KeySet:
        """Make a key set of public JWKs from the vault's index."""
        import json

        from oidc_workbench.jose.jwk_set import read_key_set
        from oidc_workbench.jose.key_set import KeySource

        document = json.dumps({"keys": [dict(record) for record in records]})
        return read_key_set(document, KeySource("vault", label))

    async def fetch(self, ports: "FlowPorts", issuer: str, limits: Limits) -> Fetched:
        """Read an issuer's metadata and the keys it names."""
        from oidc_workbench.flows.discovery import load_provider
        from oidc_workbench.oauth.freshness import fresh_for

        found = await load_provider(ports, issuer, limits)
        if not found.keys:
            raise WorkbenchError(
                "no-jwks",
                "The metadata of this issuer names no JWKS, so it publishes no keys.",
                "Ask who runs it, or supply the key yourself under Judge as.",
            )
        return Fetched(found.keys, found.metadata.raw, fresh_for(found.exchanges[-1]))
