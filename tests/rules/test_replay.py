from typing import Any

import pytest

from oidc_workbench.jose.reader import read
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.history import History
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity, Status
from rules.tokens import (
    CA_CLAIMS,
    ID_CLAIMS,
    ID_HEAD,
    LT_CLAIMS,
    NONCE,
    NOW,
    compact,
    found,
    outcome,
    subject,
)

E, W = Severity.ERROR, Severity.WARNING
FOUND, CLEAR, UNKNOWN = Status.FOUND, Status.CLEAR, Status.NOT_CHECKED
NOTHING = Status.NOT_APPLICABLE


def knowing(purpose: Purpose = Purpose.ID_TOKEN, **known: Any) -> RunContext:
    history = {
        name: known.pop(name) for name in list(known) if name in History.__dataclass_fields__
    }
    if purpose is Purpose.CLIENT_ASSERTION:
        known["metadata"] = {"token_endpoint": "https://as.example/token"}
    return RunContext(history=History(**history), **known)


def status(rule: str, context: RunContext, **changed: Any) -> Status:
    return outcome(judge(subject(context=context, **changed)), rule).status


NONCES: list[tuple[RunContext, dict[str, Any], Status]] = [
    (knowing(nonces=frozenset((NONCE,))), {}, FOUND),
    (knowing(nonces=frozenset((NONCE.upper(),))), {}, CLEAR),
    (knowing(nonces=frozenset((NONCE,)), refreshed=True), {}, CLEAR),
    (knowing(), {}, UNKNOWN),
    (knowing(), {"drop": ("nonce",)}, NOTHING),
    (knowing(jtis=frozenset("a")), {"claims": {"jti": "a"}}, FOUND),
    (knowing(jtis=frozenset("a")), {"claims": {"jti": "b"}, "drop": ("nonce",)}, CLEAR),
    (knowing(nonces=frozenset()), {"claims": {"jti": "b"}}, UNKNOWN),
]


@pytest.mark.parametrize(("context", "changed", "expected"), NONCES)
def test_nonce_replayed(context: RunContext, changed: dict[str, Any], expected: Status) -> None:
    assert status("nonce-replayed", context, **changed) is expected


def test_a_replayed_nonce_is_a_warning_and_an_unknown_past_no_obstacle() -> None:
    context = knowing(nonces=frozenset((NONCE,)))
    assert found(subject(context=context), "nonce-replayed")[0].severity is W
    assert judge(subject(context=knowing())).decision is Decision.ACCEPT


FRESHNESS = [(None, UNKNOWN), (NOW, CLEAR), (NOW + 290, CLEAR), (NOW + 291, FOUND)]


@pytest.mark.parametrize("purpose", [Purpose.ID_TOKEN, Purpose.LOGOUT_TOKEN])
@pytest.mark.parametrize(("received_at", "expected"), FRESHNESS)
def test_iat_stale(purpose: Purpose, received_at: float | None, expected: Status) -> None:
    about = subject(purpose, context=RunContext(received_at=received_at))
    assert outcome(judge(about), "iat-stale").status is expected


def test_an_access_token_may_be_old() -> None:
    about = subject(Purpose.ACCESS_TOKEN, context=RunContext(received_at=NOW + 9999))
    assert outcome(judge(about), "iat-stale").status is NOTHING


JTIS = [
    (Purpose.CLIENT_ASSERTION, "ca-jti", CA_CLAIMS["jti"], E),
    (Purpose.LOGOUT_TOKEN, "lt-invalid", LT_CLAIMS["jti"], W),
]


@pytest.mark.parametrize(("purpose", "rule", "jti", "severity"), JTIS)
def test_a_jti_is_good_once(purpose: Purpose, rule: str, jti: str, severity: Severity) -> None:
    again = subject(purpose, context=knowing(purpose, jtis=frozenset((jti,))))
    assert [one.severity for one in found(again, rule)] == [severity]
    first = judge(subject(purpose, context=knowing(purpose, jtis=frozenset(("other",)))))
    assert outcome(first, rule).status is CLEAR
    unknown = judge(subject(purpose, context=knowing(purpose)))
    said = outcome(unknown, rule)
    assert (said.status, said.decisive) == (UNKNOWN, False)
    assert unknown.decision is Decision.ACCEPT


EARLIER = {**ID_CLAIMS, "auth_time": 1767220000}
CHANGES: dict[str, tuple[dict[str, Any], bool, set[str]]] = {
    "nothing": ({}, True, set()),
    "times and nonce": ({"exp": 1, "iat": 1, "nonce": "x"}, True, set()),
    "sub": ({"sub": "248289761002"}, True, {"sub"}),
    "iss": ({"iss": "https://other.example"}, True, {"iss"}),
    "aud lost": ({"aud": ["s6BhdRkqt3", "lost"]}, True, {"aud"}),
    "auth_time": ({"auth_time": 1767220001}, True, {"auth_time"}),
    "no auth_time before": ({"auth_time": None}, True, set()),
    "sub in the hybrid flow": ({"sub": "248289761002"}, False, {"sub"}),
    "auth_time in the hybrid flow": ({"auth_time": 1}, False, set()),
}


@pytest.mark.parametrize("what", CHANGES)
def test_idt_inconsistent(what: str) -> None:
    changed, refreshed, expected = CHANGES[what]
    context = knowing(id_token={**EARLIER, **changed}, refreshed=refreshed)
    about = subject(claims={"auth_time": 1767220000}, context=context)
    findings = found(about, "idt-inconsistent")
    assert {one.where.removeprefix("payload.") for one in findings} == expected
    assert {one.severity for one in findings} <= {E}


def test_what_an_id_token_is_compared_with_must_be_known_only_where_there_was_one() -> None:
    hybrid = RunContext(request={"response_type": "code id_token"})
    assert status("idt-inconsistent", RunContext(refreshed=True)) is UNKNOWN
    assert status("idt-inconsistent", hybrid) is UNKNOWN
    assert status("idt-inconsistent", RunContext()) is NOTHING
    wider = knowing(id_token=EARLIER, refreshed=True)
    audiences = {"aud": [ID_CLAIMS["aud"], "another"]}
    assert status("idt-inconsistent", wider, claims=audiences) is CLEAR


R, S, S2 = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32
SEEN: dict[str, tuple[str, Status]] = {
    "another token, same r": (compact(ID_HEAD, {"sub": "b"}, R + S2), FOUND),
    "another token, other r": (compact(ID_HEAD, {"sub": "b"}, S2 + S), CLEAR),
    "the same token": (compact(ID_HEAD, ID_CLAIMS, R + S), CLEAR),
    "another kid": (compact({**ID_HEAD, "kid": "x"}, {"sub": "b"}, R + S), CLEAR),
    "no kid": (compact({"alg": "ES256"}, {"sub": "b"}, R + S2), FOUND),
    "another algorithm": (compact({**ID_HEAD, "alg": "ES256K"}, {"sub": "b"}, R + S), CLEAR),
    "not a token": ("opaque", CLEAR),
}


@pytest.mark.parametrize("what", SEEN)
def test_sig_ecdsa_nonce_reuse(what: str) -> None:
    text, expected = SEEN[what]
    context = knowing(tokens=(read(text),))
    assert status("sig-ecdsa-nonce-reuse", context, octets=R + S) is expected


def test_a_repeated_r_is_looked_for_in_ecdsa_signatures_only() -> None:
    context = knowing(tokens=())
    assert status("sig-ecdsa-nonce-reuse", context, head={"alg": "EdDSA"}) is NOTHING
    assert status("sig-ecdsa-nonce-reuse", knowing(), octets=R + S) is UNKNOWN
