"""Encrypted tokens: what their header says, and what is inside when it can be opened."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from joserfc import jwe
from joserfc.jwk import ECKey, OctKey, RSAKey

from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.decryption_keys import (
    decryption_key_from_jwk,
    decryption_key_from_password,
)
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.secret import Secret
from rules.tokens import (
    AT_CLAIMS,
    AT_HEAD,
    EXPECTED,
    ID_CLAIMS,
    ID_HEAD,
    KID,
    NOW,
    b64url,
    compact,
    ids,
    key_sets,
    outcome,
    signed,
)

E, W = Severity.ERROR, Severity.WARNING
ISSUERS = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
THIEF = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
RSA = RSAKey.generate_key(2048)
EC = ECKey.generate_key("P-256")
OCT = OctKey.generate_key(256)
ID_TOKEN = signed(ID_HEAD, ID_CLAIMS, ISSUERS)
ALL = ["RSA1_5", "RSA-OAEP-256", "ECDH-ES", "dir", "A256KW", "PBES2-HS256+A128KW"]
NESTED = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}


def encrypted(head: dict[str, Any], plaintext: str, key: RSAKey | ECKey | OctKey = RSA) -> str:
    registry = jwe.JWERegistry(algorithms=[*ALL, "A256GCM", "DEF"])
    return jwe.encrypt_compact(head, plaintext.encode(), key, registry=registry)


def own(key: RSAKey | ECKey | OctKey) -> DecryptionKey:
    return decryption_key_from_jwk(key.as_dict(private=True))


def judged(
    text: str,
    *keys: DecryptionKey,
    purpose: Purpose = Purpose.ID_TOKEN,
    context: RunContext | None = None,
) -> Inspection:
    expected = replace(EXPECTED, purpose=purpose)
    known = context or RunContext()
    found = inspect(text, expected, key_sets(ISSUERS), known, NOW, decryption_keys=keys)
    assert found.verdict.with_status(Status.CRASHED) == ()
    return found


def severity(inspection: Inspection, rule: str) -> Severity | None:
    findings = outcome(inspection.verdict, rule).findings
    return findings[0].severity if findings else None


def test_a_signed_token_in_an_encrypted_one_is_judged_by_what_is_inside() -> None:
    text = encrypted(NESTED, ID_TOKEN)
    found = judged(text, own(RSA))
    assert found.verdict.decision is Decision.ACCEPT
    assert found.verdict.findings == ()
    assert found.reading.token == text
    assert found.judged.claims == ID_CLAIMS
    assert outcome(found.verdict, "decrypted-not-signed").status is Status.CLEAR


def test_without_a_key_it_stays_undecided_and_says_so() -> None:
    found = judged(encrypted(NESTED, ID_TOKEN))
    assert found.verdict.decision is Decision.UNDECIDED
    assert "the decryption key" in found.verdict.needed
    said = outcome(found.verdict, "decrypted-not-signed")
    assert (said.status, said.decisive) == (Status.NOT_CHECKED, True)


def test_with_the_wrong_key_it_stays_undecided_and_says_so() -> None:
    found = judged(encrypted(NESTED, ID_TOKEN), own(RSAKey.generate_key(2048)))
    assert found.verdict.decision is Decision.UNDECIDED
    assert "could not be decrypted" in found.verdict.headline
    assert found.inner is None


INSIDE = {
    "claims alone": json.dumps(ID_CLAIMS),
    "no token at all": "hello",
    "another's signature": signed(ID_HEAD, ID_CLAIMS, THIEF),
    "a changed token": compact(ID_HEAD, ID_CLAIMS),
    "an unsigned token": compact({"alg": "none"}, ID_CLAIMS, b""),
    "an expired token": signed(ID_HEAD, {**ID_CLAIMS, "exp": 1}, ISSUERS),
    "another client's token": signed(ID_HEAD, {**ID_CLAIMS, "aud": "other"}, ISSUERS),
}


@pytest.mark.parametrize("what", INSIDE)
def test_encryption_proves_nothing_about_the_sender(what: str) -> None:
    found = judged(encrypted({**NESTED, "alg": "dir"}, INSIDE[what], OCT), own(OCT))
    assert found.verdict.decision is Decision.REJECT


@pytest.mark.parametrize("what", list(INSIDE)[:4])
def test_decrypted_not_signed(what: str) -> None:
    found = judged(encrypted(NESTED, INSIDE[what]), own(RSA))
    assert severity(found, "decrypted-not-signed") is E


def test_what_is_inside_an_unsigned_one_is_shown_and_judged_all_the_same() -> None:
    found = judged(encrypted(NESTED, json.dumps({**ID_CLAIMS, "aud": "other"})), own(RSA))
    assert found.judged.claims["aud"] == "other"
    assert "aud-mismatch" in ids(found.verdict)


def test_an_assertion_without_a_signature_inside_is_not_accepted() -> None:
    text = encrypted(NESTED, json.dumps({"iss": "a", "sub": "a"}))
    found = judged(text, own(RSA), purpose=Purpose.CLIENT_ASSERTION)
    assert found.verdict.decision is not Decision.ACCEPT


def test_a_client_secret_decrypts_what_it_was_meant_for() -> None:
    secret = Secret("a client secret of more than 32 octets")
    key = OctKey.import_key(hashlib.sha256(secret.reveal().encode()).digest())
    text = encrypted({"alg": "dir", "enc": "A256GCM", "cty": "JWT"}, ID_TOKEN, key)
    found = judged(text, context=RunContext(shared_secret=secret))
    assert found.verdict.decision is Decision.ACCEPT


def test_every_layer_is_judged() -> None:
    inner = encrypted({**NESTED, "kid": "../../key"}, ID_TOKEN)
    outer = encrypted({**NESTED, "alg": "dir", "zip": "DEF"}, inner, OCT)
    found = judged(outer, own(OCT), own(RSA))
    assert found.verdict.decision is Decision.ACCEPT
    assert {"jwe-zip", "kid-injection"} <= ids(found.verdict)
    places = {finding.where for finding in found.verdict.findings}
    assert {"encryption.header.kid", "encryption.header.zip"} <= places


def test_a_defect_around_it_forbids_acceptance_as_one_inside_does() -> None:
    text = encrypted(NESTED, ID_TOKEN)
    assert judged(f"{text}=", own(RSA)).verdict.decision is not Decision.ACCEPT


def test_an_access_token_can_come_encrypted_too() -> None:
    text = encrypted(NESTED, signed(AT_HEAD, AT_CLAIMS, ISSUERS))
    found = judged(text, own(RSA), purpose=Purpose.ACCESS_TOKEN)
    assert found.verdict.decision is Decision.ACCEPT


def header_only(**members: Any) -> str:
    head = b64url(json.dumps({"enc": "A256GCM", **members}).encode())
    return f"{head}.AAAA.{b64url(bytes(12))}.AAAA.{b64url(bytes(16))}"


PUBLIC = EC.as_dict(private=False)
SALT = b64url(bytes(16))
PBES2 = {"alg": "PBES2-HS256+A128KW", "p2s": SALT}
OFF_CURVE = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}
SMALL_ORDER = {"kty": "OKP", "crv": "X25519", "x": "A" * 43}
HEADERS: list[tuple[str, dict[str, Any], Severity | None]] = [
    ("jwe-rsa1_5", {"alg": "RSA1_5"}, W),
    ("jwe-rsa1_5", {"alg": "RSA-OAEP-256"}, None),
    ("jwe-p2c", {**PBES2, "p2c": 1_200_001}, E),
    ("jwe-p2c", {**PBES2, "p2c": 1_200_000}, None),
    ("jwe-p2c", {**PBES2, "p2c": 10**400}, E),
    ("jwe-p2c", {**PBES2, "p2c": 999}, W),
    ("jwe-p2c", {**PBES2, "p2c": 1000}, None),
    ("jwe-p2c", {**PBES2, "p2c": 0}, E),
    ("jwe-p2c", {**PBES2, "p2c": True}, E),
    ("jwe-p2c", {**PBES2, "p2c": "600000"}, E),
    ("jwe-p2c", PBES2, E),
    ("jwe-p2c", {**PBES2, "p2c": 600_000, "p2s": b64url(bytes(7))}, E),
    ("jwe-p2c", {**PBES2, "p2c": 600_000, "p2s": b64url(bytes(8))}, None),
    ("jwe-p2c", {"alg": "dir", "p2c": 10**9}, None),
    ("jwe-zip", {"alg": "dir", "zip": "DEF"}, W),
    ("jwe-zip", {"alg": "dir"}, None),
    ("jwe-epk-invalid", {"alg": "ECDH-ES", "epk": PUBLIC}, None),
    ("jwe-epk-invalid", {"alg": "ECDH-ES", "epk": OFF_CURVE}, E),
    ("jwe-epk-invalid", {"alg": "ECDH-ES"}, E),
    ("jwe-epk-invalid", {"alg": "ECDH-ES+A256KW", "epk": EC.as_dict(private=True)}, E),
    ("jwe-epk-invalid", {"alg": "ECDH-ES", "epk": SMALL_ORDER}, E),
    ("jwe-epk-invalid", {"alg": "ECDH-ES", "epk": {**PUBLIC, "crv": "P-384"}}, E),
    ("jwe-epk-invalid", {"alg": "dir", "epk": OFF_CURVE}, None),
]


@pytest.mark.parametrize(("rule", "head", "expected"), HEADERS)
def test_what_a_header_asks_for(rule: str, head: dict[str, Any], expected: Severity | None) -> None:
    found = judged(header_only(**head))
    assert severity(found, rule) is expected
    assert found.verdict.decision is (Decision.REJECT if expected is E else Decision.UNDECIDED)


def test_a_private_ephemeral_key_is_not_shown() -> None:
    private = EC.as_dict(private=True)
    found = judged(header_only(alg="ECDH-ES", epk=private))
    assert str(private["d"]) not in repr(found.verdict)


def test_an_ephemeral_key_on_its_curve_may_begin_with_zeros() -> None:
    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), b"\x02" + bytes(31) + b"\x05")
    numbers = point.public_numbers()
    x, y = (b64url(value.to_bytes(32, "big")) for value in (numbers.x, numbers.y))
    epk = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
    assert severity(judged(header_only(alg="ECDH-ES", epk=epk)), "jwe-epk-invalid") is None


def test_a_compressed_token_that_grows_too_large_is_rejected() -> None:
    bomb = encrypted({"alg": "dir", "enc": "A256GCM", "zip": "DEF"}, "a" * 250_001, OCT)
    found = judged(bomb, own(OCT))
    assert severity(found, "jwe-zip") is E
    assert found.verdict.decision is Decision.REJECT
    fits = encrypted({**NESTED, "alg": "dir", "zip": "DEF"}, ID_TOKEN, OCT)
    assert severity(judged(fits, own(OCT)), "jwe-zip") is W


def test_a_password_opens_a_token_within_the_bounds() -> None:
    password = OctKey.import_key("correct horse battery staple")
    head = {"alg": "PBES2-HS256+A128KW", "enc": "A256GCM", "p2c": 4096, "cty": "JWT"}
    text = encrypted(head, ID_TOKEN, password)
    key = decryption_key_from_password(Secret("correct horse battery staple"))
    assert judged(text, key).verdict.decision is Decision.ACCEPT
