"""The published vectors: Wycheproof, the JOSE cookbook (RFC 7520), RFC 8037."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from jose.vectors import keys_of, load
from oidc_workbench.jose.jwk import private_from_jwk
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.verification import verify

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("vectors")

# Where we answer otherwise than Wycheproof, and why.
DEVIATIONS = {
    346: 'the key says "alg":"PS256" and the header PS384: RFC 7517 §4.4 names one algorithm',
    347: 'the key says "alg":"ES521", which is no registered algorithm',
    350: "as 346",
    351: "as 347",
    367: "the token is octet for octet the valid one of this group; nothing is padded in it",
    370: "as 367",
    372: 'a "?" inside the header is not ignored: RFC 7515 §2 knows no such character',
    373: "as 372, inside the payload",
    375: "the code is right for the octets as received; the unused bits are a finding of their own",
}


def check(jws: object, raw: dict[str, Any]) -> SignatureCheck:
    text = jws if isinstance(jws, str) else json.dumps(jws)
    key_sets, secret = keys_of(raw)
    return verify(read(text), key_sets, shared_secret=secret)


def wycheproof(vectors_dir: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    document = load(vectors_dir / "wycheproof" / "json_web_signature_test.json")
    groups = document["testGroups"]
    found = [
        (group.get("public") or group["private"], t) for group in groups for t in group["tests"]
    ]
    assert len(found) == document["numberOfTests"] == 401
    return found


def test_wycheproof_agrees_except_where_we_say_why(vectors_dir: Path) -> None:
    deviating = set()
    for raw, test in wycheproof(vectors_dir):
        if check(test["jws"], raw).verified != (test["result"] == "valid"):
            deviating.add(test["tcId"])
    assert deviating == DEVIATIONS.keys()


def test_each_wycheproof_token_that_verifies_against_its_label_is_accounted_for(
    vectors_dir: Path,
) -> None:
    tests = {test["tcId"]: (raw, test) for raw, test in wycheproof(vectors_dir)}
    valid = {test["jws"] for _, test in tests.values() if test["result"] == "valid"}
    assert tests[367][1]["jws"] in valid
    assert tests[370][1]["jws"] in valid
    codes = {defect.code for defect in read(tests[375][1]["jws"]).defects}
    assert "b64url-noncanonical" in codes


def test_every_wycheproof_refusal_says_why_without_the_token(vectors_dir: Path) -> None:
    for raw, test in wycheproof(vectors_dir):
        reason = check(test["jws"], raw).reason
        assert reason.endswith(".")
        assert len(reason) < 200
        assert str(test["jws"])[:30] not in reason or len(str(test["jws"])) < 3


COOKBOOK = (
    "jws/4_1.rsa_v15_signature.json",
    "jws/4_2.rsa-pss_signature.json",
    "jws/4_3.ecdsa_signature.json",
    "jws/4_4.hmac-sha2_integrity_protection.json",
    "curve25519/jws.json",
)


@pytest.mark.parametrize("name", COOKBOOK)
def test_the_cookbooks_compact_tokens_verify(vectors_dir: Path, name: str) -> None:
    example = load(vectors_dir / "jose-cookbook" / name)
    # The cookbook's keys name no algorithm that contradicts their use here, save two: the RSA and
    # EC keys of RFC 7520 §3 are tied to one, and other sections sign otherwise with them.
    raw = {n: v for n, v in example["input"]["key"].items() if n != "alg"}
    assert check(example["output"]["compact"], raw).status is SignatureStatus.VERIFIED


@pytest.mark.parametrize("name", COOKBOOK[:4])
def test_the_cookbooks_json_serialisations_are_not_taken_for_jwts(
    vectors_dir: Path, name: str
) -> None:
    example = load(vectors_dir / "jose-cookbook" / name)
    for form in ("json", "json_flat"):
        found = check(example["output"][form], example["input"]["key"])
        assert found.status is SignatureStatus.UNSUPPORTED


# RFC 8037, appendix A.
RFC8037_KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}


def test_rfc_8037_a4_verifies(vectors_dir: Path) -> None:
    assert vectors_dir.is_dir()
    token = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    assert check(token, RFC8037_KEY).verified


def test_rfc_8037_a1_signs_deterministically() -> None:
    key = private_from_jwk(RFC8037_KEY)
    token = sign({}, {}, key, "EdDSA")
    assert token == sign({}, {}, key, "EdDSA")
    assert check(token, RFC8037_KEY).verified
