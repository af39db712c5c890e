"""The shape of a saved case: what of a judgement is kept in a file, and what never is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.reader import read
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS, SECRET_PARAMETERS
from oidc_workbench.redaction.texts import redact_text
from oidc_workbench.report.view import TokenView
from oidc_workbench.rules.expectation import ClientKind, Expectation, RunContext
from oidc_workbench.rules.history import History
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.rules.presentation import Presentation

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
class SavedPresentation:
    """The request a token came with, without its proofs."""

    method: str = ""
    url: str = ""
    scheme: str = ""
    carries_token: bool | None = None
    nonce: str | None = None
    jkt: str = ""
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class SavedHistory:
    """What was met before, without the tokens themselves; kept in a whole case only."""

    jtis: frozenset[str] | None = None
    nonces: frozenset[str] | None = None
    id_token: dict[str, Any] | None = None
    client_keys: dict[str, frozenset[str]] | None = None
    may_act: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SavedContext:
    """What a run knew, without its secrets."""

    metadata: dict[str, Any] | None = None
    request: dict[str, str] | None = None
    refreshed: bool = False
    received_at: float | None = None
    client_type: ClientKind = ""
    presentation: SavedPresentation = field(default_factory=SavedPresentation)
    history: SavedHistory = field(default_factory=SavedHistory)


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


def saved_context(context: RunContext, *, whole: bool) -> SavedContext:
    """Keep what is no secret."""
    request, shown, before = context.request, context.presentation, context.history
    kept = None if request is None else {n: v for n, v in request.items() if not _is_named(n)}
    return SavedContext(
        metadata=_members(context.metadata),
        request=kept,
        refreshed=context.refreshed,
        received_at=context.received_at,
        client_type=context.client_type,
        presentation=SavedPresentation(
            method=shown.method,
            url=redact_text(shown.url),
            scheme=shown.scheme,
            carries_token=shown.carries_token,
            nonce=shown.nonce,
            jkt=shown.jkt,
            certificate=shown.certificate,
        ),
        history=_saved_history(before) if whole else SavedHistory(),
    )


def _saved_history(before: History) -> SavedHistory:
    keys = before.client_keys
    return SavedHistory(
        jtis=before.jtis,
        nonces=before.nonces,
        id_token=_members(before.id_token),
        client_keys=None if keys is None else dict(keys),
        may_act=_members(before.may_act),
    )


def context_of(saved: SavedContext) -> RunContext:
    """Return the context that was saved, as far as it was."""
    shown, before = saved.presentation, saved.history
    return RunContext(
        metadata=saved.metadata,
        request=saved.request,
        refreshed=saved.refreshed,
        received_at=saved.received_at,
        client_type=saved.client_type,
        presentation=Presentation(
            method=shown.method,
            url=shown.url,
            scheme=shown.scheme,
            carries_token=shown.carries_token,
            nonce=shown.nonce,
            jkt=shown.jkt,
            certificate=shown.certificate,
        ),
        history=History(
            jtis=before.jtis,
            nonces=before.nonces,
            id_token=before.id_token,
            client_keys=before.client_keys,
            may_act=before.may_act,
        ),
    )


def left_out_of(
    context: RunContext, keys: tuple[KeySet, ...], inspection: Inspection
) -> tuple[str, ...]:
    """Name what a judgement used and a case does not keep."""
    reading = inspection.reading
    beside = {one.name for one in reading.named if one.text != reading.token}
    proofs = bool(context.presentation.proofs) or "dpop_proof" in beside
    used = (
        ("the access token", context.access_token is not None or "access_token" in beside),
        ("the authorization code", context.code is not None),
        ("the client secret", context.shared_secret is not None),
        ("the DPoP proof it came with", proofs),
        ("tokens seen before", bool(context.history.tokens)),
        # It is a person's word, and whoever opens the case has not given it.
        ("the statement on how it came", context.from_token_endpoint),
        ("the text around it", reading.defects != read(reading.token).defects),
        ("the decryption key", inspection.decryption is not None),
        ("symmetric keys", any(_is_secret(key.raw) for one in keys for key in one.keys)),
    )
    return tuple(name for name, there in used if there)


def _members(members: Mapping[str, object] | None) -> dict[str, object] | None:
    return None if members is None else dict(members)


def _is_named(name: str) -> bool:
    return name.lower() in SECRET_PARAMETERS


def _public(raw: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in raw.items() if name not in SECRET_JWK_MEMBERS}


def _is_secret(raw: Mapping[str, object]) -> bool:
    return raw.get("kty") == "oct" or "k" in raw
