"""Claims that try to carry secrets into reports, and cases that were tampered with."""

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.report.case import from_case, to_case
from oidc_workbench.report.formats import FORMATS, ReportFormat
from oidc_workbench.report.model import report_on
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Decision
from report.samples import KEY, KEYS, judged
from rules.tokens import EXPECTED, ID_CLAIMS, ID_HEAD, KID, NOW, b64url, signed

_MARK = "Zq7-planted-"
_NAMES = (
    "refresh_token ", "refresh-token", "refreshToken", "REFRESH_TOKEN", "accessToken", "idToken",
    "clientSecret", "client-secret", "cookie", "Set-Cookie", "codeVerifier", "device_code",
)  # fmt: skip
CLAIMS: dict[str, Any] = {
    **{name: f"{_MARK}{number}" for number, name in enumerate(_NAMES)},
    "deep": [{"x": {"clientSecret": f"{_MARK}a"}}],
    "header": f"Authorization: Bearer {_MARK}b",
    "jwk": {"kty": "RSA", "d": f"{_MARK}c", "p": f"{_MARK}d"},
    "keys": [{"kty": "oct", "k": f"{_MARK}e"}],
    "link": f"https://a.example/cb?code={_MARK}f&client_secret={_MARK}g#access_token={_MARK}h",
}


@pytest.mark.parametrize("reveal", [False, True])
@pytest.mark.parametrize("chosen", FORMATS, ids=lambda one: one.name)
def test_a_secret_under_any_spelling_of_its_name_is_not_told(
    chosen: ReportFormat, reveal: bool
) -> None:
    text = chosen.render(report_on(judged(CLAIMS), NOW, reveal=reveal))
    assert re.findall(f"{_MARK}.", text) == []


def test_no_case_tells_it_either() -> None:
    seen = judged(CLAIMS)
    verdict = json.loads(to_case(seen, KEYS, whole=True, saved_at=NOW))["verdict"]
    assert _MARK not in json.dumps(verdict)
    assert _MARK.encode() not in to_case(seen, KEYS, saved_at=NOW)


@pytest.mark.parametrize("chosen", FORMATS, ids=lambda one: one.name)
def test_what_an_sd_jwt_discloses_about_a_person_gets_stand_ins(chosen: ReportFormat) -> None:
    raw = b64url(json.dumps(["salt", "sub", "personé-4711"]).encode())
    digest = b64url(hashlib.sha256(raw.encode()).digest())
    held = {name: value for name, value in ID_CLAIMS.items() if name != "sub"}
    token = f"{signed(ID_HEAD, {**held, '_sd': [digest]}, KEY)}~{raw}~"
    seen = inspect(token, replace(EXPECTED, purpose=Purpose.ID_TOKEN), KEYS, now=NOW)
    assert "4711" in seen.verdict.findings[0].evidence  # a sub must be ASCII
    text = chosen.render(report_on(seen, NOW))
    assert "4711" not in text
    assert raw not in text
    assert "sub-1" in text
    assert b"4711" not in to_case(seen, KEYS, saved_at=NOW)


def saved(whole: bool = True) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(to_case(judged(), KEYS, whole=whole, saved_at=NOW))
    return document


def opened(document: dict[str, Any]) -> Any:
    return from_case(json.dumps(document).encode())


THIEF = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
TOKENS = {
    "forged": signed(ID_HEAD, {**ID_CLAIMS, "sub": "admin"}, THIEF),
    "expired": signed(ID_HEAD, {**ID_CLAIMS, "exp": 1767220000}, KEY),
    "for another": signed(ID_HEAD, {**ID_CLAIMS, "aud": "other"}, KEY),
    "nothing": "\x00",
    "half a character": "\ud800",
}


@pytest.mark.parametrize("name", TOKENS)
def test_another_token_in_a_case_is_judged_by_itself(name: str) -> None:
    case = opened(saved() | {"token": TOKENS[name]})
    assert case.inspection.verdict.decision is not Decision.ACCEPT
    assert not case.same
    assert "differs" in case.note


def test_another_key_in_a_case_is_never_called_the_issuers_own() -> None:
    document = saved() | {"token": TOKENS["forged"]}
    document["key_sets"][0]["keys"] = [THIEF.as_dict(private=False)]
    document["key_sets"][0]["location"] = "\x1b[2J the issuer's JWKS"
    headline = opened(document).inspection.verdict.headline
    assert "supplied by you (the case file" in headline
    assert "not from the issuer's JWKS" in headline
    assert "\x1b" not in headline


@pytest.mark.parametrize(
    "verdict",
    [
        {"decision": "reject"},
        {"decision": "<b>accept</b>"},
        {"decision": ""},
        {"headline": "Rejected: this ID token is for another client."},
        {"headline": ""},
        {"headline": "<h1>Accepted</h1>"},
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_a_verdict_that_contradicts_itself_is_refused(verdict: dict[str, str], whole: bool) -> None:
    document = saved(whole)
    document["verdict"] |= verdict
    with pytest.raises(WorkbenchError) as caught:
        opened(document)
    assert caught.value.code == "case-broken"


@pytest.mark.parametrize("time", [1e308, -1e308])
def test_an_absurd_time_in_a_case_makes_no_endless_sentence(time: float) -> None:
    document = saved()
    document["verdict"]["judged_at"] = time
    assert len(opened(document).inspection.verdict.headline) < 300
