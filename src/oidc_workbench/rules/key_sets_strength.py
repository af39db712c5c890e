"""Each key in itself: long enough, and what it says it is."""

from oidc_workbench.jose.key_strength import moduli_of, weaknesses
from oidc_workbench.rules import key_material, keys
from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.key_sets_entries import complete
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, document_rule

_ON = (Artefact.JWKS,)
_SHOWN = 10


def _weak(subject: DocumentSubject, kty: str, code: str) -> Answer:
    """What is wrong with the keys of one type, under one rule."""
    found = [entry for entry in complete(subject) if entry.key.kty == kty]
    if not found:
        return NOT_APPLICABLE
    others = _moduli(subject) if code == "rsa-weak" else ()
    return [
        Found(entry.where, entry.name, weakness.message, Severity(weakness.severity))
        for entry in found
        for weakness in weaknesses(entry.key.raw, others)
        if weakness.code == code
    ][:_SHOWN]


def _moduli(subject: DocumentSubject) -> tuple[int, ...]:
    """Every modulus known: of this set, of its earlier snapshots, and of other issuers."""
    context = subject.context
    sets = (*(context.earlier_keys or ()), *(context.known_keys or ()), *context.keys)
    own = [entry.key.raw for entry in complete(subject)]
    return moduli_of([*own, *(key.raw for one in sets for key in one.keys)])


@keys.rsa_short.on_document(*_ON)
def rsa_short(subject: DocumentSubject) -> Answer:
    """In a key set the published key is too short, whether a token uses it or not."""
    return _weak(subject, "RSA", "rsa-short")


@document_rule(
    "rsa-112-horizon",
    "RSA below 3072 bits",
    Severity.INFO,
    on=_ON,
    cites="SP 800-57 part 1; SP 800-131A",
    remedy="Plan RSA-3072, P-256, Ed25519 or ML-DSA for what must hold beyond 2030.",
)
def rsa_112_horizon(subject: DocumentSubject) -> Answer:
    """The RSA modulus has between 2048 and 3071 bits.

    That is allowed and usual today. It stands for a strength of about 112 bits, which the US
    standards body expects to give up after 2030. This is only a note for planning.
    """
    return _weak(subject, "RSA", "rsa-112-horizon")


@document_rule(
    "rsa-weak",
    "Factorable or unsafe RSA key",
    Severity.ERROR,
    on=_ON,
    cites="FIPS 186-5 §5.1; RFC 8725 §3.5",
    remedy="Generate a new key with a sound generator, and 65537 as public exponent.",
)
def rsa_weak(subject: DocumentSubject) -> Answer:
    """The RSA modulus can be taken apart, or the public exponent protects nothing.

    It is even, a square, has a small factor, is a product of two close primes, or shares a prime
    with another key that is known: then anybody can compute the private key. An exponent below
    65537 is legal from 3 on and only a warning.
    """
    return _weak(subject, "RSA", "rsa-weak")


@key_material.rsa_roca.on_document(*_ON)
def rsa_roca(subject: DocumentSubject) -> Answer:
    """In a key set it is found before any token is signed with it."""
    return _weak(subject, "RSA", "rsa-roca")


@document_rule(
    "ec-invalid",
    "Invalid EC key",
    Severity.ERROR,
    on=_ON,
    cites="RFC 8725 §3.4; RFC 7518 §6.2.1; FAPI 2.0 Security Profile §5.4.1",
    remedy="Pad the coordinates to the length of the curve on the left, and use P-256.",
)
def ec_invalid(subject: DocumentSubject) -> Answer:
    """The point is not on the curve, a coordinate has the wrong length, or the curve is unknown.

    Coordinates have the full length of the curve, leading zero octets included; encoders that
    drop them produce keys that work most of the time. A point off the curve can give a private
    key away that is used with it.
    """
    return _weak(subject, "EC", "ec-invalid")


@document_rule(
    "okp-invalid",
    "Invalid OKP key",
    Severity.ERROR,
    on=_ON,
    cites="RFC 8037 §2, §3",
    remedy="Generate a new key of the right curve for its purpose.",
)
def okp_invalid(subject: DocumentSubject) -> Answer:
    """The key has the wrong length, a small order, or is of a curve for another purpose.

    Ed25519 and Ed448 sign, X25519 and X448 agree on keys; one can't do the other's work. A point
    of small order is a key that anybody can sign for.
    """
    return _weak(subject, "OKP", "okp-invalid")


@document_rule(
    "akp-invalid",
    "Invalid ML-DSA key",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9964",
    remedy="Publish alg and the full pub.",
)
def akp_invalid(subject: DocumentSubject) -> Answer:
    """An ML-DSA key (``kty`` AKP) is of an unknown algorithm, or of the wrong length.

    ``alg`` says which of the three sizes it is: the public key of ML-DSA-44 has 1312 octets, of
    ML-DSA-65 1952, of ML-DSA-87 2592. Another length is no key at all.
    """
    return _weak(subject, "AKP", "akp-invalid")
