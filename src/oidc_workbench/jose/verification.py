"""Verify a signature against keys of known origin; every refusal is a value that says why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.jose.algorithms import ALGORITHMS, mac_matches, why_not
from oidc_workbench.jose.embedded_keys import embedded_keys
from oidc_workbench.jose.key_confusion import confusion_key
from oidc_workbench.jose.key_objects import KeyProblemError, load_public
from oidc_workbench.jose.key_selection import Candidate, Selection, select, why_unfit
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.refusals import refusal
from oidc_workbench.jose.shared_secret import octets_of
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.jose.signed_octets import Signed, signed_of

if TYPE_CHECKING:
    from oidc_workbench.jose.algorithms import Algorithm
    from oidc_workbench.jose.key_set import KeySet
    from oidc_workbench.jose.reading import Reading
    from oidc_workbench.secret import Secret

__all__ = ["confusion_key", "verify", "verify_embedded", "verify_signed", "verify_with"]

_CLIENT_SECRET = KeySource("client-secret", "the client secret")


def verify(
    reading: Reading,
    key_sets: tuple[KeySet, ...],
    *,
    algorithms: tuple[str, ...] = (),
    shared_secret: Secret | None = None,
) -> SignatureCheck:
    """Verify a compact JWS over its octets exactly as received (RFC 7515 §5.2, RFC 8725 §3.1).

    Never raises, and no reason holds a token.

    Args:
        reading: what :func:`~oidc_workbench.jose.reader.read` made of the token.
        key_sets: the keys that may be tried; HS* never touches them.
        algorithms: the allow-list; empty for every asymmetric algorithm known here, and HS* only
            when there is a shared secret.
        shared_secret: verifies HS*, and nothing else.
    """
    refused = refusal(reading, algorithms, has_secret=shared_secret is not None)
    if refused is not None:
        return refused
    algorithm = ALGORITHMS[str(reading.head["alg"])]
    return verify_signed(signed_of(reading), algorithm, key_sets, shared_secret)


def verify_signed(
    signed: Signed,
    algorithm: Algorithm,
    key_sets: tuple[KeySet, ...],
    shared_secret: Secret | None,
) -> SignatureCheck:
    """Verify what has passed every check on its header; for the rooms next door."""
    if algorithm.scheme == "mac":
        return _verify_mac(signed, algorithm, shared_secret)
    return _verify_with_keys(signed, algorithm, key_sets)


def verify_embedded(reading: Reading) -> SignatureCheck | None:
    """Verify with the key in the token's own header: ``jwk``, else ``x5c`` (RFC 7515 §4.1.3, .6).

    The answer's source is ``token-header``: it proves possession of a key, and no origin. Nothing
    is fetched. None when the header holds no key.
    """
    found = embedded_keys(reading.head)
    return verify_with(reading, found, "The key in the header") if found else None


def verify_with(reading: Reading, keys: tuple[Candidate, ...], called: str) -> SignatureCheck:
    """Verify with these keys and no others, whatever key ID the header names.

    Args:
        reading: as for :func:`verify`.
        keys: at least one.
        called: what the first of them is called in a reason ("The key in the header").
    """
    refused = refusal(reading, (), has_secret=False)
    if refused is not None:
        return refused
    algorithm = ALGORITHMS[str(reading.head["alg"])]
    fitting = tuple(one for one in keys if not why_unfit(one.key, algorithm))
    if not fitting:
        why = why_unfit(keys[0].key, algorithm)
        selection = Selection(reason=f"{called} cannot be used: {why}.", refused=keys[0])
        return _no_key(selection, _blank(signed_of(reading), algorithm))
    return _try(signed_of(reading), algorithm, Selection(fitting))


def _blank(signed: Signed, algorithm: Algorithm) -> SignatureCheck:
    return SignatureCheck(SignatureStatus.NOT_CHECKED, "", algorithm.name, signed.kid)


def _verify_mac(
    signed: Signed, algorithm: Algorithm, shared_secret: Secret | None
) -> SignatureCheck:
    blank = _blank(signed, algorithm)
    if shared_secret is None:
        reason = f"{algorithm.name} is verified with the shared secret, and none was given."
        return replace(blank, reason=reason)
    secret = octets_of(shared_secret)
    done = replace(blank, source=_CLIENT_SECRET, tried=1)
    if not secret:
        return replace(blank, reason="The shared secret is empty, so it proves nothing.")
    if mac_matches(algorithm, secret, signed.message, signed.signature):
        said = f"The {algorithm.name} code matches the shared secret."
        return replace(done, status=SignatureStatus.VERIFIED, reason=said)
    said = f"The {algorithm.name} code does not match the shared secret."
    return replace(done, status=SignatureStatus.FAILED, reason=said)


def _verify_with_keys(
    signed: Signed, algorithm: Algorithm, key_sets: tuple[KeySet, ...]
) -> SignatureCheck:
    if not any(one.keys for one in key_sets):
        reason = "No keys were given to verify the signature with."
        return replace(_blank(signed, algorithm), reason=reason)
    kid = signed.head.get("kid")
    if kid is not None and not isinstance(kid, str):
        reason = "The key ID in the header is not a string, so no key can be looked up by it."
        return replace(
            _blank(signed, algorithm), status=SignatureStatus.NO_MATCHING_KEY, reason=reason
        )
    selection = select(algorithm, kid, signed.iss, key_sets)
    if not selection.candidates:
        return _no_key(selection, _blank(signed, algorithm))
    return _try(signed, algorithm, selection)


def _no_key(selection: Selection, blank: SignatureCheck) -> SignatureCheck:
    refused = selection.refused
    return replace(
        blank,
        status=SignatureStatus.NO_MATCHING_KEY,
        reason=selection.reason,
        key=refused.key if refused else None,
        source=refused.source if refused else None,
    )


def _try(signed: Signed, algorithm: Algorithm, selection: Selection) -> SignatureCheck:
    first_reason = ""
    for number, one in enumerate(selection.candidates, 1):
        reason = _why_not(one, algorithm, signed.message, signed.signature)
        if not reason:
            said = f"The {algorithm.name} signature matches the key."
            return _answer(signed, algorithm, SignatureStatus.VERIFIED, said, one, tried=number)
        first_reason = first_reason or reason
    tried = len(selection.candidates)
    if selection.left_out:
        said = f"None of the {tried} keys tried matches; {selection.left_out} more were not tried."
        return replace(_blank(signed, algorithm), reason=said, tried=tried)
    several = f"None of the {tried} keys that fit matches the signature."
    said = first_reason if tried == 1 else several
    first = selection.candidates[0]
    return _answer(signed, algorithm, SignatureStatus.FAILED, said, first, tried=tried)


def _answer(
    signed: Signed,
    algorithm: Algorithm,
    status: SignatureStatus,
    reason: str,
    one: Candidate,
    *,
    tried: int,
) -> SignatureCheck:
    return SignatureCheck(status, reason, algorithm.name, signed.kid, one.key, one.source, tried)


def _why_not(one: Candidate, algorithm: Algorithm, message: bytes, signature: bytes) -> str:
    try:
        key = load_public(one.key.raw)
    except KeyProblemError as problem:
        return str(problem)
    return why_not(algorithm, key, message, signature)
