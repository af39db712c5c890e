"""Saved cases: what they keep, what they never keep, and how they open again."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.report.case import CANNOT_VERIFY, MOST_OCTETS, from_case, to_case
from oidc_workbench.report.case_file import SavedContext, SavedHistory, SavedPresentation
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.history import NO_HISTORY, History
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision
from oidc_workbench.rules.presentation import Presentation
from oidc_workbench.rules.token_hash import left_half_hash
from oidc_workbench.secret import Secret
from report.samples import KEY, KEYS, judged, parsed
from rules.tokens import (
    API,
    AT_CLAIMS,
    AT_HEAD,
    CA_CLAIMS,
    CA_HEAD,
    CLIENT_ID,
    EXPECTED,
    ISSUER,
    METADATA,
    NOW,
    key_sets,
    maced,
    signed,
)

MAIL = "vreni.huber@example.org"
PERSON = {"sub": "person-4711", "email": MAIL}
WRONG = {"aud": "someone-else", "exp": 1767220000}


def tampered(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The case with a member changed by somebody who has an editor."""
    document = json.loads(data)
    change(document)
    return json.dumps(document).encode()


@pytest.mark.parametrize("claims", [PERSON, {**PERSON, **WRONG}, {"nonce": "another-nonce"}])
def test_a_whole_case_is_judged_again_with_the_same_result(claims: dict[str, Any]) -> None:
    seen = judged(claims)
    case = from_case(to_case(seen, KEYS, saved_at=NOW, whole=True))
    assert case.inspection is not None
    assert case.same
    assert case.inspection.verdict.decision is seen.verdict.decision
    assert case.inspection.verdict.findings == seen.verdict.findings
    assert case.inspection.judged_at == NOW
    assert case.expectation == EXPECTED
    assert case.note.startswith("Judged again as of the time of the case")
    assert case.saved_at == NOW


def test_a_redacted_case_shows_the_verdict_and_says_that_it_can_not_be_verified() -> None:
    seen = judged({**PERSON, **WRONG})
    case = from_case(to_case(seen, KEYS, name="ID token"))
    assert case.inspection is None
    assert not case.same
    assert case.note == CANNOT_VERIFY
    assert case.verdict.decision == "reject"
    assert case.verdict.first_failing is not None
    assert case.verdict.first_failing.rule == "aud-mismatch"
    assert {one.name: one.value for one in case.verdict.claims}["sub"] == "sub-1"
    assert case.saved_at is None


def test_a_redacted_case_keeps_neither_token_nor_person() -> None:
    seen = judged(PERSON)
    context = RunContext(request={"login_hint": MAIL, "scope": "openid", "state": "x"})
    keys = tuple(replace(k, source=KeySource("supplied", "/home/vhuber77/k.json")) for k in KEYS)
    text = to_case(seen, keys, context).decode()
    payload, signature = seen.reading.token.split(".")[1:]
    nonce = EXPECTED.nonce or ""
    for gone in (payload, signature, MAIL, "person-4711", "vhuber77", nonce):
        assert gone not in text
    assert parsed(text)["context"]["request"]["scope"] == "openid"


@pytest.mark.parametrize("whole", [False, True])
def test_no_case_keeps_a_secret(whole: bool) -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0LTA4MTU", "kid": "mac"}
    private = {**KEY.as_dict(private=True), "kid": "private"}
    given = read_key_set(json.dumps({"keys": [secret, private]}), KeySource("supplied", "k.json"))
    context = RunContext(
        metadata=METADATA,
        request={"scope": "openid", "code_verifier": "verifier-0815", "client_secret": "s-0815"},
        access_token=Secret("token-0815"),
        code=Secret("code-0815"),
        shared_secret=Secret("shared-0815"),
    )
    data = to_case(judged(), (given, *KEYS), context, whole=whole)
    text = data.decode()
    assert "0815" not in text
    assert secret["k"] not in text
    assert str(KEY.as_dict(private=True)["d"]) not in text
    assert '"private"' in text  # its public part is there
    case = from_case(data)
    assert case.context.access_token is case.context.code is case.context.shared_secret is None
    assert case.left_out == (
        "the access token",
        "the authorization code",
        "the client secret",
        "symmetric keys",
    )


def test_a_verdict_that_rested_on_a_secret_is_said_to_differ() -> None:
    context = RunContext(shared_secret=Secret("a-shared-secret-of-enough-octets-0123456789"))
    token = maced(
        {"alg": "HS256"},
        {**CA_CLAIMS},
        b"a-shared-secret-of-enough-octets-0123456789",
    )
    expected = Expectation(Purpose.CLIENT_ASSERTION, issuer=ISSUER, client_id=CLIENT_ID)
    seen = inspect(token, expected, (), context, NOW)
    case = from_case(to_case(seen, (), context, whole=True))
    assert case.inspection is not None
    assert case.inspection.verdict.decision is not Decision.ACCEPT
    assert not case.same
    assert "differs" in case.note
    assert "does not keep the client secret" in case.note


def test_an_access_token_pasted_beside_the_id_token_is_left_out() -> None:
    access = signed(AT_HEAD, AT_CLAIMS, KEY)
    claims = {"at_hash": left_half_hash("ES256", access)}
    both = json.dumps({"id_token": judged(claims).reading.token, "access_token": access})
    seen = inspect(both, EXPECTED, KEYS, now=NOW)
    data = to_case(seen, KEYS, whole=True)
    assert access.rpartition(".")[2] not in data.decode()
    assert from_case(data).left_out == ("the access token",)


def test_a_case_can_not_claim_that_its_keys_are_the_issuers_own() -> None:
    case = from_case(to_case(judged(), KEYS, whole=True))
    assert case.inspection is not None
    assert {one.source.kind for one in case.keys} == {"supplied"}
    assert case.inspection.verdict.decision is Decision.ACCEPT
    assert "as supplied by you (the case file" in case.inspection.verdict.headline
    assert "not from the issuer's JWKS" in case.inspection.verdict.headline


def assertion(keys: tuple[KeySet, ...]) -> Inspection:
    expected = Expectation(
        Purpose.CLIENT_ASSERTION, issuer=ISSUER, client_id=CLIENT_ID, audiences=(ISSUER,)
    )
    token = signed({**CA_HEAD, "kid": "2025-11"}, CA_CLAIMS, KEY)
    return inspect(token, expected, keys, RunContext(metadata=METADATA), NOW)


def test_an_issuers_keys_in_a_case_verify_no_client_assertion() -> None:
    seen = assertion(KEYS)
    assert seen.verdict.decision is not Decision.ACCEPT
    case = from_case(to_case(seen, KEYS, RunContext(metadata=METADATA), whole=True))
    assert case.inspection is not None
    assert case.inspection.verdict.decision is seen.verdict.decision
    assert case.same


@pytest.mark.parametrize("purpose", [Purpose.ID_TOKEN, Purpose.CLIENT_ASSERTION])
def test_a_persons_own_keys_in_a_case_vouch_for_assertions_only(purpose: Purpose) -> None:
    own = key_sets(KEY, source=KeySource("vault", "my key"))
    is_assertion = purpose is Purpose.CLIENT_ASSERTION
    seen = assertion(own) if is_assertion else judged(keys=own)
    case = from_case(to_case(seen, own, RunContext(metadata=METADATA), whole=True))
    assert case.inspection is not None
    assert case.inspection.verdict.decision is seen.verdict.decision
    assert (case.inspection.verdict.decision is Decision.ACCEPT) is is_assertion


def test_a_case_can_not_state_for_the_person_how_a_token_came() -> None:
    context = RunContext(from_token_endpoint=True)
    wanted = replace(EXPECTED, purpose=Purpose.ID_TOKEN)
    seen = inspect(judged().reading.token, wanted, (), context, NOW)
    assert seen.verdict.decision is Decision.ACCEPT
    case = from_case(to_case(seen, (), context, whole=True))
    assert case.inspection is not None
    assert case.inspection.verdict.decision is Decision.UNDECIDED
    assert "the statement on how it came" in case.note
    stated = tampered(
        to_case(seen, (), context, whole=True),
        lambda document: document["context"].update(from_token_endpoint=True),
    )
    reopened = from_case(stated)
    assert reopened.inspection is not None
    assert reopened.inspection.verdict.decision is Decision.UNDECIDED


def test_a_forged_verdict_does_not_outlive_the_judgement() -> None:
    data = to_case(judged(WRONG), KEYS, whole=True)
    forged = tampered(
        data, lambda one: one["verdict"].update(decision="accept", headline="Accepted: good")
    )
    case = from_case(forged)
    assert case.inspection is not None
    assert case.inspection.verdict.decision is Decision.REJECT
    assert not case.same
    assert "differs" in case.note


def test_another_keys_signature_is_still_refused_after_saving() -> None:
    from joserfc.jwk import ECKey

    other = key_sets(ECKey.generate_key("P-256", {"kid": "2025-11"}))
    seen = judged(keys=other)
    case = from_case(to_case(seen, other, whole=True))
    assert case.inspection is not None
    assert case.inspection.verdict.decision is Decision.REJECT
    assert case.same


def test_an_access_token_case_keeps_scopes_that_were_required_and_that_were_not() -> None:
    token = signed(AT_HEAD, AT_CLAIMS, KEY)
    for scopes in (None, (), ("orders:read",), ("orders:write",)):
        expected = Expectation(Purpose.ACCESS_TOKEN, ISSUER, audiences=(API,), scopes=scopes)
        seen = inspect(token, expected, KEYS, now=NOW)
        case = from_case(to_case(seen, KEYS, whole=True))
        assert case.expectation == expected
        assert case.same


def test_a_time_that_was_not_known_stays_unknown() -> None:
    case = from_case(to_case(judged(now=float("nan")), KEYS, whole=True))
    assert case.verdict.judged_at is None
    assert case.same


HISTORY = History(
    jtis=frozenset(("a", "b")),
    nonces=frozenset(("n-1",)),
    id_token={"sub": "person-4711"},
    client_keys={"https://b.example": frozenset(("t",))},
    may_act={"sub": "app-1"},
)
PRESENTED = Presentation("GET", API, "DPoP", carries_token=True, nonce="x", jkt="t", certificate="")
CONTEXT = RunContext(
    METADATA,
    {"scope": "openid"},
    refreshed=True,
    presentation=PRESENTED,
    history=HISTORY,
    received_at=NOW,
    client_type="public",
)


def test_a_whole_case_keeps_all_of_the_context_but_its_secrets() -> None:
    data = to_case(judged(), KEYS, CONTEXT, whole=True)
    assert from_case(data).context == CONTEXT
    # Whoever adds a field decides here whether a case keeps it, or names it as left out.
    left_out = {"access_token", "code", "shared_secret", "from_token_endpoint"}
    assert {one.name for one in fields(RunContext)} - left_out == {
        one.name for one in fields(SavedContext)
    }
    assert {one.name for one in fields(Presentation)} - {"proofs"} == {
        one.name for one in fields(SavedPresentation)
    }
    assert {one.name for one in fields(History)} - {"tokens"} == {
        one.name for one in fields(SavedHistory)
    }


def test_a_fault_of_the_message_around_the_token_is_named_as_left_out() -> None:
    token = judged().reading.token
    seen = inspect(f'{{"id_token": "x", "id_token": "{token}"}}', EXPECTED, KEYS, now=NOW)
    assert seen.verdict.decision is Decision.REJECT
    case = from_case(to_case(seen, KEYS, whole=True))
    assert not case.same
    assert case.left_out == ("the text around it",)
    assert case.note.endswith("A case does not keep the text around it.")


def test_a_redacted_case_keeps_no_history() -> None:
    data = to_case(judged(), KEYS, CONTEXT)
    assert "person-4711" not in data.decode()
    assert from_case(data).context.history == NO_HISTORY


def test_proofs_and_earlier_tokens_are_named_as_left_out() -> None:
    before = judged().reading
    context = RunContext(
        presentation=Presentation(proofs=(Secret("e.f.proof-0815"),)),
        history=History(tokens=(before,)),
    )
    data = to_case(judged({"sub": "x"}), KEYS, context, whole=True)
    assert "proof-0815" not in data.decode()
    assert before.token not in data.decode()
    assert from_case(data).left_out == ("the DPoP proof it came with", "tokens seen before")


GOOD = to_case(judged(), KEYS, whole=True)
BROKEN = {
    "empty": b"",
    "no JSON": b"{",
    "cut off": GOOD[: len(GOOD) // 2],
    "not UTF-8": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "another document": b'{"version": 1}',
    "an array": b"[]",
    "no version": tampered(GOOD, lambda one: one.pop("version")),
    "version true": tampered(GOOD, lambda one: one.update(version=True)),
    "version 0": tampered(GOOD, lambda one: one.update(version=0)),
    "no verdict": tampered(GOOD, lambda one: one.pop("verdict")),
    "token is a number": tampered(GOOD, lambda one: one.update(token=7)),
    "unknown key source": tampered(GOOD, lambda one: one["key_sets"][0].update(kind="god")),
    "unknown purpose": tampered(GOOD, lambda one: one["expectation"].update(purpose="x")),
    "endless time": tampered(GOOD, lambda one: one["verdict"].update(judged_at=1e999)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        from_case(BROKEN[name])
    assert caught.value.code == "case-broken"
    assert caught.value.__cause__ is None
    assert judged().reading.token[-20:] not in str(caught.value)


def test_a_newer_version_is_refused_whatever_else_it_holds() -> None:
    with pytest.raises(WorkbenchError) as caught:
        from_case(b'{"format": "oidc-workbench-case", "version": 2, "other": 1}')
    assert caught.value.code == "case-newer"


def test_a_huge_file_is_not_read() -> None:
    with pytest.raises(WorkbenchError) as caught:
        from_case(b" " * (MOST_OCTETS + 1))
    assert caught.value.code == "case-too-large"


def test_unusable_keys_in_a_case_are_no_keys() -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["key_sets"][0]["keys"] = [{"kty": "EC"}, {"kty": "oct", "k": "AAAA"}]

    case = from_case(tampered(GOOD, spoil))
    assert case.inspection is not None
    assert case.inspection.verdict.decision is not Decision.ACCEPT
