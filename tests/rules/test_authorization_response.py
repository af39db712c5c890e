"""Authorization responses, plain and as a JWT."""

from typing import Any

import pytest
from joserfc.jwk import ECKey

from oidc_workbench.jose.key_set import KeySet
from rules.messages import (
    ARESP,
    CLEAR,
    NA,
    UNCHECKED,
    E,
    Said,
    W,
    evidence,
    params,
    said,
)
from rules.tokens import CLIENT_ID, ISSUER, NOW, compact, key_sets, signed

CB = "https://client.example/cb"
PROMISED = {"authorization_response_iss_parameter_supported": True}
KEY = ECKey.generate_key("P-256", {"kid": "k1"})
OTHER = ECKey.generate_key("P-256", {"kid": "k1"})
KEYS: tuple[KeySet, ...] = key_sets(KEY)
CLAIMS: dict[str, Any] = {"iss": ISSUER, "aud": CLIENT_ID, "exp": NOW + 300, "code": "abc"}
JARM: dict[str, Any] = {"issuer": ISSUER, "client_id": CLIENT_ID, "keys": KEYS}


def jarm(drop: tuple[str, ...] = (), /, key: ECKey = KEY, **claims: Any) -> str:
    inner = {name: v for name, v in {**CLAIMS, **claims}.items() if name not in drop}
    return f"{CB}?response={signed({'alg': 'ES256', 'kid': 'k1'}, inner, key)}"


@pytest.mark.parametrize(
    ("text", "metadata", "expected"),
    [
        (f"{CB}?code=abc&state=x", PROMISED, E),
        (f"{CB}?error=access_denied&state=x", PROMISED, E),
        (f"{CB}?code=abc&iss={ISSUER}", PROMISED, CLEAR),
        (jarm(), PROMISED, CLEAR),
        (f"{CB}?code=abc", {}, NA),
        (f"{CB}?code=abc", None, UNCHECKED),
        (f"{CB}?code=abc&iss={ISSUER}", None, CLEAR),
    ],
)
def test_resp_iss_missing(text: str, metadata: Any, expected: Said) -> None:
    assert said(ARESP, text, "resp-iss-missing", metadata=metadata) is expected


FRONT = compact({"alg": "ES256"}, {"iss": "https://other.example"})


@pytest.mark.parametrize(
    ("text", "issuer", "expected"),
    [
        (f"{CB}?code=abc&iss=https://evil.example", ISSUER, E),
        (f"{CB}?code=abc&iss={ISSUER}/", ISSUER, E),
        (f"{CB}?code=abc&iss={ISSUER}", ISSUER, CLEAR),
        (f"{CB}?code=abc&iss={ISSUER}", "", UNCHECKED),
        (f"{CB}?code=abc", ISSUER, NA),
        (f"{CB}#code=abc&id_token={FRONT}", ISSUER, E),
        (f"{CB}#code=abc&iss={ISSUER}&id_token={FRONT}", "", E),
        (jarm(iss="https://evil.example"), ISSUER, E),
        (jarm(), ISSUER, CLEAR),
    ],
)
def test_resp_iss_mismatch(text: str, issuer: str, expected: Said) -> None:
    assert said(ARESP, text, "resp-iss-mismatch", issuer=issuer) is expected


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (f"{CB}?code=abc&state=S1", {"state": "S1"}, CLEAR),
        (f"{CB}?code=abc&state=s1", {"state": "S1"}, E),
        (f"{CB}?code=abc", {"state": "S1"}, E),
        (f"{CB}?code=abc&state=S1", {"state": ""}, E),
        (f"{CB}?code=abc", {"state": ""}, CLEAR),
        (f"{CB}?code=abc&state=S1", {}, UNCHECKED),
        (f"{CB}?code=abc&state=S1", {"request": params(state="S1")}, CLEAR),
        (f"{CB}?code=abc&state=S2", {"request": params(state="S1")}, E),
        (jarm(state="S1"), {"state": "S1"}, CLEAR),
        (jarm(), {"state": "S1"}, E),
    ],
)
def test_resp_state_mismatch(text: str, context: dict[str, Any], expected: Said) -> None:
    assert said(ARESP, text, "resp-state-mismatch", **context) is expected


def test_a_wrong_state_is_only_begun() -> None:
    told = evidence(ARESP, f"{CB}?state=Zk3vq0pTn8Wc5yHs", "resp-state-mismatch", state="x")
    assert "Zk3vq0…" in told
    assert "Zk3vq0pTn8Wc5yHs" not in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{CB}#access_token=hunter2&state=x", W),
        (f"{CB}#code=abc&id_token=hunter2", W),
        (f"{CB}?access_token=hunter2", E),
        (f"{CB}?code=abc", CLEAR),
        ("id_token=hunter2&state=x", CLEAR),  # a form post
    ],
)
def test_resp_token_in_url(text: str, expected: Said) -> None:
    assert said(ARESP, text, "resp-token-in-url") is expected
    assert "hunter2" not in evidence(ARESP, text, "resp-token-in-url")


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        (jarm(), JARM, CLEAR),
        (jarm(aud=[CLIENT_ID]), JARM, CLEAR),
        (jarm(iss="https://evil.example"), JARM, E),
        (jarm(("iss",)), JARM, E),
        (jarm(aud="other"), JARM, E),
        (jarm(("aud",)), JARM, E),
        (jarm(("exp",)), JARM, E),
        (jarm(key=OTHER), JARM, E),
        (f"{CB}?response={compact({'alg': 'none'}, CLAIMS, b'')}", JARM, E),
        (jarm(), {**JARM, "issuer": ""}, UNCHECKED),
        (jarm(), {**JARM, "client_id": ""}, UNCHECKED),
        (jarm(), {**JARM, "keys": ()}, UNCHECKED),
        (f"{CB}?response=eyJhbGciOiJkaXIifQ..a.b.c", JARM, UNCHECKED),
        (f"{CB}?response=x", JARM, UNCHECKED),
        (f"{CB}?code=abc", JARM, NA),
    ],
)
def test_jarm_invalid(text: str, context: dict[str, Any], expected: Said) -> None:
    assert said(ARESP, text, "jarm-invalid", **context) is expected


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("exp-expired", jarm(exp=NOW - 61), E),
        ("exp-expired", jarm(), CLEAR),
        ("lifetime-long", jarm(exp=NOW + 601, iat=NOW), W),
        ("lifetime-long", jarm(exp=NOW + 600, iat=NOW), CLEAR),
        ("lifetime-long", f"{CB}?code=abc", NA),
    ],
)
def test_times_of_a_jarm_response(rule: str, text: str, expected: Said) -> None:
    assert said(ARESP, text, rule) is expected
