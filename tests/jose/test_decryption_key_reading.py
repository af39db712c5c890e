"""Keys that a person has at hand: text or file, in any of the usual notations."""

from __future__ import annotations

import json

import pytest

from jose.encrypting import oct_jwk
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.decryption_key_reading import read_decryption_keys, symmetric_readings
from oidc_workbench.secret import Secret

OCTETS = bytes(range(16))
SIGNING = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
           "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}  # fmt: skip


def test_a_key_for_signatures_does_not_hide_the_others_of_its_set() -> None:
    text = json.dumps({"keys": [SIGNING, oct_jwk(OCTETS)]}).encode()
    (found,) = read_decryption_keys(text, None, "a file")
    assert found.octets == OCTETS
    assert found.label == "a file"


def test_a_set_without_any_usable_key_says_why_the_first_is_none() -> None:
    with pytest.raises(WorkbenchError, match="Ed25519 do not decrypt"):
        read_decryption_keys(json.dumps(SIGNING).encode(), None, "a file")


@pytest.mark.parametrize("text", [b"", b"hello", b"[]", b'{"keys": []}', b"[" * 100_000, b"\xff"])
def test_what_is_no_key_is_refused_in_one_sentence(text: bytes) -> None:
    with pytest.raises(WorkbenchError) as refused:
        read_decryption_keys(text, None, "a file")
    assert refused.value.code == "key-unusable"


@pytest.mark.parametrize(
    ("typed", "way"),
    [(OCTETS.hex(), "hexadecimal"), (encode(OCTETS), "base64url"), ("YWI/Y2Q+ZWY=", "base64")],
)
def test_a_typed_key_is_read_in_every_way_that_it_may_be_meant(typed: str, way: str) -> None:
    found = symmetric_readings(Secret(typed), "the key")
    assert found[0].octets == typed.encode()
    assert f"the key, read as {way}" in [one.label for one in found]


def test_no_reading_stands_twice() -> None:
    octets = [one.octets for one in symmetric_readings(Secret("abc!"), "the key")]
    assert octets == [b"abc!"]
