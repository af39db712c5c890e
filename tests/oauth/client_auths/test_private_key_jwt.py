"""The client assertion: who speaks, to whom, for how long, signed by which key."""

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk_set import key_set_of
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.verification import verify
from oidc_workbench.oauth.client_auths.private_key_jwt import client_assertion

_JTI = bytes(range(16))
_NOW = 1_767_225_590.9


def test_header_and_claims() -> None:
    assertion = client_assertion(
        "s6BhdRkqt3", "https://as.example", alg="ES256", kid="c1", now=_NOW, jti=_JTI
    )
    assert assertion.header == {"alg": "ES256", "typ": "client-authentication+jwt", "kid": "c1"}
    assert assertion.claims == {
        "iss": "s6BhdRkqt3",
        "sub": "s6BhdRkqt3",
        "aud": "https://as.example",
        "iat": 1_767_225_590,
        "exp": 1_767_225_650,
        "jti": "AAECAwQFBgcICQoLDA0ODw",
    }
    assert assertion.expires_at == 1_767_225_650


def test_an_empty_kid_is_left_out() -> None:
    assertion = client_assertion("c", "https://as.example", alg="ES256", kid="", now=0, jti=_JTI)
    assert "kid" not in assertion.header


@pytest.mark.parametrize(
    ("kind", "alg"), [("P-256", "ES256"), ("RSA-2048", "PS256"), ("Ed25519", "EdDSA")]
)
def test_the_registered_public_key_verifies_it(kind: str, alg: str) -> None:
    key = generate_key(kind, "c1")
    assertion = client_assertion("c", "https://as.example", alg=alg, kid="c1", now=0, jti=_JTI)
    signed = assertion.sign(key)
    keys = key_set_of([key.public], KeySource("vault", "k"))
    assert verify(read(signed.reveal()), (keys,)).verified
    assert signed.reveal() not in repr(signed)


def test_a_key_that_does_not_fit_is_refused() -> None:
    assertion = client_assertion("c", "https://as.example", alg="RS256", kid="", now=0, jti=_JTI)
    with pytest.raises(WorkbenchError) as caught:
        assertion.sign(generate_key("P-256"))
    assert caught.value.code == "alg-unfit"
