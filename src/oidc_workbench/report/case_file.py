"""The shape of a saved case: what of a judgement is kept in a file, and what never is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.public_keys import PRIVATE_MEMBERS
from oidc_workbench.jose.reading import Reading
from oidc_workbench.redaction import SECRET_PARAMETERS
from oidc_workbench.report.view import TokenView
from oidc_workbench.rules.expectation import Expectation, RunContext

FORMAT = "oidc-workbench-case"
VERSION = 1


@dataclass(frozen=True, slots=True)
class SavedKeys:
    """One key set: public members only, and where it was said to come from."""

    kind: Literal["issuer", "supplied", "vault"]
    location: str
    issuer: str = ""
    metadata_url: str = ""
    keys: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class SavedContext:
    """What a run knew, without its secrets."""

    metadata: dict[str, Any] | None = None
    request: dict[str, str] | None = None
    refreshed: bool = False


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The whole document.

    Args:
        saved_at: seconds since the epoch; None when it is not told.
        token: the token with its signature; None in a redacted case.
        left_out: what the judgement used and no case keeps, as noun phrases.
        verdict: the verdict as judged, cleaned as far as the case is redacted.
    """

    verdict: TokenView
    saved_at: float | None = None
    token: str | None = field(default=None, repr=False)
    expectation: Expectation = field(default_factory=Expectation)
    key_sets: tuple[SavedKeys, ...] = ()
    context: SavedContext = field(default_factory=SavedContext)
    left_out: tuple[str, ...] = ()
    version: int = VERSION
    format: str = FORMAT


def saved_keys(keys: tuple[KeySet, ...]) -> tuple[SavedKeys, ...]:
    """Keep the public keys; symmetric ones are secrets, and a key in a token is in the token."""
    return tuple(
        SavedKeys(
            kind=one.source.kind,
            location=one.source.location,
            issuer=one.source.issuer,
            metadata_url=one.source.metadata_url,
            keys=tuple(_public(key.raw) for key in one.keys if not _is_secret(key.raw)),
        )
        for one in keys
        if one.source.kind in ("issuer", "supplied", "vault")
    )


def saved_context(context: RunContext) -> SavedContext:
    """Keep what is no secret."""
    request = context.request
    kept = None if request is None else {n: v for n, v in request.items() if not _is_named(n)}
    metadata = None if context.metadata is None else dict(context.metadata)
    return SavedContext(metadata, kept, context.refreshed)


def secrets_of(context: RunContext, keys: tuple[KeySet, ...], reading: Reading) -> tuple[str, ...]:
    """Name what a judgement used and a case does not keep."""
    beside = any(one.name == "access_token" and one.text != reading.token for one in reading.named)
    used = (
        ("the access token", beside or context.access_token is not None),
        ("the authorization code", context.code is not None),
        ("the client secret", context.shared_secret is not None),
        ("symmetric keys", any(_is_secret(key.raw) for one in keys for key in one.keys)),
    )
    return tuple(name for name, there in used if there)


def _is_named(name: str) -> bool:
    return name.lower() in SECRET_PARAMETERS


def _public(raw: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in raw.items() if name not in PRIVATE_MEMBERS}


def _is_secret(raw: Mapping[str, object]) -> bool:
    return raw.get("kty") == "oct" or "k" in raw
