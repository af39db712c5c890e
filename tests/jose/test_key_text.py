"""Keys out of files are shown without their private parts."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from jose.certificates import der, pem
from jose.keys import SUPPLIED, key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk import public_jwk, public_pem
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_text import is_key_text, shown_keys

ONE = key("P-256", "one")
JWK = public_jwk(ONE.public)
PRIVATE_PEM = ONE.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def thumbprints(text: str) -> list[str]:
    return [found.thumbprint for found in read_key_set(text, SUPPLIED).keys]


@pytest.mark.parametrize(
    "octets",
    [
        json.dumps({"keys": [JWK]}).encode(),
        json.dumps(JWK).encode(),
        public_pem(ONE.public).encode(),
        pem(ONE).encode(),
        der(ONE),
        PRIVATE_PEM,
        json.dumps({**JWK, "d": "AAAA"}).encode(),
    ],
)
def test_every_notation_gives_the_public_key(octets: bytes) -> None:
    text = shown_keys(octets)
    assert thumbprints(text) == [ONE.public.thumbprint]
    assert "PRIVATE" not in text
    assert '"d"' not in text
    assert is_key_text(octets)


def test_what_is_public_is_shown_as_it_came() -> None:
    text = f"{pem(ONE)}\n# a note\n"
    assert shown_keys(text.encode()) == text


@pytest.mark.parametrize(
    "octets",
    [b"", b"hello", b'{"kty": "oct", "k": "AAAA"}', b'{"keys": []}', b"\x30\x82", b"[" * 9000],
)
def test_without_a_public_key_it_is_said_what_to_give(octets: bytes) -> None:
    with pytest.raises(WorkbenchError, match="no public key"):
        shown_keys(octets)


@pytest.mark.parametrize("octets", [b"eyJhbGciOiJub25lIn0.e30.", b"", b'{"access_token": "x"}'])
def test_a_token_is_not_taken_for_keys(octets: bytes) -> None:
    assert not is_key_text(octets)
