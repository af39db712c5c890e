"""Key sets: well formed, public only, strong, named once, and for one purpose."""

import json
from base64 import b64encode, urlsafe_b64decode
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.outcome import Severity, Status
from rules.documents import PLAIN, answered, changed, fetched, flags, verdict
from rules.tokens import FROM_ISSUER, ISSUER, b64url

JWKS, META, REG = DocumentKind.JWKS, DocumentKind.METADATA, DocumentKind.REGISTRATION
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def public(key: RSAKey | ECKey | OKPKey, **members: Any) -> dict[str, Any]:
    return {**key.as_dict(private=False), **members}


def modulus(number: int) -> str:
    return b64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


PRIVATE: dict[str, Any] = dict(ECKey.generate_key("P-256").as_dict(private=True))
EC = public(ECKey.generate_key("P-256"), kid="ec", use="sig")
EC2 = public(ECKey.generate_key("P-256"), kid="ec2", use="sig")
RSA = public(RSAKey.generate_key(3072), kid="rsa", use="sig")
N = int.from_bytes(urlsafe_b64decode(RSA["n"] + "=="), "big")
RSA_2048 = public(RSAKey.generate_key(2048), kid="rsa-2048", use="sig")
ED = public(OKPKey.generate_key("Ed25519"), kid="ed", use="sig")
X = public(OKPKey.generate_key("X25519"), kid="x", use="enc")
# RFC 7517 appendix A.1, published with its private half in A.2.
EXAMPLE = {
    "kty": "EC", "crv": "P-256", "kid": "example", "use": "sig",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}  # fmt: skip
ZERO_POINT = {"kty": "EC", "crv": "P-256", "x": b64url(bytes(32)), "y": b64url(bytes(32))}


def keys(*entries: object) -> dict[str, Any]:
    return {"keys": list(entries)}


def snapshot(*entries: dict[str, Any], source: KeySource = FROM_ISSUER) -> KeySet:
    return read_key_set(json.dumps(keys(*entries)), source)


KNOWN = DocumentContext(
    metadata={"id_token_signing_alg_values_supported": ["ES256"]},
    earlier_keys=(),
    known_keys=(),
    exchange=fetched(f"{ISSUER}/jwks", cache_control="public, max-age=3600"),
)
ROTATED = replace(KNOWN, earlier_keys=(snapshot(EC2),))


def test_a_good_key_set_has_no_findings() -> None:
    judged = verdict(JWKS, keys(EC, ED), ROTATED)
    assert judged.findings == ()
    assert judged.decided


ENTRIES: list[tuple[str, tuple[object, ...], str, Severity | None]] = [
    ("kty missing", ({"n": "AQAB", "e": "AQAB"},), "jwks-malformed", ERROR),
    ("n missing", (changed(RSA, "n"),), "jwks-malformed", ERROR),
    ("y not base64url", (changed(EC, y="!"),), "jwks-malformed", ERROR),
    ("no object", ("key",), "jwks-malformed", ERROR),
    ("unknown kty", (EC, {"kty": "QKD", "kid": "q"}), "jwks-malformed", None),
    ("none", (), "jwks-malformed", None),
    ("EC with d", (PRIVATE,), "jwks-private-key", ERROR),
    ("AKP with priv", ({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "priv": "AA"},),
     "jwks-private-key", ERROR),
    ("public", (EC,), "jwks-private-key", None),
    ("oct", ({"kty": "oct", "k": "AAAA"},), "jwks-symmetric-key", ERROR),
    ("k", (changed(EC, k="AAAA"),), "jwks-symmetric-key", ERROR),
    ("public", (EC,), "jwks-symmetric-key", None),
    ("RFC 7517", (EXAMPLE,), "jwk-published-example", ERROR),
    ("own", (EC,), "jwk-published-example", None),
    ("same kid and type", (changed(RSA, kid="1"), changed(RSA_2048, kid="1")), "jwks-kid", WARNING),
    ("same kid", (changed(RSA, kid="1"), changed(EC, kid="1")), "jwks-kid", None),
    ("one without", (EC, changed(ED, "kid")), "jwks-kid", WARNING),
    ("single without", (changed(EC, "kid"),), "jwks-kid", None),
    ("a number", (changed(EC, kid=1),), "jwks-kid", WARNING),
    ("mixed", (changed(EC, "use"), ED, X), "jwks-use-missing", ERROR),
    ("by alg", (changed(EC, "use", alg="ES256"), changed(RSA, "use", alg="RSA-OAEP-256")),
     "jwks-use-missing", ERROR),
    ("all say", (EC, X), "jwks-use-missing", None),
    ("one kind", (changed(EC, "use"), ED), "jwks-use-missing", None),
    ("two uses", (RSA, changed(RSA, use="enc", kid="e")), "jwk-multi-purpose", WARNING),
    ("two algs", (changed(RSA, alg="RS256"), changed(RSA, alg="PS256", kid="p")),
     "jwk-multi-purpose", WARNING),
    ("contradiction", (changed(RSA, key_ops=["decrypt"]),), "jwk-multi-purpose", WARNING),
    ("agreement", (changed(RSA, key_ops=["verify"]),), "jwk-multi-purpose", None),
    ("two keys", (EC, EC2), "jwk-multi-purpose", None),
    ("1024 bits", (changed(RSA, n=modulus(1 << 1023 | 1)),), "rsa-short", ERROR),
    ("2048 bits", (RSA_2048,), "rsa-short", None),
    ("2048 bits", (RSA_2048,), "rsa-112-horizon", INFO),
    ("3072 bits", (RSA,), "rsa-112-horizon", None),
    ("even", (changed(RSA, n=modulus(1 << 3071)),), "rsa-weak", ERROR),
    ("a square", (changed(RSA, n=modulus(((1 << 1535) + 1) ** 2)),), "rsa-weak", ERROR),
    ("e = 1", (changed(RSA, e="AQ"),), "rsa-weak", ERROR),
    ("e = 3", (changed(RSA, e="Aw"),), "rsa-weak", WARNING),
    ("sound", (RSA,), "rsa-weak", None),
    ("fingerprint", (changed(RSA, n=modulus(pow(65537, 150))),), "rsa-roca", ERROR),
    ("none", (RSA,), "rsa-roca", None),
    ("31 octets", (changed(EC, x=b64url(bytes(31))),), "ec-invalid", ERROR),
    ("off the curve", (ZERO_POINT,), "ec-invalid", ERROR),
    ("unknown curve", (changed(EC, crv="P-192"),), "ec-invalid", ERROR),
    ("sound", (EC,), "ec-invalid", None),
    ("short", (changed(ED, x=b64url(bytes(31))),), "okp-invalid", ERROR),
    ("X signs", (changed(X, use="sig"),), "okp-invalid", ERROR),
    ("small order", (changed(ED, x=b64url(b"\x01" + bytes(31))),), "okp-invalid", ERROR),
    ("sound", (ED, X), "okp-invalid", None),
    ("short", ({"kty": "AKP", "alg": "ML-DSA-44", "pub": b64url(bytes(1311))},), "akp-invalid",
     ERROR),
    ("right length", ({"kty": "AKP", "alg": "ML-DSA-44", "pub": b64url(bytes(1312))},),
     "akp-invalid", None),
    ("padded", (changed(EC, x=EC["x"] + "="),), "b64url-invalid", ERROR),
    ("standard", (changed(EC, x5c=["AA=="]),), "b64url-invalid", None),
    ("trailing bits", (changed(RSA, e="AQAC"[:3] + "D"),), "b64url-noncanonical", None),
    ("trailing bits", (changed(RSA, e="Ax"),), "b64url-noncanonical", WARNING),
    ("EdDSA", (changed(ED, alg="EdDSA"),), "alg-eddsa-polymorphic", INFO),
    ("Ed25519", (changed(ED, alg="Ed25519"),), "alg-eddsa-polymorphic", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "rule", "severity"),
    [case[1:] for case in ENTRIES],
    ids=[f"{rule} {name}" for name, _, rule, _ in ENTRIES],
)
def test_keys_in_themselves(
    entries: tuple[object, ...], rule: str, severity: Severity | None
) -> None:
    assert flags(JWKS, keys(*entries), KNOWN).get(rule) is severity


@pytest.mark.parametrize("text", ["[]", '{"kty":"EC"}', '{"keys":{}}', "<html>", '{"keys":[]} x'])
def test_what_is_no_key_set(text: str) -> None:
    assert flags(JWKS, text)["jwks-malformed"] is ERROR


def test_a_repeated_name_in_a_key_is_an_error() -> None:
    text = '{"keys":[{"kty":"EC","kty":"RSA"}]}'
    assert flags(JWKS, text)["json-duplicate-member"] is ERROR


def test_too_many_keys_are_refused() -> None:
    assert flags(JWKS, keys(*[{"kty": "x"}] * 501))["limit-size-depth"] is ERROR


def test_private_keys_in_other_documents_are_seen_and_never_shown() -> None:
    for kind in (META, REG):
        judged = verdict(kind, changed(PLAIN, jwks=keys(PRIVATE)))
        found = answered(judged, "jwks-private-key").findings
        assert [one.where for one in found] == ["jwks.keys[0]"]
        assert PRIVATE["d"] not in repr(judged)
    assert PRIVATE["d"] not in repr(verdict(JWKS, keys(PRIVATE)))


def test_two_moduli_with_a_common_factor_are_both_broken() -> None:
    shared = changed(RSA, n=modulus(N * (2**521 - 1)))
    assert flags(JWKS, keys(shared), KNOWN).get("rsa-weak") is None
    elsewhere = snapshot(RSA, source=KeySource("supplied", "other"))
    knowing = replace(KNOWN, known_keys=(elsewhere,))
    assert flags(JWKS, keys(shared), knowing)["rsa-weak"] is ERROR


def test_a_kid_that_named_another_key_is_reused() -> None:
    before = replace(KNOWN, earlier_keys=(snapshot(changed(EC2, kid="ec")),))
    assert flags(JWKS, keys(EC), before)["jwks-kid"] is WARNING
    same = replace(KNOWN, earlier_keys=(snapshot(EC),))
    assert "jwks-kid" not in flags(JWKS, keys(EC), same)
    assert answered(verdict(JWKS, keys(EC)), "jwks-kid").status is Status.NOT_CHECKED


@pytest.mark.parametrize(
    ("algs", "entries", "flagged"),
    [
        (["ES256", "RS256"], (EC,), True),
        (["RS256", "PS256", "ES256"], (RSA, EC), False),
        (["RS256", "PS256"], (changed(RSA, alg="RS256"),), True),
        (["ES256"], (changed(EC, use="enc"),), True),
        (["EdDSA"], (changed(ED, alg="Ed25519"),), False),
        (["HS256", "none"], (EC,), False),
    ],
)
def test_every_advertised_algorithm_has_a_key(
    algs: list[str], entries: tuple[dict[str, Any], ...], *, flagged: bool
) -> None:
    metadata = {"id_token_signing_alg_values_supported": algs}
    of_keys = flags(JWKS, keys(*entries), replace(KNOWN, metadata=metadata))
    of_metadata = flags(META, metadata, replace(KNOWN, keys=(snapshot(*entries),)))
    expected = ERROR if flagged else None
    assert of_keys.get("jwks-no-usable-key") is expected
    assert of_metadata.get("jwks-no-usable-key") is expected


def test_algorithms_of_clients_need_no_key_of_the_server() -> None:
    metadata = {"request_object_signing_alg_values_supported": ["PS512"]}
    assert "jwks-no-usable-key" not in flags(JWKS, keys(EC), replace(KNOWN, metadata=metadata))


def test_without_the_other_document_keys_are_not_checked_against_it() -> None:
    for judged in (verdict(JWKS, keys(EC)), verdict(META, PLAIN)):
        said = answered(judged, "jwks-no-usable-key")
        assert (said.status, said.decisive) == (Status.NOT_CHECKED, True)


@pytest.mark.parametrize(
    ("earlier", "control", "severity"),
    [
        (EC, "max-age=60", INFO),
        (EC2, "max-age=60", None),
        (EC2, "no-cache", INFO),
        (EC2, "max-age=0", INFO),
        (EC2, "", INFO),
    ],
)
def test_rotation_shows(earlier: dict[str, Any], control: str, severity: Severity | None) -> None:
    exchange = fetched(f"{ISSUER}/jwks", cache_control=control)
    context = replace(KNOWN, earlier_keys=(snapshot(earlier),), exchange=exchange)
    assert flags(JWKS, keys(EC), context).get("jwks-no-rotation") is severity


def test_nothing_is_said_of_rotation_when_nothing_is_known() -> None:
    assert answered(verdict(JWKS, keys(EC)), "jwks-no-rotation").status is Status.NOT_CHECKED


def test_a_client_has_another_key_at_each_server() -> None:
    elsewhere = snapshot(EC, source=KeySource("supplied", "b.json", "https://b.example"))
    knowing = replace(KNOWN, known_keys=(elsewhere,))
    assert flags(JWKS, keys(EC), knowing)["ca-shared-key"] is WARNING
    assert "ca-shared-key" not in flags(JWKS, keys(EC2), knowing)
    assert answered(verdict(JWKS, keys(EC)), "ca-shared-key").status is Status.NOT_CHECKED


def test_pem_is_no_key_set() -> None:
    body = b64encode(b"x").decode()
    text = f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"
    assert flags(JWKS, text)["jwks-malformed"] is ERROR
