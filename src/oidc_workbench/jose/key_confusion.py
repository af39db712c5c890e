"""Whether an HS* code was made with a published key (RFC 8725 §2.1, CVE-2015-9235)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.algorithms import ALGORITHMS, SYMMETRIC, mac_matches
from oidc_workbench.jose.key_objects import KeyProblemError, load_public
from oidc_workbench.jose.reading import TokenForm

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

    from oidc_workbench.jose.key_set import KeySet, PublicKey
    from oidc_workbench.jose.reading import Reading

_MAX_KEYS = 64


def confusion_key(reading: Reading, key_sets: tuple[KeySet, ...]) -> PublicKey | None:
    """Return the published key whose octets an HS* code verifies with, or None.

    Tries what a confused verifier would take for the secret: the key in PEM (with and without the
    last line break, PKCS #1 too), in DER, as JWK, its modulus, point and certificate. This never
    counts as a verification.
    """
    alg = reading.head.get("alg")
    if reading.form is not TokenForm.JWS_COMPACT or alg not in SYMMETRIC or not reading.signature:
        return None
    algorithm = ALGORITHMS[str(alg)]
    keys = [key for one in key_sets for key in one.keys][:_MAX_KEYS]
    for key in keys:
        for secret in _secrets_of(key):
            if mac_matches(algorithm, secret, reading.signing_input, reading.signature):
                return key
    return None


def _secrets_of(key: PublicKey) -> Iterator[bytes]:
    yield from _json_of(key.raw)
    for name in ("n", "x", "y", "pub"):
        yield from _member(key.raw.get(name))
    chain = key.raw.get("x5c")
    if isinstance(chain, list) and chain and isinstance(chain[0], str):
        yield from _certificate(chain[0])
    try:
        public = load_public(key.raw)
    except KeyProblemError:
        return
    yield from _encodings(public)


def _json_of(raw: Mapping[str, object]) -> Iterator[bytes]:
    from oidc_workbench.jose.thumbprint import REQUIRED

    needed = {name: raw.get(name) for name in ("kty", *REQUIRED.get(str(raw.get("kty")), ()))}
    for members in (dict(raw), needed):
        for separators in ((",", ":"), (", ", ": ")):
            for is_sorted in (False, True):
                yield json.dumps(members, separators=separators, sort_keys=is_sorted).encode()


def _member(value: object) -> Iterator[bytes]:
    if not isinstance(value, str) or not value:
        return
    yield value.encode("utf-8", "surrogatepass")
    octets = base64url.decode(value).octets
    if octets:
        yield from (octets, octets.hex().encode(), octets.hex().upper().encode())


def _certificate(text: str) -> Iterator[bytes]:
    from base64 import b64decode

    yield text.encode("utf-8", "surrogatepass")
    try:
        yield b64decode(text, validate=True)
    except ValueError:
        return
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    marks = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
    yield from _line_breaks("\n".join((marks[0], *lines, marks[1])).encode())


def _encodings(public: PublicKeyTypes) -> Iterator[bytes]:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    formats = [PublicFormat.SubjectPublicKeyInfo]
    if isinstance(public, RSAPublicKey):
        formats.append(PublicFormat.PKCS1)
    if isinstance(public, EllipticCurvePublicKey):
        yield public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    for one in formats:
        pem = public.public_bytes(Encoding.PEM, one)
        yield from _line_breaks(pem.rstrip(b"\n"))
        yield b"".join(line for line in pem.splitlines() if not line.startswith(b"-----"))
        yield public.public_bytes(Encoding.DER, one)


def _line_breaks(pem: bytes) -> Iterator[bytes]:
    """A PEM text as files, environment variables and strings in code hold it."""
    windows = pem.replace(b"\n", b"\r\n")
    yield from (pem + b"\n", pem, windows + b"\r\n", windows, pem.replace(b"\n", b"\\n"))
