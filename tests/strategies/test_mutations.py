"""Whatever is done to an artefact: there is an answer, and a changed one is never accepted."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import ECKey, RSAKey

from oidc_workbench.jose.decryption_keys import decryption_key_from_jwk
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.reader import read
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import inspect_document
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision, Severity, Status
from rules.documents import MODERN, WELL_KNOWN
from rules.tokens import (
    AT_CLAIMS,
    AT_HEAD,
    EXPECTED,
    FROM_ISSUER,
    ID_CLAIMS,
    ID_HEAD,
    ISSUER,
    KID,
    NOW,
    key_sets,
    published,
    signed,
)
from strategies.mutations import (
    edited,
    mutated_document,
    mutated_keys,
    parts_changed,
    rewritten,
)

SOME = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
RSA = RSAKey.generate_key(2048, {"kid": "enc"})
ID_TOKEN, ACCESS_TOKEN = signed(ID_HEAD, ID_CLAIMS, KEY), signed(AT_HEAD, AT_CLAIMS, KEY)
JWE = jwe.encrypt_compact(
    {"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"},
    ID_TOKEN.encode(),
    RSA,
    registry=jwe.JWERegistry(algorithms=["RSA-OAEP-256", "A256GCM"]),
)
OWN = decryption_key_from_jwk(RSA.as_dict(private=True))
JWK = json.loads(published(KEY))["keys"][0]


def judged(text: str, purpose: Purpose | None = Purpose.ID_TOKEN) -> Inspection:
    expectation = replace(EXPECTED, purpose=purpose)
    found = inspect(text, expectation, key_sets(KEY), RunContext(), NOW, decryption_keys=(OWN,))
    assert found.verdict.with_status(Status.CRASHED) == ()
    assert found.verdict.headline
    return found


def is_one_of(found: Inspection, *originals: str) -> bool:
    """Whether what was verified are the very octets that were signed."""
    return found.reading.token in originals or found.judged.token in originals


def test_the_unchanged_ones_are_accepted() -> None:
    assert judged(ID_TOKEN).verdict.decision is Decision.ACCEPT
    assert judged(ACCESS_TOKEN, Purpose.ACCESS_TOKEN).verdict.decision is Decision.ACCEPT
    assert judged(JWE).verdict.decision is Decision.ACCEPT


@SOME
@given(text=edited(ID_TOKEN), purpose=st.sampled_from([None, *Purpose]))
@example(text=f" {ID_TOKEN}\n", purpose=None)
@example(text=ID_TOKEN + "=", purpose=None)
def test_an_edited_token_is_accepted_only_where_the_token_in_it_is_whole(
    text: str, purpose: Purpose | None
) -> None:
    found = judged(text, purpose)
    assert found.reading.text == text
    assert found.verdict.decision is not Decision.ACCEPT or is_one_of(found, ID_TOKEN)


@SOME
@given(text=rewritten(ID_TOKEN, ID_HEAD, ID_CLAIMS) | parts_changed(ID_TOKEN))
def test_other_members_under_the_same_signature_are_never_accepted(text: str) -> None:
    found = judged(text)
    assert found.verdict.decision is not Decision.ACCEPT or is_one_of(found, ID_TOKEN)


@SOME
@given(text=rewritten(ACCESS_TOKEN, AT_HEAD, AT_CLAIMS) | parts_changed(ACCESS_TOKEN))
def test_nor_are_those_of_an_access_token(text: str) -> None:
    found = judged(text, Purpose.ACCESS_TOKEN)
    assert found.verdict.decision is not Decision.ACCEPT or is_one_of(found, ACCESS_TOKEN)


@SOME
@given(text=edited(JWE) | parts_changed(JWE))
def test_a_changed_encrypted_token_is_never_accepted(text: str) -> None:
    found = judged(text)
    assert found.verdict.decision is not Decision.ACCEPT or is_one_of(found, JWE, ID_TOKEN)


@SOME
@given(text=mutated_keys(JWK) | edited(published(KEY)))
def test_changed_keys_verify_nothing_but_by_the_same_key(text: str) -> None:
    keys = read_key_set(text, FROM_ISSUER)
    expectation = replace(EXPECTED, purpose=Purpose.ID_TOKEN)
    verdict = inspect(ID_TOKEN, expectation, (keys,), now=NOW).verdict
    assert verdict.with_status(Status.CRASHED) == ()
    same = any((key.raw.get("x"), key.raw.get("y")) == (JWK["x"], JWK["y"]) for key in keys.keys)
    assert verdict.decision is not Decision.ACCEPT or same
    answer = inspect_document(DocumentKind.JWKS, text, DocumentContext(), NOW).verdict
    assert answer.with_status(Status.CRASHED) == ()


@SOME
@given(text=mutated_document(MODERN))
def test_changed_metadata_gets_an_answer(text: str) -> None:
    context = DocumentContext(issuer=ISSUER, url=WELL_KNOWN)
    verdict = inspect_document(DocumentKind.METADATA, text, context, NOW).verdict
    assert verdict.with_status(Status.CRASHED) == ()
    assert verdict.headline.endswith(".")


@SOME
@given(text=mutated_document(MODERN))
def test_metadata_of_another_issuer_is_never_without_an_error(text: str) -> None:
    context = DocumentContext(issuer=f"{ISSUER}/other", url=WELL_KNOWN)
    verdict = inspect_document(DocumentKind.METADATA, text, context, NOW).verdict
    assert verdict.worst is Severity.ERROR or not verdict.decided


@SOME
@given(text=mutated_document(MODERN), kind=st.sampled_from(list(DocumentKind)))
def test_a_document_of_another_kind_gets_an_answer_too(text: str, kind: DocumentKind) -> None:
    verdict = inspect_document(kind, text, DocumentContext(), NOW).verdict
    assert verdict.with_status(Status.CRASHED) == ()


@pytest.mark.parametrize("text", [ID_TOKEN, ACCESS_TOKEN, JWE])
def test_a_mutation_can_be_told_from_the_original(text: str) -> None:
    assert read(text).token == text
