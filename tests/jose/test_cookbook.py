"""The JOSE cookbook (RFC 7520, and its additions): every example, with each deviation's reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from jose.vectors import keys_of, load
from oidc_workbench.jose.decryption import DecryptionStatus, decrypt
from oidc_workbench.jose.decryption_keys import (
    decryption_key_from_jwk,
    decryption_key_from_password,
)
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.verification import verify
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from oidc_workbench.jose.decryption_key import DecryptionKey

pytestmark = pytest.mark.needs("vectors")

JWE = (
    "jwe/5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json",
    "jwe/5_2.key_encryption_using_rsa-oaep_with_aes-gcm.json",
    "jwe/5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2.json",
    "jwe/5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm.json",
    "jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json",
    "jwe/5_6.direct_encryption_using_aes-gcm.json",
    "jwe/5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2.json",
    "jwe/5_8.key_wrap_using_aes-keywrap_with_aes-gcm.json",
    "jwe/5_9.compressed_content.json",
    "jwe/5_10.including_additional_authentication_data.json",
    "jwe/5_11.protecting_specific_header_fields.json",
    "jwe/5_12.protecting_content_only.json",
    "jwe/5_13.encrypting_to_multiple_recipients.json",
    "curve25519/ecdh-es.json",
)


def decryption_keys(given: dict[str, Any]) -> tuple[DecryptionKey, ...]:
    if "pwd" in given:
        return (decryption_key_from_password(Secret(given["pwd"])),)
    listed = given["key"] if isinstance(given["key"], list) else [given["key"]]
    return tuple(decryption_key_from_jwk(raw) for raw in listed)


@pytest.mark.parametrize("name", JWE)
def test_every_encrypted_example_opens_in_every_serialisation(vectors_dir: Path, name: str) -> None:
    example = load(vectors_dir / "jose-cookbook" / name)
    for form, token in example["output"].items():
        text = token if isinstance(token, str) else json.dumps(token)
        for one in decryption_keys(example["input"]):
            found = decrypt(read(text), (one,))
            assert found.status is DecryptionStatus.DECRYPTED, (form, found.reason)
            assert found.plaintext == example["input"]["plaintext"].encode()


def test_the_nested_example_opens_and_its_signature_verifies(vectors_dir: Path) -> None:
    example = load(vectors_dir / "jose-cookbook" / "6.nesting_signatures_and_encryption.json")
    key_sets, _ = keys_of(example["sign"]["input"]["key"])
    ours = decryption_key_from_jwk(example["encrypt"]["input"]["key"])
    for token in example["encrypt"]["output"].values():
        text = token if isinstance(token, str) else json.dumps(token)
        found = decrypt(read(text), (ours,))
        assert found.signed is not None
        assert found.signed.token == example["sign"]["output"]["compact"]
        assert verify(found.signed, key_sets).verified
