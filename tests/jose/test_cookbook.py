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
from oidc_workbench.jose.json_verification import verify_detached, verify_each
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_check import SignatureStatus
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


JWS = (
    "jws/4_1.rsa_v15_signature.json",
    "jws/4_2.rsa-pss_signature.json",
    "jws/4_3.ecdsa_signature.json",
    "jws/4_4.hmac-sha2_integrity_protection.json",
    "jws/4_5.signature_with_detached_content.json",
    "jws/4_6.protecting_specific_header_fields.json",
    "jws/4_7.protecting_content_only.json",
    "curve25519/jws.json",
    "rfc7797/hmac-sha2_b64_false.json",
)
# Where we answer otherwise than the examples, and why.
DEVIATIONS = {
    "rfc7797/4.2.hmac-sha2_b64_false.json": (
        'its encoded header has "b64" and no "crit", which RFC 7797 §6 demands'
    ),
}
DETACHED = ("4_5", "rfc7797")


@pytest.mark.parametrize("name", JWS)
def test_every_signed_example_verifies_in_every_serialisation(vectors_dir: Path, name: str) -> None:
    example = load(vectors_dir / "jose-cookbook" / name)
    key_sets, secret = keys_of(example["input"]["key"])
    payload = example["input"]["payload"].encode()
    for form, token in example["output"].items():
        reading = read(token if isinstance(token, str) else json.dumps(token))
        if any(part in name for part in DETACHED):
            found = verify_detached(reading, payload, key_sets, shared_secret=secret)
        else:
            (found,) = verify_each(reading, key_sets, shared_secret=secret)
        assert found.verified, (form, found.reason)


def test_each_of_several_signatures_verifies_with_its_own_key(vectors_dir: Path) -> None:
    example = load(vectors_dir / "jose-cookbook" / "jws/4_8.multiple_signatures.json")
    reading = read(json.dumps(example["output"]["json"]))
    for index, raw in enumerate(example["input"]["key"]):
        key_sets, secret = keys_of(raw)
        found = verify_each(reading, key_sets, shared_secret=secret)
        assert [one.verified for one in found] == [index == n for n in range(3)]


@pytest.mark.parametrize("name", DEVIATIONS)
def test_an_example_that_breaks_its_own_standard_is_refused(vectors_dir: Path, name: str) -> None:
    example = load(vectors_dir / "jose-cookbook" / name)
    _, secret = keys_of(example["input"]["key"])
    payload = example["input"]["payload"].encode()
    for token in example["output"].values():
        found = verify_detached(read(json.dumps(token)), payload, (), shared_secret=secret)
        assert found.status is SignatureStatus.UNSUPPORTED
        assert '"crit" does not list it' in found.reason


def test_no_example_is_left_out(vectors_dir: Path) -> None:
    folder = vectors_dir / "jose-cookbook"
    found = {str(path.relative_to(folder)) for path in folder.glob("*/*.json")}
    judged = {*JWE, *JWS, *DEVIATIONS, "jws/4_8.multiple_signatures.json"}
    # The keys of RFC 7520 §3 stand in the other examples as well, and are judged as keys.
    assert {name for name in found if not name.startswith("jwk/")} == judged
