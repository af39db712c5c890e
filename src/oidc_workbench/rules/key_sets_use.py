"""Key sets beside what is said elsewhere: the metadata, earlier snapshots, other issuers."""

import re
from collections.abc import Iterator, Mapping

from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.rules import algorithms, client_keys, metadata_algorithms
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import shorten, show
from oidc_workbench.rules.key_choice import for_verifying
from oidc_workbench.rules.key_sets_entries import entries, signing
from oidc_workbench.rules.metadata_members import listing, texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.JWKS,)
# What the server signs with its own keys; the other lists are about keys of clients.
_SIGNED_BY_SERVER = (
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "introspection_signing_alg_values_supported",
    "authorization_signing_alg_values_supported",
)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?[1-9]", re.IGNORECASE)


@document_rule(
    "jwks-no-usable-key",
    "No key for an advertised algorithm",
    Severity.ERROR,
    on=(Artefact.JWKS, Artefact.META),
    cites="OIDC Discovery §3; OIDC Core §10.1",
    remedy="Publish a key for the algorithm, or take the algorithm out of the metadata.",
)
def jwks_no_usable_key(subject: DocumentSubject) -> Answer:
    """The metadata advertises an algorithm for which the key set holds no key.

    A client that registers for this algorithm gets tokens that nobody can verify, or none. A key
    fits when its type and curve do, and neither its use nor its own alg forbids it.
    """
    metadata, keys = _both(subject)
    if metadata is None:
        return Missing("the metadata of the issuer")
    if keys is None:
        return Missing("the issuer's keys")
    found = []
    for name in _SIGNED_BY_SERVER:
        lacking = tuple(
            alg
            for alg in texts(metadata, name) or ()
            if alg in algorithms.ASYMMETRIC and not any(_serves(key, alg) for key in keys)
        )
        if lacking:
            message = f"There is no key for {', '.join(lacking[:8])}."
            found.append(Found(name, listing(metadata, name, lacking), message))
    return found


def _both(
    subject: DocumentSubject,
) -> tuple[Mapping[str, object] | None, tuple[PublicKey, ...] | None]:
    if subject.kind is DocumentKind.JWKS:
        return subject.context.metadata, tuple(key for _, key in entries(subject))
    sets = subject.context.keys
    return subject.members, tuple(key for one in sets for key in one.keys) if sets else None


def _serves(key: PublicKey, alg: str) -> bool:
    declared = not key.alg or algorithms.same_algorithm(key.alg, alg, key.crv)
    return declared and algorithms.fits(alg, key.kty, key.crv) and for_verifying(key)


@document_rule(
    "jwks-no-rotation",
    "No sign of rotation",
    Severity.INFO,
    on=_ON,
    cites="OIDC Core §10.1.1, §10.2.1",
    remedy="Publish the next key early, keep the old one for a while, and send max-age.",
)
def jwks_no_rotation(subject: DocumentSubject) -> Answer:
    """One signing key, the same as in all earlier snapshots, or nothing on how long to cache.

    Keys should change from time to time, and verifiers can follow only if the next key stands in
    the set before it signs. ``Cache-Control: max-age`` tells them how often to look. This is a
    note, not a fault.
    """
    found = [*_uncached(subject), *_unchanged(subject)]
    known = subject.response is not None and subject.context.earlier_keys
    if not found and not known:
        return Missing("earlier snapshots and the HTTP response", decisive=False)
    return found


def _uncached(subject: DocumentSubject) -> Iterator[Found]:
    if subject.response is None or subject.response.status != 200:
        return
    control = subject.response.header("cache-control")
    if control is None or not _MAX_AGE.search(control):
        evidence = "no Cache-Control" if control is None else f"Cache-Control: {shorten(control)}"
        yield Found("Cache-Control", evidence, "The response does not say how long it holds.")


def _unchanged(subject: DocumentSubject) -> Iterator[Found]:
    earlier = subject.context.earlier_keys
    current = list(signing(entries(subject)))
    if not earlier or len(current) != 1 or not current[0].key.thumbprint:
        return
    thumbprint = current[0].key.thumbprint
    if all(_only(snapshot.keys, thumbprint) for snapshot in earlier):
        message = "The one signing key is the same as in every earlier snapshot."
        yield Found(current[0].where, thumbprint, message)


def _only(keys: tuple[PublicKey, ...], thumbprint: str) -> bool:
    prints = {key.thumbprint for key in keys if key.use != "enc"}
    return prints == {thumbprint}


@metadata_algorithms.alg_eddsa_polymorphic.on_document(*_ON)
def alg_eddsa_polymorphic(subject: DocumentSubject) -> Answer:
    """In a key the curve says it all the same."""
    return [
        Found(f"{where}.alg", '"alg":"EdDSA"', f"The key's curve is {show(key.crv)} anyway.")
        for where, key in entries(subject)
        if key.alg == "EdDSA"
    ]


@client_keys.ca_shared_key.on_document(*_ON)
def ca_shared_key(subject: DocumentSubject) -> Answer:
    """Of a client's key set: a key that it registered with other issuers as well."""
    known = subject.context.known_keys
    if known is None:
        return Missing("the keys that the client registered with other issuers", decisive=False)
    owners = {
        key.thumbprint: one.source.issuer or one.source.location
        for one in known
        for key in one.keys
        if key.thumbprint
    }
    return [
        Found(where, key.thumbprint, f"The key is known at {shorten(owners[key.thumbprint])} too.")
        for where, key in entries(subject)
        if key.thumbprint in owners
    ]
