"""The engine for documents: what is read, what is asked, and what it amounts to."""

import json
import math
from dataclasses import fields

import pytest

from oidc_workbench.rules import index
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import ARTEFACTS, inspect_document
from oidc_workbench.rules.document_reading import read_document
from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.outcome import Severity, Status
from oidc_workbench.rules.rule import Artefact, Found, Rule, document_rule
from rules.documents import MODERN, PLAIN, answered, changed, verdict
from rules.tokens import NOW, compact

META, JWKS, INTRO = DocumentKind.METADATA, DocumentKind.JWKS, DocumentKind.INTROSPECTION
AREQ, ARESP = DocumentKind.AUTHORIZATION_REQUEST, DocumentKind.AUTHORIZATION_RESPONSE
TREQ, TRESP = DocumentKind.TOKEN_REQUEST, DocumentKind.TOKEN_RESPONSE
HOSTILE = [
    "", "  ", "{}", "[", "null", "[]", "\x00\udcff", "a=%zz&=&b", "&&&", "=", "https://[",
    '{"keys":[1,null,{}]}', '{"keys":[{"kty":1,"kid":{},"use":[],"key_ops":"x","x5c":[1]}]}',
    '{"issuer":1,"jwks_uri":[],"grant_types_supported":"x","jwks":{"keys":1}}',
    '{"issuer":"https://[","authorization_endpoint":"https://a:99999/","jwks":{"keys":[[]]}}',
    '{"signed_metadata":"a.b.c","mtls_endpoint_aliases":{"a":{}},"redirect_uris":[1,"http://["]}',
    "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 OK\r\nX\r\n: \r\n\r\n{}", "GET / HTTP/1.1\r\nHost\r\n",
    "POST http://[ HTTP/1.1\r\n\r\na=b", "{" * 100, "9" * 5000, '{"a":' + "9" * 5000 + "}",
    '{"n":' + "9" * 5000 + ',"jwks":{"keys":[' + "9" * 5000 + "]}}", "eyJhbGciOiJub25lIn0..",
    '{"a":1e999,"a":NaN}', "\ufeff{}", "x" * ((1 << 20) + 2), '{"keys":[]} trailing',
]  # fmt: skip


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_makes_a_rule_stumble(kind: DocumentKind, text: str) -> None:
    judged = inspect_document(kind, text, DocumentContext(), NOW).verdict
    assert judged.with_status(Status.CRASHED) == ()
    assert judged.headline.endswith(".")


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_without_context_and_time_no_rule_stumbles(kind: DocumentKind) -> None:
    judged = inspect_document(kind, json.dumps(MODERN), DocumentContext(), math.nan).verdict
    assert judged.with_status(Status.CRASHED) == ()


def test_every_rule_on_a_kind_answers_once_in_the_order_of_the_index() -> None:
    for kind, artefact in ARTEFACTS.items():
        asked = [
            rule.id for rule in RULES if any(artefact in one.on for one in rule.document_checks)
        ]
        assert [one.rule for one in verdict(kind, "{}").outcomes] == asked
        assert len(set(asked)) == len(asked)


def test_what_a_rule_is_about_is_what_it_checks() -> None:
    documents = set(ARTEFACTS.values())
    for rule in RULES:
        checked = {artefact for one in rule.document_checks for artefact in one.on}
        assert set(rule.on) & documents == checked
        assert (rule.check is not None) == bool(set(rule.on) - documents)


def test_the_index_lists_the_fullest_form_of_each_rule() -> None:
    listed = {rule.id: rule for rule in RULES}
    modules = [one for one in vars(index).values() if hasattr(one, "__file__")]
    rules = [rule for one in modules for rule in vars(one).values() if isinstance(rule, Rule)]
    assert rules
    for rule in rules:
        assert set(rule.on) <= set(listed[rule.id].on), rule.id


def test_a_rule_is_extended_to_documents_without_changing_the_first() -> None:
    @document_rule("x", "X", Severity.INFO, on=(Artefact.REG,), cites="RFC 1 §2", remedy="Do.")
    def first(_: object) -> Found:
        """First."""
        return Found("a", "b", "c")

    @first.on_document(Artefact.UI, cites="RFC 1 §2; RFC 3")
    def second(_: object) -> None:
        """Second."""

    assert (first.on, second.on) == ((Artefact.REG,), (Artefact.REG, Artefact.UI))
    assert second.help == "First.\n\nSecond."
    assert [str(clause) for clause in second.clauses] == ["RFC 1 §2", "RFC 3"]
    assert second.document_checks[0].check is first.document_checks[0].check


@pytest.mark.parametrize(
    ("document", "headline"),
    [
        (MODERN, "1 error in this metadata document; "),
        (changed(PLAIN, "issuer"), "1 error, 3 warnings and 3 notes in this metadata document; "),
        ("<html>", "This metadata document can't be read: it is not JSON."),
        ("", "This metadata document can't be read: there is nothing in it."),
    ],
)
def test_the_headline_counts(document: dict[str, object] | str, headline: str) -> None:
    if document is MODERN:
        document = changed(MODERN, issuer="http://as.example")
    assert verdict(META, document).headline.startswith(headline)


def test_a_good_document_says_how_far_it_was_checked() -> None:
    judged = verdict(META, MODERN)
    assert judged.headline.startswith("Nothing is wrong with this metadata document as far as")
    assert "could not be checked" in judged.headline
    assert (judged.worst, judged.decided) == (None, True)
    assert "the metadata of the issuer" not in judged.needed
    assert "the issuer's keys" in judged.needed


def test_trailing_text_leaves_a_document_undecided() -> None:
    judged = verdict(META, json.dumps(MODERN) + " x")
    assert not judged.decided
    assert "more follows after the JSON object" in judged.headline


def test_members_of_what_can_not_be_read_are_not_checked() -> None:
    said = answered(verdict(META, "["), "meta-incomplete")
    assert (said.status, said.decisive) == (Status.NOT_CHECKED, True)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (AREQ, "https://as.example/a?scope=a+b&scope=c%20d", ("a b", "c d")),
        (AREQ, "GET /a?scope=a HTTP/1.1\r\nHost: as.example\r\n\r\n", ("a",)),
        (AREQ, "POST /par HTTP/1.1\r\nHost: as.example\r\n\r\nscope=a", ("a",)),
        (AREQ, "?scope=a", ("a",)),
        (AREQ, "scope=a&\n  scope=b\n", ("a", "b")),
        (AREQ, '{"scope":"a","resource":["b"]}', ("a",)),
        (ARESP, "http://127.0.0.1/cb#scope=a", ("a",)),
        (ARESP, "HTTP/1.1 302 Found\r\nLocation: https://c.example/cb?scope=a\r\n\r\n", ("a",)),
        (TREQ, "grant_type=x&scope=", ("",)),
    ],
)
def test_parameters_are_read_from_every_form(
    kind: DocumentKind, text: str, expected: tuple[str, ...]
) -> None:
    read = read_document(kind, text, DocumentContext(), NOW)
    assert read.values("scope") == expected
    assert read.problem == ""


def test_raw_http_gives_the_exchange() -> None:
    text = "HTTP/2 401\r\nWWW-Authenticate: Bearer\r\n\r\n{}"
    response = read_document(TRESP, text, DocumentContext(), NOW).response
    assert response is not None
    assert (response.status, response.header("www-authenticate")) == (401, "Bearer")
    text = "POST /token HTTP/1.1\nHost: as.example\nDPoP: x\n\ngrant_type=y"
    request = read_document(TREQ, text, DocumentContext(), NOW).request
    assert request is not None
    assert (request.method, request.url) == ("POST", "https://as.example/token")


def test_a_signed_answer_is_read_as_a_token() -> None:
    text = compact({"alg": "ES256", "typ": "token-introspection+jwt"}, {"iss": "a"})
    read = read_document(INTRO, text, DocumentContext(), NOW)
    assert read.token is not None
    assert read.members == {"iss": "a"}


def test_places_of_members_are_known() -> None:
    read = read_document(META, '{"issuer": "a"}', DocumentContext(), NOW)
    place = read.place("issuer")
    assert place is not None
    assert (place.start, place.end) == (11, 14)
    assert read.place("x") is None


@pytest.mark.parametrize(
    ("kind", "severity"), [(JWKS, Severity.ERROR), (META, Severity.ERROR), (TRESP, "warning")]
)
def test_a_repeated_name_is_an_error_where_a_standard_says_so(
    kind: DocumentKind, severity: Severity
) -> None:
    said = answered(verdict(kind, '{"keys":[],"a":1,"\\u0061":2}'), "json-duplicate-member")
    assert [finding.severity for finding in said.findings] == [severity]


@pytest.mark.parametrize("kind", [JWKS, META, INTRO, TRESP])
@pytest.mark.parametrize(("number", "flagged"), [("1e999", 1), ("NaN", 1), ("1.5e9", 0)])
def test_numbers_are_finite(kind: DocumentKind, number: str, flagged: int) -> None:
    said = answered(verdict(kind, f'{{"expires_in":{number}}}'), "json-number-nonfinite")
    assert len(said.findings) == flagged


def test_secrets_of_the_context_are_not_in_its_repr() -> None:
    hidden = {one.name for one in fields(DocumentContext) if not one.repr}
    assert {"exchange", "secret", "registration", "state", "nonce"} <= hidden
