"""A private key signs and never shows itself."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.signing_key import SigningKey, algorithms_of

if TYPE_CHECKING:
    from collections.abc import Callable


def a_key(alg: str = "") -> SigningKey:
    public = PublicKey(raw={}, kty="EC", crv="P-256", kid="k1", alg=alg)
    return SigningKey(public, ec.generate_private_key(ec.SECP256R1()))


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format])
def test_showing_a_key_shows_its_name_only(show: Callable[[object], str]) -> None:
    key = a_key()
    text = show(key)
    assert "k1" in text
    assert "PrivateKey" not in text
    assert isinstance(key.private_key, ec.EllipticCurvePrivateKey)
    assert str(key.private_key.private_numbers().private_value) not in text


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_key_is_never_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="never serialised"):
        pickle.dumps(a_key(), protocol)


def test_copying_a_key_makes_no_second_one() -> None:
    key = a_key()
    assert copy.copy(key) is key
    assert copy.deepcopy([key])[0] is key


@pytest.mark.parametrize(
    ("kty", "crv", "alg", "expected"),
    [
        ("RSA", "", "", ("PS256", "PS384", "PS512", "RS256", "RS384", "RS512")),
        ("RSA", "", "RS256", ("RS256",)),
        ("EC", "P-256", "", ("ES256",)),
        ("EC", "P-384", "", ("ES384",)),
        ("EC", "P-521", "", ("ES512",)),
        ("EC", "P-256", "ES384", ()),
        ("OKP", "Ed25519", "", ("EdDSA", "Ed25519")),
        ("OKP", "Ed448", "Ed448", ("Ed448",)),
        ("OKP", "X25519", "", ()),
        ("oct", "", "", ()),
    ],
)
def test_a_key_signs_with_what_fits_its_type_and_curve(
    kty: str, crv: str, alg: str, expected: tuple[str, ...]
) -> None:
    assert algorithms_of(PublicKey(raw={}, kty=kty, crv=crv, alg=alg)) == expected


def test_without_a_fitting_algorithm_there_is_no_default() -> None:
    assert a_key(alg="ES512").default_alg == ""
    assert a_key().default_alg == "ES256"
