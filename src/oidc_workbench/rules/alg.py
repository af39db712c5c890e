"""The algorithm that the header names, before anything is verified with it."""

import unicodedata

from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.rules import algorithms
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    rule,
)
from oidc_workbench.rules.subject import TokenSubject

_SUPPORTED_ALGS = {
    Purpose.ID_TOKEN: "id_token_signing_alg_values_supported",
    Purpose.LOGOUT_TOKEN: "id_token_signing_alg_values_supported",
    Purpose.CLIENT_ASSERTION: "token_endpoint_auth_signing_alg_values_supported",
}


def _plain(name: str) -> str:
    """Fold away what a person does not see: case, white space, invisible characters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "CZ")


@rule(
    "alg-none",
    "Unsecured JWT",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 8725 §3.2; RFC 9068 §4; OIDC Back-Channel Logout §2.6; RFC 9449 §4.2; OIDC Core §2",
    remedy="Reject it, and have the issuer sign with an asymmetric algorithm.",
    reads=Reads.HEADER,
)
def alg_none(subject: TokenSubject) -> Answer:
    """The header says that the token is not signed.

    Anybody can write such a token; nothing in it can be believed. OpenID Connect Core allows it
    in one corner (an ID token straight from the token endpoint, when registered so), which the
    current best practice closes. A verifier must refuse it whatever the rest looks like.
    """
    if subject.head.get("alg") != "none":
        return None
    return Found("header.alg", '"alg":"none"', "The token is not signed: anybody can write it.")


@rule(
    "alg-none-variant",
    "Disguised none",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 8725bis §2.11, §3.1; RFC 7515 §4.1.1",
    remedy="Reject it; check algorithms against a list of allowed ones, never of forbidden ones.",
    reads=Reads.HEADER,
)
def alg_none_variant(subject: TokenSubject) -> Answer:
    """The algorithm reads like "none" but is spelt differently.

    It stands there as "nOnE", as "none " or with invisible characters in it. That is an attack
    on verifiers that compare with a block list and on libraries that ignore case. No issuer
    writes this by accident. Compare ``alg`` exactly with the algorithms you allow.
    """
    if subject.alg in algorithms.SIGNATURE or subject.alg == "none":
        return None
    if _plain(subject.alg) != "none":
        return None
    return Found(
        "header.alg",
        show_member("alg", subject.head),
        'The algorithm is a disguised "none": a forgery that hopes for a careless comparison.',
    )


@rule(
    "alg-unknown",
    "Algorithm missing or unregistered",
    Severity.ERROR,
    on=(Artefact.JWS, Artefact.JWE),
    cites="RFC 7515 §4.1.1, §5.2; RFC 7516 §4.1.1-4.1.2",
    remedy="Use the registered spelling of a registered algorithm; never fall back to another.",
    reads=Reads.HEADER,
)
def alg_unknown(subject: TokenSubject) -> Answer:
    """``alg`` (or ``enc`` of an encrypted token) is absent, no string, or not registered.

    The name decides how the signature is checked, so a verifier can only refuse a token whose
    algorithm it does not know. Names are case-sensitive: "rs256" is not "RS256". An algorithm
    that is registered but unsupported by this program is not held against the token.
    """
    if subject.reading.form not in (TokenForm.JWE_COMPACT, TokenForm.JWE_JSON):
        return _unknown(subject, "alg", algorithms.SIGNATURE)
    found = [
        _unknown(subject, "alg", algorithms.KEY_MANAGEMENT),
        _unknown(subject, "enc", algorithms.CONTENT_ENCRYPTION),
    ]
    return [item for item in found if item] or None


def _unknown(subject: TokenSubject, name: str, registered: frozenset[str]) -> Found | None:
    value = subject.head.get(name)
    if isinstance(value, str) and (value in registered or _plain(value) == "none"):
        return None
    where, evidence = f"header.{name}", show_member(name, subject.head)
    if name not in subject.head:
        return Found(where, evidence, f"The header has no {name}, so nothing says how to check it.")
    if not isinstance(value, str):
        return Found(where, evidence, f"The header's {name} is not a string.")
    match = next((item for item in sorted(registered) if item.lower() == value.lower()), "")
    hint = f" Names are case-sensitive: {match} was meant." if match else ""
    return Found(where, evidence, f"The header's {name} is no registered algorithm.{hint}")


@rule(
    "alg-not-allowed",
    "Algorithm outside the allow-list",
    Severity.ERROR,
    on=(Artefact.JWS, Artefact.JWE),
    cites="RFC 8725 §3.1; OIDC Core §3.1.3.7 step 7; OIDC Registration §2",
    remedy="Bring the client's registration, the issuer and the verifier to the same algorithm.",
    reads=Reads.HEADER,
)
def alg_not_allowed(subject: TokenSubject) -> Answer:
    """The token is signed with an algorithm that its reader does not allow.

    The reader must decide beforehand which algorithms it accepts; the token must not choose. For
    an ID token that is the registered ``id_token_signed_response_alg``, RS256 by default. Without
    a stated list every asymmetric algorithm passes here, and HS* only with a shared secret. An
    algorithm that is merely not in the issuer's metadata is a warning. Encryption is held to the
    list where the list names ways to encrypt.
    """
    if subject.is_encrypted:
        return _encryption_not_allowed(subject)
    if subject.alg not in algorithms.SIGNATURE:
        return NOT_APPLICABLE  # alg-none, alg-none-variant and alg-unknown speak about it
    allowed = subject.expectation.signing_algorithms
    if allowed and subject.alg not in allowed:
        message = f"The token is signed with {subject.alg}; allowed is {', '.join(allowed)}."
        return Found("header.alg", show_member("alg", subject.head), message)
    if not allowed and subject.alg in algorithms.HMAC and subject.context.shared_secret is None:
        return Missing("the shared secret, or the algorithm registered for this client")
    return _not_in_metadata(subject)


def _encryption_not_allowed(subject: TokenSubject) -> Answer:
    """Judge ``alg`` and ``enc`` of an encrypted token, where the list names any such."""
    listed = subject.expectation.algorithms
    kinds = {"alg": algorithms.KEY_MANAGEMENT, "enc": algorithms.CONTENT_ENCRYPTION}
    found = []
    for name, known in kinds.items():
        value, allowed = subject.head.get(name), [one for one in listed if one in known]
        if allowed and isinstance(value, str) and value in known and value not in allowed:
            message = f"The token is encrypted with {value}; allowed is {', '.join(allowed)}."
            found.append(Found(f"header.{name}", show_member(name, subject.head), message))
    return found or None


def _not_in_metadata(subject: TokenSubject) -> Found | None:
    name = _SUPPORTED_ALGS.get(subject.purpose, "")
    metadata, issuer = subject.context.metadata or {}, subject.expectation.issuer
    if issuer and metadata.get("issuer", issuer) != issuer:
        return None  # what another issuer offers says nothing about this one's tokens
    listed = metadata.get(name)
    if not isinstance(listed, list) or subject.alg in listed:
        return None
    message = f"The issuer's metadata does not list {subject.alg} in {name}."
    evidence = show_member("alg", subject.head)
    return Found("header.alg", evidence, message, severity=Severity.WARNING)


@rule(
    "alg-eddsa-polymorphic",
    "Deprecated polymorphic EdDSA",
    Severity.INFO,
    on=(Artefact.JWS,),
    cites="RFC 9864 §2.2, §4.1.2; RFC 8725bis §3.2",
    remedy="Prefer the names Ed25519 and Ed448; keep accepting EdDSA from others.",
    reads=Reads.HEADER,
)
def alg_eddsa_polymorphic(subject: TokenSubject) -> Answer:
    """The name "EdDSA" does not say which curve is used; the key decides.

    RFC 9864 replaced it with the fully specified names Ed25519 and Ed448, so that algorithm
    lists mean one thing. The signature is as good as before: this is only a note.
    """
    if subject.alg != "EdDSA":
        return None
    message = "EdDSA leaves the curve open; Ed25519 and Ed448 are the names for it now."
    return Found("header.alg", '"alg":"EdDSA"', message)
