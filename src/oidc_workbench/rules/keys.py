"""Whether the key that a token names is one that may verify it."""

from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules import algorithms, decryption_keys
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.key_choice import (
    describe,
    fitting,
    for_verifying,
    given,
    keys_needed,
    modulus_bits,
    named,
    permitted,
)
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

_SIGNED = (
    Artefact.ID_TOKEN,
    Artefact.ACCESS_TOKEN,
    Artefact.LOGOUT_TOKEN,
    Artefact.CLIENT_ASSERTION,
)
_LEAST_RSA_BITS = 2048


def _uncheckable(subject: TokenSubject) -> Answer:
    """What a rule about the named key answers when there is none; None when there is one."""
    if subject.alg not in algorithms.SIGNATURE:
        return NOT_APPLICABLE
    if named(subject):
        return None
    if given(subject) or subject.context.shared_secret is not None:
        return NOT_APPLICABLE  # no key is named: kid-unknown and sig-invalid speak about it
    return Missing(keys_needed(subject))


@rule(
    "kid-missing-multikey",
    "No kid, although several keys fit",
    Severity.WARNING,
    on=_SIGNED,
    cites="OIDC Core §10.1",
    remedy="The issuer should send a kid; a verifier may try the keys that fit, up to a limit.",
    reads=Reads.HEADER,
)
def kid_missing_multikey(subject: TokenSubject) -> Answer:
    """The header names no key, and more than one of the issuer's keys could have signed.

    With several keys in its JWKS an issuer must say which one it used. A verifier can try them
    one after the other, but each try costs time, and a key meant for something else may fit.
    """
    if "kid" in subject.head or subject.alg in algorithms.HMAC:
        return NOT_APPLICABLE
    if not subject.keys:
        return Missing(keys_needed(subject), decisive=False)
    fit = [
        key
        for key in given(subject)
        if algorithms.fits(subject.alg, key.kty, key.crv) and for_verifying(key)
    ]
    if len(fit) < 2:
        return None
    return Found("header", "no kid", f"The token names no key, and {len(fit)} of the keys fit.")


@rule(
    "kid-unknown",
    "The key is not in the key set",
    Severity.ERROR,
    on=_SIGNED,
    cites="OIDC Core §10.1.1",
    remedy="Fetch the key set again, once; if the kid is still not there, reject the token.",
    reads=Reads.HEADER,
)
def kid_unknown(subject: TokenSubject) -> Answer:
    """``kid`` names a key that is not among the keys of the expected signer.

    Either the keys were rotated since they were fetched, or the token comes from another
    environment or another issuer. Fetch the JWKS once more, at a limited rate, since a forged
    kid must not make you fetch it again and again; then reject. Of a set that is larger than the
    limits on reading one allow, it is not known which keys are in the rest.
    """
    if not subject.kid or subject.alg not in algorithms.ASYMMETRIC:
        return NOT_APPLICABLE
    if not subject.keys:
        return Missing(keys_needed(subject))
    key = subject.signature.key
    if any(key.kid == subject.kid for key in given(subject)):
        return None
    if key is not None and not key.kid:
        return None  # a key without a name was tried in its stead
    if any(one.code == "limit-size-depth" for keys in subject.keys for one in keys.defects):
        return Missing("the whole key set, which is larger than the limits on reading one allow")
    message = "The kid of this token names no key in the key set."
    return Found("header.kid", show_member("kid", subject.head), message)


@rule(
    "key-type-mismatch",
    "The key's type does not fit the algorithm",
    Severity.ERROR,
    on=(Artefact.JWS, Artefact.JWE),
    cites="RFC 8725 §3.1; RFC 7518 §3.1, §3.4, §6",
    remedy="Reject it; never use a key with an algorithm of another family.",
    reads=Reads.HEADER,
)
def key_type_mismatch(subject: TokenSubject) -> Answer:
    """The key that ``kid`` names is of another type or curve than the algorithm needs.

    RS and PS need an RSA key, ES256 a P-256 key, HS a shared secret, and so on. A library that
    takes the key for what the header says can be led to use a public key as a secret.
    """
    if subject.is_encrypted:
        return decryption_keys.wrong_type(subject)
    refusal = _uncheckable(subject)
    if refusal is not None:
        return refusal
    if fitting(subject):
        return None
    key = named(subject)[0]
    message = f"The token says {subject.alg}, which does not go with the {describe(key)}."
    return Found("header.alg", show_member("alg", subject.head), shorten(message, 240))


@rule(
    "key-alg-mismatch",
    "The key is meant for another algorithm",
    Severity.ERROR,
    on=(Artefact.JWS, Artefact.JWE),
    cites="RFC 8725bis §3.1; RFC 7517 §4.4",
    remedy="Use each key with the one algorithm that its JWK states.",
    reads=Reads.HEADER,
)
def key_alg_mismatch(subject: TokenSubject) -> Answer:
    """The JWK states an ``alg``, and the token's header states another one.

    One key, one algorithm: otherwise the weaker of two uses endangers the other. "EdDSA" counts
    as Ed25519 or Ed448 by the key's curve. A key that states no ``alg`` is fine.
    """
    if subject.is_encrypted:
        return decryption_keys.wrong_algorithm(subject)
    refusal = _uncheckable(subject)
    if refusal is not None:
        return refusal
    if not fitting(subject):
        return NOT_APPLICABLE
    if permitted(subject):
        return None
    key = fitting(subject)[0]
    message = f"The {describe(key)} is for {key.alg}, and the token says {subject.alg}."
    return Found("header.alg", show_member("alg", subject.head), shorten(message, 240))


@rule(
    "key-use-mismatch",
    "The key is not meant for signatures",
    Severity.ERROR,
    on=(Artefact.JWS, Artefact.JWE),
    cites="RFC 7517 §4.2-4.3",
    remedy='Select a key with "use":"sig", or mend the published key.',
    reads=Reads.HEADER,
)
def key_use_mismatch(subject: TokenSubject) -> Answer:
    """The key that ``kid`` names is published for encryption, or without "verify".

    ``use`` and ``key_ops`` say what a key is for. A token signed with an encryption key is a
    mistake of the issuer, or a sign that somebody else uses the key.
    """
    if subject.is_encrypted:
        return decryption_keys.wrong_use(subject)
    refusal = _uncheckable(subject)
    if refusal is not None:
        return refusal
    candidates = permitted(subject)
    if not candidates:
        return NOT_APPLICABLE
    if any(for_verifying(key) for key in candidates):
        return None
    key = candidates[0]
    stated = f"use {key.use}" if key.use not in ("", "sig") else "key_ops without verify"
    message = f"The {describe(key)} is published with {stated}, not for verifying."
    return Found("header.kid", show_member("kid", subject.head), shorten(message, 240))


@rule(
    "rsa-short",
    "RSA modulus below 2048 bits",
    Severity.ERROR,
    on=(Artefact.JWS, Artefact.JWE),
    cites="RFC 7518 §3.3, §3.5; FAPI 2.0 Security Profile §5.4.1",
    remedy="Use at least 2048 bits, and 3072 for what shall hold beyond 2030.",
    reads=Reads.HEADER,
)
def rsa_short(subject: TokenSubject) -> Answer:
    """The RSA key that verifies this token is too short to be believed.

    RFC 7518 demands 2048 bits or more for RS and PS signatures. Keys of 1024 bits are within
    reach of a determined attacker, who could then sign any token.
    """
    if subject.is_encrypted:
        return decryption_keys.short_rsa(subject)
    if subject.alg not in algorithms.RSA:
        return NOT_APPLICABLE
    refusal = _uncheckable(subject)
    if refusal is not None:
        return refusal
    for key in named(subject):
        bits = modulus_bits(key) if key.kty == "RSA" else 0
        if 0 < bits < _LEAST_RSA_BITS:
            message = f"The {describe(key)} has only {bits} bits."
            return Found("header.kid", show_member("kid", subject.head), shorten(message, 240))
    return None


@rule(
    "sig-foreign-issuer-key",
    "Verified with another issuer's key",
    Severity.ERROR,
    on=(Artefact.ID_TOKEN, Artefact.ACCESS_TOKEN, Artefact.LOGOUT_TOKEN),
    cites="RFC 8725 §3.8; RFC 9068 §4",
    remedy="Resolve keys per issuer; never keep one pool for several issuers.",
)
def sig_foreign_issuer_key(subject: TokenSubject) -> Answer:
    """The signature is right, but the key belongs to another issuer than ``iss`` names.

    A verifier with one pool of keys for several issuers lets each of them sign in the name of
    all. Only a key from the JWKS that the metadata of *this* issuer names may verify its tokens.
    Keys from a file can't be traced to an issuer, so this rule is not checked for them.
    """
    if not subject.signature.verified:
        waiting = subject.signature.status is SignatureStatus.NOT_CHECKED
        return Missing(keys_needed(subject)) if waiting else NOT_APPLICABLE
    source = subject.signature.source
    if source is None or source.kind == "client-secret":
        return NOT_APPLICABLE
    if not source.issuer:
        return Missing("the issuer's own JWKS, found through its metadata", decisive=False)
    if subject.claims.get("iss") == source.issuer:
        return None
    message = f"The key belongs to {shorten(source.issuer)}, and the token names another issuer."
    return Found("payload.iss", show_member("iss", subject.claims), message)
