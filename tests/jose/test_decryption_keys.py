"""Decryption keys come from a JWK, PEM, the vault or a secret, and refuse what cannot decrypt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from jose.encrypting import encrypted, public_of
from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.compact_key import MAX_CHARACTERS, from_compact, to_compact
from oidc_workbench.jose.decryption import decrypt
from oidc_workbench.jose.decryption_keys import (
    decryption_key,
    decryption_key_from_jwk,
    decryption_key_from_password,
    decryption_key_from_pem,
)
from oidc_workbench.jose.key_generation import (
    ENCRYPTION_KINDS,
    generate_encryption_key,
    generate_secret,
)
from oidc_workbench.jose.reader import read
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey

SMALL = (*(kind for kind in ENCRYPTION_KINDS if not kind.startswith("RSA")), "RSA-OAEP 2048")


def opens(one: DecryptionKey) -> bool:
    alg = "RSA-OAEP-256" if one.public.kty == "RSA" else "ECDH-ES"
    return decrypt(read(encrypted("{}", public_of(one), alg)), (one,)).decrypted


def pem(one: DecryptionKey, password: bytes = b"") -> bytes:
    assert one.private_key is not None
    how = BestAvailableEncryption(password) if password else NoEncryption()
    return one.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


@pytest.mark.parametrize("kind", SMALL)
def test_each_kind_is_made_named_and_kept(kind: str) -> None:
    made = generate_encryption_key(kind)
    assert made.public.use == "enc"
    assert made.public.kid == made.public.thumbprint != ""
    kept = to_compact(made)
    assert len(kept.reveal()) <= MAX_CHARACTERS
    assert opens(decryption_key(from_compact(kept, made.public)))


@pytest.mark.parametrize("kind", SMALL)
def test_each_kind_is_imported_from_pem(kind: str) -> None:
    made = generate_encryption_key(kind)
    assert opens(decryption_key_from_pem(pem(made), None))
    assert opens(decryption_key_from_pem(pem(made, b"word"), Secret("word"), "a file"))
    with pytest.raises(WorkbenchError) as caught:
        decryption_key_from_pem(pem(made, b"word"), Secret("other"))
    assert caught.value.code == "key-password-wrong"


def raw_of(kind: str) -> dict[str, Any]:
    made = generate_encryption_key(kind, "e1")
    private: Any = made.private_key
    if kind.startswith("ECDH"):
        number = private.private_numbers().private_value
        octets = number.to_bytes((private.curve.key_size + 7) // 8, "big")
    else:
        octets = private.private_bytes_raw()
    return {**made.public.raw, "d": encode(octets)}


@pytest.mark.parametrize("kind", [kind for kind in SMALL if not kind.startswith("RSA")])
def test_each_kind_is_imported_from_a_jwk(kind: str) -> None:
    one = decryption_key_from_jwk(raw_of(kind))
    assert (one.public.kid, one.name) == ("e1", "e1")
    assert opens(one)
    with pytest.raises(WorkbenchError) as caught:
        decryption_key_from_jwk({**raw_of(kind), "d": raw_of(kind)["d"]})
    assert caught.value.code == "key-unusable"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, "key-unusable"),
        ({"kty": "oct"}, "key-unusable"),
        ({"kty": "oct", "k": "!"}, "key-unusable"),
        ({"kty": "OKP", "crv": "X25519", "x": encode(bytes(31)), "d": "AA"}, "key-unusable"),
    ],
)
def test_a_jwk_that_cannot_be_used_says_why(raw: dict[str, Any], code: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        decryption_key_from_jwk(raw)
    assert caught.value.code == code
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("kind", ["Ed25519", "Ed448"])
def test_a_key_that_only_signs_does_not_decrypt(kind: str) -> None:
    signer = decryption_key(key(kind))
    with pytest.raises(WorkbenchError) as caught:
        decryption_key_from_pem(pem(signer), None)
    assert caught.value.code == "key-cannot-decrypt"
    assert kind in caught.value.message


def test_a_password_is_not_kept_as_a_key() -> None:
    with pytest.raises(WorkbenchError) as caught:
        to_compact(decryption_key_from_password(Secret("correct horse")))
    assert caught.value.code == "key-not-kept"


def test_a_secret_is_as_strong_as_asked_for() -> None:
    octets = bytes(range(32))
    assert generate_secret(256, octets).reveal() == encode(octets)
    for bits in (128, 257, 520):
        with pytest.raises(WorkbenchError):
            generate_secret(bits, bytes(bits // 8))
    with pytest.raises(ValueError, match="octets"):
        generate_secret(256, bytes(31))


def test_another_kind_is_refused_with_the_choice() -> None:
    with pytest.raises(WorkbenchError) as caught:
        generate_encryption_key("P-256")
    assert caught.value.code == "key-kind-unknown"
    assert "X25519" in caught.value.hint
