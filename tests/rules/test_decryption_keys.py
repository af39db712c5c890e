"""The key an encrypted token names, and the ways of encrypting that are allowed."""

import json
import warnings
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OctKey, RSAKey

from oidc_workbench.jose.decryption_keys import decryption_key_from_jwk
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision, Status
from rules.tokens import EXPECTED, ID_CLAIMS, ID_HEAD, KID, NOW, b64url, key_sets, outcome, signed

ISSUERS = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
RSA = RSAKey.generate_key(2048)
OCT = OctKey.generate_key(256)
ID_TOKEN = signed(ID_HEAD, ID_CLAIMS, ISSUERS)
DIRECT = {"alg": "dir", "enc": "A256GCM", "cty": "JWT", "kid": "mine"}


def judged(text: str, jwk: dict[str, Any] | None, *allowed: str) -> Inspection:
    expected = replace(EXPECTED, purpose=Purpose.ID_TOKEN, algorithms=allowed)
    keys = (decryption_key_from_jwk(jwk),) if jwk else ()
    return inspect(text, expected, key_sets(ISSUERS), now=NOW, decryption_keys=keys)


def direct(**head: Any) -> str:
    members = {name: value for name, value in {**DIRECT, **head}.items() if value is not None}
    return jwe.encrypt_compact(members, ID_TOKEN.encode(), OCT)


def owned(key: RSAKey | OctKey, **members: Any) -> dict[str, Any]:
    return {**key.as_dict(private=True), "kid": "mine", **members}


KEYS: list[tuple[str, dict[str, Any], Status]] = [
    ("key-type-mismatch", owned(RSA), Status.FOUND),
    ("key-type-mismatch", owned(OCT), Status.CLEAR),
    ("key-type-mismatch", owned(RSA, kid="another"), Status.NOT_APPLICABLE),
    ("key-alg-mismatch", owned(OCT, alg="A256KW"), Status.FOUND),
    ("key-alg-mismatch", owned(OCT, alg="A256GCM"), Status.CLEAR),
    ("key-alg-mismatch", owned(OCT, alg="dir"), Status.CLEAR),
    ("key-use-mismatch", owned(OCT, use="sig"), Status.FOUND),
    ("key-use-mismatch", owned(OCT, use="enc"), Status.CLEAR),
    ("key-use-mismatch", owned(OCT), Status.CLEAR),
]


@pytest.mark.parametrize(("rule", "jwk", "status"), KEYS)
def test_the_key_that_the_token_names(rule: str, jwk: dict[str, Any], status: Status) -> None:
    verdict = judged(direct(), jwk).verdict
    # What is inside has a key of its own, which is judged by the same rule.
    found = outcome(verdict, rule)
    assert (found.status is Status.FOUND) is (status is Status.FOUND)
    assert (verdict.decision is Decision.ACCEPT) is (status is Status.CLEAR)


def test_a_wrong_key_of_ones_own_is_not_held_against_the_token() -> None:
    verdict = judged(direct(kid=None), owned(RSA)).verdict
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.findings == ()


@pytest.mark.parametrize("rule", ["key-type-mismatch", "key-alg-mismatch", "key-use-mismatch"])
def test_without_a_key_it_is_not_checked(rule: str) -> None:
    assert outcome(judged(direct(), None).verdict, rule).status is Status.NOT_CHECKED


ALLOWED: list[tuple[tuple[str, ...], set[str]]] = [
    ((), set()),
    (("ES256",), set()),
    (("dir",), set()),
    (("ES256", "dir", "A256GCM"), set()),
    (("RSA-OAEP-256",), {"encryption.header.alg"}),
    (("A128GCM",), {"encryption.header.enc"}),
    (("RS256", "dir"), {"header.alg"}),
]


@pytest.mark.parametrize(("allowed", "places"), ALLOWED)
def test_the_allow_list_holds_for_encryption_where_it_names_any(
    allowed: tuple[str, ...], places: set[str]
) -> None:
    verdict = judged(direct(), owned(OCT), *allowed).verdict
    assert {one.where for one in outcome(verdict, "alg-not-allowed").findings} == places
    assert (verdict.decision is Decision.ACCEPT) is (not places)


def test_a_short_rsa_key_protects_nothing() -> None:
    head = b64url(json.dumps({"alg": "RSA-OAEP-256", "enc": "A256GCM"}).encode())
    parts = (bytes(128), bytes(12), bytes(4), bytes(16))
    text = ".".join((head, *(b64url(part) for part in parts)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # joserfc warns of such keys, and so do we
        short = RSAKey.generate_key(1024).as_dict(private=True)
    verdict = judged(text, short).verdict
    assert outcome(verdict, "rsa-short").findings
    assert verdict.decision is Decision.REJECT
    long = judged(text, RSA.as_dict(private=True)).verdict
    assert outcome(long, "rsa-short").status is Status.CLEAR
