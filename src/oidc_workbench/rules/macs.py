"""Tokens with a MAC: whose secret it is, and whether it can be guessed."""

from oidc_workbench.jose.algorithms import ALGORITHMS, mac_matches
from oidc_workbench.jose.guessable_secrets import GUESSABLE_SECRETS
from oidc_workbench.jose.shared_secret import octets_of
from oidc_workbench.rules import algorithms
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.key_choice import describe, given
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


@rule(
    "hmac-secret-guessable",
    "Guessable shared secret",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 8725 §3.5",
    remedy="Change the secret at once, and sign with an asymmetric key.",
    reads=Reads.HEADER,
)
def hmac_secret_guessable(subject: TokenSubject) -> Answer:
    """The MAC is right with a secret that stands in every word list.

    "secret", the sample of a debugging page or the example of a standard protect nothing:
    whoever tries them can sign any token. Only a short built-in list is tried here. Where none
    of it fits and the secret is not known, nothing is said about its strength.
    """
    octets = subject.reading.signature
    if subject.alg not in algorithms.HMAC or not octets:
        return NOT_APPLICABLE
    algorithm, message = ALGORITHMS[subject.alg], subject.reading.signing_input
    if any(mac_matches(algorithm, guess, message, octets) for guess in GUESSABLE_SECRETS):
        message_text = "The shared secret is one that anybody would try first."
        return Found("signature", "one of a built-in list", message_text)
    if subject.context.shared_secret is None:
        return Missing("the shared secret", decisive=False)
    return None


@rule(
    "hmac-public-key-confusion",
    "A public key used as a shared secret",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 8725 §2.1, §3.1; CVE-2015-9235",
    remedy="Reject it, and bind each key to its algorithm in the verifier.",
    reads=Reads.HEADER,
)
def hmac_public_key_confusion(subject: TokenSubject) -> Answer:
    """The token says HS256, but its issuer publishes only public keys.

    A verifier that feeds "the key" to whatever algorithm the header names then computes a MAC
    with the text of the public key, which everybody knows, so everybody can sign. Where the MAC
    really matches a published key's text, it is such an attack. HS algorithms are only right
    where a shared secret was agreed upon.
    """
    if subject.alg not in algorithms.HMAC:
        return NOT_APPLICABLE
    evidence = show_member("alg", subject.head)
    if subject.confusion is not None:
        key = describe(subject.confusion)
        message = f"The MAC was computed with the public {key} as its secret: a forgery."
        return Found("signature", evidence, message)
    if subject.signature.verified:
        return None
    if not given(subject):
        return None if subject.context.shared_secret is not None else Missing("the issuer's keys")
    secret_agreed = subject.context.shared_secret is not None or any(
        alg in algorithms.HMAC for alg in subject.expectation.signing_algorithms
    )
    if secret_agreed or any(key.kty == "oct" for key in given(subject)):
        return None
    message = "The token says it has a MAC, but the issuer has only public keys and no secret."
    return Found("header.alg", evidence, message)


@rule(
    "hmac-secret-short",
    "Shared secret shorter than the hash",
    Severity.ERROR,
    on=(Artefact.JWS, Artefact.CLIENT_ASSERTION),
    cites="RFC 7518 §3.2; OIDC Core §16.19",
    remedy="Use a random secret of at least the hash's size: 32, 48 or 64 octets.",
    reads=Reads.HEADER,
)
def hmac_secret_short(subject: TokenSubject) -> Answer:
    """The secret behind an HS signature has fewer octets than the hash it is used with.

    Whoever holds one token can try secrets at leisure, off line; the shorter the secret, the
    sooner it is found. RFC 7518 demands at least 32 octets for HS256, 48 for HS384 and 64 for
    HS512.
    """
    if subject.alg not in algorithms.HMAC:
        return NOT_APPLICABLE
    secret = subject.context.shared_secret
    if secret is None:
        return Missing("the shared secret")
    size, least = len(octets_of(secret)), algorithms.SIGNATURE_OCTETS[subject.alg]
    if size >= least:
        return None
    message = f"The shared secret has {size} octets; {subject.alg} needs {least} at least."
    return Found("signature", f"a secret of {size} octets", message)


@rule(
    "hmac-multi-party",
    "Symmetric signature, with many or public verifiers",
    Severity.WARNING,
    on=(Artefact.ACCESS_TOKEN, Artefact.ID_TOKEN),
    cites="RFC 9068 §4; OIDC Core §10.1",
    remedy="Sign with RS256, PS256, ES256 or Ed25519.",
    reads=Reads.HEADER,
)
def hmac_multi_party(subject: TokenSubject) -> Answer:
    """The token carries a MAC, and those who check it can also make one.

    With a shared secret nobody can tell the issuer from the verifiers. An access token has, or
    will have, more than one of them. A public client can keep no secret at all, so for the ID
    token of one it is an error. An asymmetric signature keeps the power to sign in one place.
    """
    if subject.alg not in algorithms.HMAC:
        return None
    evidence = show_member("alg", subject.head)
    if subject.purpose is Purpose.ACCESS_TOKEN:
        message = "Every API that can verify this access token could also forge one."
        return Found("header.alg", evidence, message)
    match subject.context.client_type:
        case "confidential":
            return None
        case "public":
            message = "A public client can keep no secret, so anybody could make this ID token."
            return Found("header.alg", evidence, message, Severity.ERROR)
        case _:
            return Missing("the type of the client", decisive=False)
