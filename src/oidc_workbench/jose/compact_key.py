"""A private key as a short text for the keyring.

The Windows Credential Manager holds 1,280 characters for an entry, which no RSA key fits as PEM
or JWK. An RSA key is rebuilt from p, q and e, every other key from its number or seed, and the
text names its curve or algorithm. The public part lies beside it in the clear and proves that
the text belongs to it; where that was lost, the text alone makes the key again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.algorithms import ALGORITHMS, why_not
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.key_objects import KeyProblemError, load_public, public_members
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.raw_keys import octets_of_private, private_of_octets
from oidc_workbench.jose.signature_making import maker_of
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.key_set import PublicKey

PrivateKey = SigningKey | DecryptionKey
MAX_CHARACTERS = 1280
"""The smallest limit of all keyrings: 2,560 octets of UTF-16 on Windows."""
_VERSION = "key2"
# Said "EC" or "OKP" and no curve, so that its octets alone may be of more than one.
_FIRST_VERSION = "key1"
_BY_OCTETS = {("EC", 48): "P-384", ("EC", 66): "P-521", ("OKP", 57): "Ed448", ("OKP", 56): "X448"}
_AGREEMENT = ("X25519", "X448")


@dataclass(frozen=True, slots=True, repr=False)
class _Text:
    """A compact text taken apart: what it is of, and the octets of its secrets."""

    version: str
    name: str
    values: tuple[bytes, ...]


def to_compact(key: PrivateKey) -> Secret:
    """Write the private part as short as it can be; at most :data:`MAX_CHARACTERS`.

    Raises:
        WorkbenchError: the key is too large for a keyring entry (``key-too-large``), or is
            nothing that is stored as a key (``key-not-kept``).
    """
    text = ".".join((_VERSION, *_parts(key)))
    if len(text) > MAX_CHARACTERS:
        raise WorkbenchError(
            "key-too-large",
            "The private key does not fit into an entry of every system's keyring.",
            "Take an RSA key of at most 4096 bits, or an EC key.",
        )
    return Secret(text)


def from_compact(text: Secret, public: PublicKey) -> SigningKey:
    """Rebuild a private key that :func:`to_compact` wrote, in less than a millisecond.

    A decryption key comes back through ``decryption_keys.decryption_key``, or from
    :func:`key_from_compact`.

    Raises:
        WorkbenchError: the text is damaged or belongs to another key (``key-damaged``).
    """
    try:
        private = _private(_taken_apart(text), public)
        belongs = load_public(public.raw) == private.public_key()
    except (ValueError, ZeroDivisionError):
        raise _damaged() from None
    if not belongs:
        raise _damaged()
    return SigningKey(public, private)


def key_from_compact(text: Secret, public: PublicKey) -> PrivateKey:
    """Rebuild what :func:`to_compact` wrote, as the kind of key that its public part says.

    Args:
        text: the entry of the keyring.
        public: its public part; of a shared secret the members without the secret.

    Raises:
        WorkbenchError: the text is damaged or belongs to another key (``key-damaged``).
    """
    if public.kty == "oct":
        return _shared_secret(text, public)
    key = from_compact(text, public)
    if public.use == "enc" or public.crv in _AGREEMENT:
        return DecryptionKey("private", public, key.private_key)
    return key


def adopt_compact(text: Secret) -> PrivateKey:
    """Rebuild a key of which nothing but its keyring entry is left, its public part as well.

    Its key ID is the thumbprint. What it was used for is not known: an RSA or EC key signs.

    Raises:
        WorkbenchError: the text is damaged (``key-damaged``), or written by an early version that
            did not name the curve (``key-curve-lost``).
    """
    try:
        parts = _taken_apart(text)
        if parts.name == "oct":
            return DecryptionKey("octets", public_key({"kty": "oct"}), octets=parts.values[0])
        private = _private_alone(parts)
        members = public_members(private.public_key())
    except (ValueError, ZeroDivisionError, IndexError):
        raise _damaged() from None
    use = "enc" if members.get("crv") in _AGREEMENT else "sig"
    public = public_key({**members, "kid": thumbprint(members), "use": use})
    return (
        DecryptionKey("private", public, private) if use == "enc" else SigningKey(public, private)
    )


def _parts(key: PrivateKey) -> tuple[str, ...]:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if isinstance(key, DecryptionKey) and key.kind == "octets":
        return ("oct", base64url.encode(key.octets))
    private = key.private_key
    if isinstance(private, RSAPrivateKey):
        numbers = private.private_numbers()
        factors = (numbers.p, numbers.q, numbers.public_numbers.e)
        return ("RSA", *(base64url.encode_number(one) for one in factors))
    if private is None:
        _refuse()
    try:
        name, octets = octets_of_private(private)
    except KeyProblemError:
        _refuse()
    return (name, base64url.encode(octets))


def _taken_apart(text: Secret) -> _Text:
    version, name, *values = text.reveal().split(".")
    octets = tuple(one for one in map(base64url.decode_strictly, values) if one)
    if version not in (_VERSION, _FIRST_VERSION) or len(octets) != len(values):
        raise ValueError("no compact key")
    if len(octets) != (3 if name == "RSA" else 1):
        raise ValueError("too many or too few values")
    return _Text(version, name, octets)


def _private(parts: _Text, public: PublicKey) -> PrivateKeyTypes:
    """Rebuild the private key, whose public part says what the first version left out."""
    known = public.alg if public.kty == "AKP" else public.crv
    named = public.kty if parts.version == _FIRST_VERSION or public.kty == "RSA" else known
    if parts.name != named:
        raise ValueError("of another kind")
    if public.kty == "RSA":
        return _rsa(parts.values)
    return private_of_octets(known, parts.values[0])


def _private_alone(parts: _Text) -> PrivateKeyTypes:
    if parts.name == "RSA":
        return _proven(_rsa(parts.values))
    if parts.version == _VERSION:
        return private_of_octets(parts.name, parts.values[0])
    name = _BY_OCTETS.get((parts.name, len(parts.values[0])), "")
    if not name and parts.name in ("EC", "OKP"):
        raise WorkbenchError(
            "key-curve-lost",
            "The entry in the keyring does not say which curve its private key is on.",
            "Import the private key again, or remove the entry and make a new key.",
        )
    return private_of_octets(name, parts.values[0])


def _rsa(values: tuple[bytes, ...]) -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import rsa

    p, q, e = (int.from_bytes(one, "big") for one in values)
    if min(p, q, e) < 3 or not p & q & 1:
        raise ValueError("no RSA key")
    d = rsa.rsa_recover_private_exponent(e, p, q)
    dp, dq = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q)
    qi = rsa.rsa_crt_iqmp(p, q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, p * q))
    # The key was validated when it came in and has been in the keyring since; validating it again
    # would hold the interpreter for up to a quarter of a second. The caller compares the modulus,
    # whose only factors p and q then are, or has a signature prove them.
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _proven(private: RSAPrivateKey) -> RSAPrivateKey:
    """See that a key without its modulus beside it is whole: with a wrong factor none verifies."""
    from cryptography.exceptions import InternalError

    try:
        signature = maker_of("RS256")(private, _VERSION.encode())
        why = why_not(ALGORITHMS["RS256"], private.public_key(), _VERSION.encode(), signature)
    except InternalError:
        why = "The key does not work."
    if why:
        raise ValueError(why)
    return private


def _shared_secret(text: Secret, public: PublicKey) -> DecryptionKey:
    try:
        parts = _taken_apart(text)
    except ValueError:
        raise _damaged() from None
    if parts.name != "oct":
        raise _damaged()
    return DecryptionKey("octets", public, octets=parts.values[0])


def _refuse() -> NoReturn:
    raise WorkbenchError(
        "key-not-kept",
        "Only RSA, EC, OKP and ML-DSA keys and symmetric keys are kept in the keyring as keys.",
        "Choose another kind of key.",
    )


def _damaged() -> WorkbenchError:
    return WorkbenchError(
        "key-damaged",
        "The private key in the keyring is damaged or belongs to another public key.",
        "Import the private key again, or make a new one and register its public part.",
    )
