"""Every format at once: the index, and what none of them may tell."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.clock import FakeClock
from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.flows.step import Step
from oidc_workbench.jose.decryption_outcome import Decryption, DecryptionStatus
from oidc_workbench.report.formats import FORMATS, ReportFormat, format_named
from oidc_workbench.report.model import report_on, report_on_run
from oidc_workbench.report.personal_claims import PERSONAL_NAMES
from oidc_workbench.rules.outcome import Decision
from report.samples import HOSTILE, hostile_report, judged, parsed, two_tokens, unsigned
from rules.tokens import NOW

every_format = pytest.mark.parametrize("chosen", FORMATS, ids=lambda one: one.name)


def test_the_index_names_each_format_once() -> None:
    assert [one.name for one in FORMATS] == ["markdown", "html", "json", "sarif"]
    assert len({one.suffix for one in FORMATS}) == len(FORMATS)
    assert format_named("html") is FORMATS[1]
    assert format_named("pdf") is None


@every_format
def test_every_format_tells_the_verdict_the_clause_and_the_remedy(chosen: ReportFormat) -> None:
    text = chosen.render(two_tokens())
    plain = text.replace("\\", "").replace("&#x27;", "'")
    assert "Rejected: this ID token is for another client." in plain
    assert "Accepted: " in plain
    assert "aud-mismatch" in plain
    assert "OIDC Core §3.1.3.7 step 3" in plain
    assert "Reject it; check the client_id" in plain
    text.encode("utf-8")


@every_format
def test_the_same_report_gives_the_same_text(chosen: ReportFormat) -> None:
    report = two_tokens()
    assert chosen.render(report) == chosen.render(report)


@every_format
def test_no_signature_is_told_even_when_persons_are(chosen: ReportFormat) -> None:
    seen = judged({"nested": judged().reading.token})
    signature = seen.reading.token.rpartition(".")[2]
    inner = str(seen.reading.claims["nested"]).rpartition(".")[2]
    for reveal in (False, True):
        text = chosen.render(report_on(seen, NOW, reveal=reveal))
        assert signature not in text
        assert inner not in text


SECRETS = {
    "access_token": "opaque-secret-0815",
    "client_secret": "opaque-secret-0816",
    "deep": [{"refresh_token": "opaque-secret-0817"}],
    "header_line": "Authorization: Bearer opaque-secret-0818",
    "cnf": {"jwk": {"kty": "EC", "crv": "P-256", "d": "opaque-secret-0819"}},
    "keys": {"kty": "oct", "k": "opaque-secret-0820"},
    "url": "https://u:opaque-secret-0821@a.example/?code=opaque-secret-0822",
}


@every_format
@pytest.mark.parametrize("reveal", [False, True])
def test_secrets_in_claims_are_never_told(chosen: ReportFormat, reveal: bool) -> None:
    text = chosen.render(report_on(judged(SECRETS), NOW, reveal=reveal))
    assert "opaque-secret" not in text


@every_format
def test_reveal_shows_persons(chosen: ReportFormat) -> None:
    seen = judged({"email": "vreni.huber@example.org", "aud": "vreni.huber@example.org"})
    assert "vreni.huber@example.org" in chosen.render(report_on(seen, NOW, reveal=True))
    assert "vreni.huber" not in chosen.render(report_on(seen, NOW))


# A value that no sentence of ours holds: a mark, and anything at all after it.
PLANTED = st.text(st.characters(exclude_categories=["Cs"]), max_size=150).map("Zq7-".__add__)
NAMES = st.sampled_from(sorted(PERSONAL_NAMES))


@settings(max_examples=40, deadline=None)
@given(
    planted=st.dictionaries(NAMES, PLANTED, min_size=1, max_size=6),
    nested=st.dictionaries(NAMES, PLANTED, max_size=3),
    namespaced=PLANTED,
)
def test_no_planted_value_survives_in_any_format(
    planted: dict[str, str], nested: dict[str, str], namespaced: str
) -> None:
    values = [*planted.values(), *nested.values(), namespaced]
    first = values[0]
    claims: dict[str, Any] = {
        **planted,
        "act": {"deep": [nested, {"address": {"street_address": namespaced}}]},
        "https://claims.example/E-Mail": namespaced,
        "aud": [f"urn:{first}:x", first],
        "scope": f"read {first}",
        "link": f"https://a.example/?login_hint={quote(first, safe='')}",
        "map": {first: "member"},
    }
    report = report_on(unsigned(claims, {"kid": first, "sub": first}), NOW)
    for chosen in FORMATS:
        text = chosen.render(report)
        assert "Zq7-" not in text


@every_format
def test_an_encoded_token_inside_does_not_tell_whom_it_is_about(chosen: ReportFormat) -> None:
    claims = {"sub": "person-4711", "id_token_hint2": judged({"sub": "person-4711"}).reading.token}
    unsecured = judged({"sub": "person-4711"}).reading.token.rpartition(".")[0]
    text = chosen.render(report_on(judged({**claims, "half": unsecured}), NOW))
    payload = unsecured.partition(".")[2]
    assert payload not in text
    assert payload[8:40] not in text


CUT = "person-" + "x" * 300


@every_format
@pytest.mark.parametrize("name", ["sub", "email", "note"])
def test_the_beginning_of_a_long_value_does_not_survive_in_evidence(
    chosen: ReportFormat, name: str
) -> None:
    report = report_on(unsigned({"sub": CUT, name: CUT, "aud": ["x", CUT], "exp": CUT}), NOW)
    assert "person-xxx" not in chosen.render(report)


@every_format
def test_stand_ins_never_change_the_verdict(chosen: ReportFormat) -> None:
    hostile = {"sub": "Rejected", "name": "Accepted", "email": "error", "sid": "this ID token"}
    seen = judged({**hostile, "aud": "someone-else"})
    assert seen.verdict.decision is Decision.REJECT
    text = chosen.render(report_on(seen, NOW))
    assert "Rejected: " in text
    assert "Rejected: sub-1" not in text


def test_equal_values_keep_equal_stand_ins_across_tokens() -> None:
    mail = "vreni.huber@example.org"
    steps = tuple(
        Step(name, name, "", inspections=((name, judged(claims)),))
        for name, claims in (
            ("one", {"sub": "person-1234", "email": mail}),
            ("two", {"sub": "person-9876", "upn": mail, "owner": "person-1234"}),
        )
    )
    document = parsed(FORMATS[2].render(report_on_run(steps, NOW)))
    one, two = (
        {member["name"]: member["value"] for member in token["claims"]}
        for token in document["tokens"]
    )
    assert (one["sub"], one["email"]) == ("sub-1", "email-1")
    assert (two["sub"], two["upn"], two["owner"]) == ("sub-2", "email-1", "sub-1")


def run_step() -> Step:
    """A step in which a person shows in every corner."""
    request = HttpRequest(
        "GET",
        "https://as.example/authorize?login_hint=vreni.huber%40example.org&client_secret=s3cr3t-12",
        (("Authorization", "Bearer opaque-secret-0818"),),
        purpose="ask who vreni.huber@example.org is",
    )
    body = b'{"sub": "person-1234", "name": "Vreni Huber"}'
    response = HttpResponse(200, (("Content-Type", "application/json"),), body)
    exchange = Exchange(request, response, FakeClock().now(), 0.1)
    facts = (("preferred_username", "vhuber77"), ("who", "Vreni Huber (person-1234)"))
    return Step("userinfo", "UserInfo", "Who is vhuber77?", facts=facts, exchanges=(exchange,))


@every_format
def test_a_run_tells_its_steps_without_persons_and_secrets(chosen: ReportFormat) -> None:
    text = chosen.render(report_on_run((run_step(),), NOW))
    for planted in ("vreni", "Vreni", "person-1234", "vhuber77", "s3cr3t", "opaque-secret"):
        assert planted not in text
    if chosen.name != "sarif":  # which is about findings only
        assert "UserInfo" in text
        assert "200" in text


@every_format
def test_a_folder_with_the_name_of_a_person_is_not_told(chosen: ReportFormat) -> None:
    seen = judged()
    source = seen.signature.source
    assert source is not None
    place = replace(source, location="/home/vhuber77/keys.json")
    seen = replace(seen, signature=replace(seen.signature, source=place))
    text = chosen.render(report_on(seen, NOW))
    assert "vhuber77" not in text


@every_format
def test_the_token_inside_an_encrypted_one_is_told_as_carefully(chosen: ReportFormat) -> None:
    inner = judged({"sub": "person-4711", "aud": "for person-4711"})
    outer = unsigned({}, {"alg": "RSA-OAEP-256", "enc": "A256GCM", "note": "for person-4711"})
    told = Decryption(DecryptionStatus.DECRYPTED, "Decrypted with the key of person-4711.")
    seen = replace(inner, reading=outer.reading, inner=inner.reading, decryption=told)
    text = chosen.render(report_on(seen, NOW))
    assert "person-4711" not in text
    assert inner.reading.token.rpartition(".")[2] not in text
    if chosen.name != "sarif":  # which is about findings only
        assert "RSA-OAEP-256" in text
        assert "Decrypted with the key of" in text


@every_format
def test_a_token_of_many_claims_is_told_soon(chosen: ReportFormat) -> None:
    claims: dict[str, Any] = {f"c{n}": f"v{n}" for n in range(250)}
    claims["people"] = [{"email": f"p{n}@example.org"} for n in range(250)]
    text = chosen.render(report_on(unsigned(claims), NOW))
    assert "@example.org" not in text
    if chosen.name in ("markdown", "html"):
        assert re.search(r"… [0-9]+ more, left out here", text)


@every_format
@pytest.mark.parametrize(
    "number", [1e999, float("nan"), 10**5000, -0.0], ids=["infinity", "nan", "huge", "zero"]
)
def test_numbers_that_json_can_not_hold_are_told_in_words(
    chosen: ReportFormat, number: float
) -> None:
    seen = unsigned({"amount": 1})
    payload = seen.reading.payload
    assert payload is not None
    claims = {**seen.reading.claims, "amount": number, "sub": number}
    odd = replace(seen, reading=replace(seen.reading, payload=replace(payload, value=claims)))
    for reveal in (False, True):
        text = chosen.render(report_on(odd, NOW, reveal=reveal))
        if chosen.suffix in (".json", ".sarif"):
            parsed(text)


@every_format
@pytest.mark.parametrize("text", ["", "hello", "a.b.c", "eyJ", '{"payload":1,"signature":2}'])
def test_what_is_no_token_is_told_as_well(chosen: ReportFormat, text: str) -> None:
    from oidc_workbench.rules.expectation import Expectation
    from oidc_workbench.rules.inspection import inspect

    assert chosen.render(report_on(inspect(text, Expectation()), float("nan")))


def test_hostile_text_is_still_there_to_be_read() -> None:
    document = parsed(FORMATS[2].render(hostile_report()))
    values = [member["value"] for member in document["tokens"][0]["claims"]]
    assert HOSTILE[0] in values
