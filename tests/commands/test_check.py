"""``check`` as a person or a script calls it."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from oidc_workbench import cli
from oidc_workbench.commands.check import KINDS
from oidc_workbench.commands.check_members import MEMBERS
from oidc_workbench.commands.terminal import Exit
from oidc_workbench.rules import document_judging
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from rules.documents import MODERN, PLAIN, WELL_KNOWN, changed
from rules.tokens import ISSUER

Run = Callable[..., tuple[int, str, str]]
PRIVATE: dict[str, Any] = dict(ECKey.generate_key("P-256").as_dict(private=True))
PUBLIC: dict[str, Any] = dict(ECKey.generate_key("P-256").as_dict(private=False))


def no_window(_practice: bool) -> int:
    raise AssertionError("no window was asked for")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program; gives status, what it said and what it complained about."""

    def call(*argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = cli.main(["check", *argv], no_window)
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def checked(run: Run, *argv: str, stdin: bytes = b"") -> tuple[int, dict[str, Any]]:
    status, out, err = run(*argv, "--json", stdin=stdin)
    assert err == ""
    document: dict[str, Any] = json.loads(out)
    return status, document


def written(path: Path, document: object) -> str:
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


def rules(document: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in document["findings"]}


def test_a_document_without_errors_is_well(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", PLAIN)
    status, out, _ = run("metadata", file, "--url", WELL_KNOWN)
    assert status == Exit.OK
    assert out.startswith("3 warnings and 3 notes in this metadata document")
    assert "WARNING  meta-pkce" in out
    assert "* meta-inconsistent" in out
    assert "meta-issuer-mismatch" not in out


def test_an_error_decides_the_status(run: Run) -> None:
    document = json.dumps(changed(MODERN, issuer="http://as.example")).encode()
    status, found = checked(run, "metadata", "-", stdin=document)
    assert status == Exit.REJECTED
    assert found["kind"] == "metadata"
    assert found["worst"] == "error"
    finding = found["findings"][0]
    assert finding["rule"] == "meta-issuer-format"
    assert {"severity", "title", "clause", "where", "evidence", "message", "remedy"} <= set(finding)
    assert {"rule", "needs", "decisive"} == set(found["not_checked"][0])


@pytest.mark.parametrize("text", [b"", b"  ", b"<html>", b"[]", b"\xff\xfe{\x00}\x00"])
def test_what_can_not_be_read_is_not_decided(run: Run, text: bytes) -> None:
    status, found = checked(run, "registration", "-", stdin=text)
    assert (status, found["decided"]) in ((Exit.UNDECIDED, False), (Exit.REJECTED, False))
    assert found["headline"].startswith("This client registration can't be read")


def test_what_is_not_utf8_is_said(run: Run) -> None:
    status, found = checked(run, "jwks", "-", stdin=b'{"keys":[],"x":"\xff"}')
    assert status == Exit.REJECTED
    assert rules(found) == {"json-not-utf8"}


def test_raw_http_is_judged_with_its_head(run: Run) -> None:
    answer = b'HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n{"keys":[]}'
    _, found = checked(run, "jwks", "-", stdin=answer)
    assert "meta-transport" in rules(found)


def test_private_parts_are_never_shown(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "jwks.json", {"keys": [PRIVATE]})
    for more in ((), ("--json",)):
        status, out, err = run("jwks", file, *more)
        assert status == Exit.REJECTED
        assert "jwks-private-key" in out
        assert PRIVATE["d"] not in out + err


def test_the_context_decides_what_is_checked(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", MODERN)
    context = written(
        tmp_path / "c.json",
        {
            "issuer": "https://other.example",
            "profile": "fapi2",
            "jwks": {"keys": [PUBLIC]},
            "other_metadata": {"issuer": ISSUER},
            "known_metadata": [],
            "exchange": {"url": WELL_KNOWN, "status": 200, "headers": {"Content-Type": "text/x"}},
        },
    )
    status, found = checked(run, "metadata", file, "--context", context)
    assert status == Exit.REJECTED
    assert {"meta-issuer-mismatch", "meta-transport", "jwks-no-usable-key"} == rules(found)
    assert found["not_checked"] == []
    status, found = checked(run, "metadata", file, "--context", context, "--issuer", ISSUER)
    assert "meta-issuer-mismatch" not in rules(found)


EXAMPLES: dict[str, Any] = {
    "issuer": ISSUER,
    "url": WELL_KNOWN,
    "client_id": "c",
    "client_type": "public",
    "application_type": "native",
    "redirect_uris": ["https://c.example/"],
    "post_logout_redirect_uris": "https://c.example/",
    "scope": "openid email",
    "state": "",
    "nonce": "n",
    "code_challenge": "c",
    "resource": "https://api.example/",
    "sub": "s",
    "profile": "fapi2",
    "metadata": {},
    "other_metadata": {},
    "known_metadata": [{}],
    "jwks": {"keys": [PUBLIC]},
    "earlier_jwks": [{"keys": [PUBLIC]}],
    "known_jwks": {"https://b.example": {"keys": [PUBLIC]}},
    "registration": {},
    "request": "a=1&b=2",
    "earlier_requests": [{"a": "1"}],
    "exchange": {"url": WELL_KNOWN},
    "client_secret": "s",
    "leeway": 10,
    "issued_at": 1.5,
    "several_servers": False,
    "at": 1767225600,
}


@pytest.mark.parametrize("name", list(MEMBERS))
def test_each_member_of_the_context_is_read_or_refused(run: Run, tmp_path: Path, name: str) -> None:
    file = written(tmp_path / "m.json", MODERN)
    good = written(tmp_path / "good.json", {name: EXAMPLES[name]})
    status, _, err = run("metadata", file, "--context", good)
    assert status in (Exit.OK, Exit.REJECTED)
    assert err == ""
    bad = written(tmp_path / "bad.json", {name: {"x": [1]} if name != "metadata" else 1})
    if name in ("registration", "other_metadata"):
        bad = written(tmp_path / "bad.json", {name: []})
    if name == "request":
        bad = written(tmp_path / "bad.json", {name: 1})
    status, _, err = run("metadata", file, "--context", bad)
    assert status == Exit.USAGE
    assert f"“{name}” must be" in err


def test_the_members_fill_fields_that_exist() -> None:
    fields = set(DocumentContext.__dataclass_fields__) | {"at"}
    assert {member.field or name for name, member in MEMBERS.items()} == fields


@pytest.mark.parametrize("text", ["[]", "{", '{"x":1}', '{"at":1,"at":2}'])
def test_a_context_that_is_not_understood_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    file = written(tmp_path / "m.json", MODERN)
    status, _, err = run("metadata", file, "--context", written(tmp_path / "c.json", text))
    assert status == Exit.USAGE
    assert "The context file can't be used" in err


def test_wrong_usage_is_said(run: Run, tmp_path: Path) -> None:
    status, _, err = run("id-token", "-")
    assert status == Exit.USAGE
    assert "id-token" in err
    assert run("jwks")[0] == Exit.USAGE
    assert run("jwks", "-", "--at", "soon")[0] == Exit.USAGE
    status, _, err = run("jwks", str(tmp_path / "absent.json"))
    assert status == Exit.UNDECIDED
    assert "The document file can't be read" in err
    status, _, err = run("jwks", "-", "--context", str(tmp_path / "absent.json"))
    assert status == Exit.USAGE


def test_the_help_says_where_tokens_go(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == Exit.OK
    assert "tokens go to 'inspect'" in " ".join(out.split())


def test_the_kinds_are_those_of_the_rules() -> None:
    assert tuple(kind.value for kind in DocumentKind) == KINDS


def test_a_crash_of_a_rule_leaves_the_document_undecided(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("told by the error")

    plan = document_judging._plan(DocumentKind.METADATA)
    (rule, check), rest = plan[0], plan[1:]
    crashing = (rule, type(check)(check.on, broken, check.reads))
    monkeypatch.setattr(document_judging, "_plan", lambda _: (crashing, *rest))
    status, found = checked(run, "metadata", "-", stdin=json.dumps(PLAIN).encode())
    assert status == Exit.UNDECIDED
    assert "a rule without a bug (RuntimeError)" in found["needed"]
    assert "told by the error" not in json.dumps(found)


@pytest.mark.parametrize(
    ("chosen", "begins"),
    [("markdown", "# "), ("html", "<!DOCTYPE html>"), ("json", "{"), ("sarif", "{")],
)
def test_a_report_is_written_beside_the_text(
    run: Run, tmp_path: Path, chosen: str, begins: str
) -> None:
    file = tmp_path / "report"
    keys = json.dumps({"keys": [PRIVATE]}).encode()
    status, out, err = run("jwks", "-", "--report", f"{chosen}:{file}", stdin=keys)
    text = file.read_text(encoding="utf-8")
    assert (status, err) == (Exit.REJECTED, "")
    assert text.startswith(begins)
    assert "jwks-private-key" in text
    assert PRIVATE["d"] not in text
    assert "jwks-private-key" in out


def test_a_report_on_standard_output_takes_the_place_of_the_text(run: Run) -> None:
    keys = json.dumps({"keys": [PUBLIC]}).encode()
    status, out, _ = run("jwks", "-", "--report", "sarif", stdin=keys)
    assert status == Exit.OK
    assert json.loads(out)["version"] == "2.1.0"


def test_a_report_that_is_there_is_replaced_only_on_request(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    file.write_text("mine", encoding="utf-8")
    status, _, err = run("jwks", "-", "--report", f"markdown:{file}", stdin=b"{}")
    assert status == Exit.USAGE
    assert "--force" in err
    assert file.read_text(encoding="utf-8") == "mine"
    run("jwks", "-", "--report", f"markdown:{file}", "--force", stdin=b"{}")
    assert file.read_text(encoding="utf-8").startswith("# ")
