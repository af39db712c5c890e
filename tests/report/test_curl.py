"""The command lines do what they say, whatever the request holds."""

import ast
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc_workbench.exchange import FormRequest, HttpRequest
from oidc_workbench.redaction.masking import MARK
from oidc_workbench.report.curl import as_curl, as_python

_NASTY = ["'; touch pwned; '", "$(touch pwned)", "`touch pwned`", "a\\'b", "\n touch pwned\n", "!!"]
_TOKEN_REQUEST = (
    FormRequest("https://as.example/token")
    .with_params({"grant_type": "authorization_code", "code": "SplxlOBeZQQYbYS6WxSbIA"})
    .with_header("Authorization", "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW")
    .to_http("redeem the code")
)


def _run(command: str, folder: Path) -> list[str]:
    """Run a command line with a curl that writes down its arguments and its input."""
    fake = folder / "bin" / "curl"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\nfor a; do printf "%s\\0" "$a" >>args; done\ncat >input\n')
    fake.chmod(0o700)
    path = f"{fake.parent}:{os.environ['PATH']}"
    subprocess.run(
        ["sh", "-c", command], cwd=folder, env={"PATH": path}, check=True, stdin=subprocess.DEVNULL
    )
    assert sorted(p.name for p in folder.iterdir()) == ["args", "bin", "input"]
    return (folder / "args").read_text().split("\0")[:-1]


def test_secrets_are_masked_unless_asked_for() -> None:
    for render in (as_curl, as_python):
        masked, revealed = render(_TOKEN_REQUEST), render(_TOKEN_REQUEST, reveal=True)
        for secret in ("SplxlOBeZQQYbYS6WxSbIA", "czZCaGRSa3F0MzpnWDFmQmF0M2JW"):
            assert secret not in masked
            assert secret in revealed
        assert MARK in masked
        assert MARK not in revealed


@pytest.mark.parametrize("nasty", _NASTY)
def test_nothing_in_a_request_runs_as_a_command(nasty: str, tmp_path: Path) -> None:
    headers = (("X-Odd", nasty), ("X-Empty", ""))
    request = HttpRequest("POST", f"https://a.example/{nasty}", headers, nasty.encode())
    arguments = _run(as_curl(request, reveal=True), tmp_path)
    assert f"https://a.example/{nasty}" in arguments
    assert arguments[arguments.index("--data-raw") + 1] == nasty
    assert "X-Empty;" in arguments


def test_octets_that_are_no_text_arrive_whole(tmp_path: Path) -> None:
    body = bytes(range(256))
    command = as_curl(HttpRequest("PUT", "https://a.example", (), body), reveal=True)
    arguments = _run(command, tmp_path)
    assert arguments[-2:] == ["--data-binary", "@-"]
    assert (tmp_path / "input").read_bytes() == body


@given(
    st.text(max_size=40),
    st.binary(max_size=40),
    st.sampled_from(["GET", "POST", "DELETE"]),
)
def test_the_python_snippet_holds_the_request(text: str, body: bytes, method: str) -> None:
    request = HttpRequest(method, f"https://a.example/{text}", (("X-Odd", text),), body)
    tree = ast.parse(as_python(request, reveal=True))
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call))
    assert [ast.literal_eval(argument) for argument in call.args] == [method, request.url]
    given_ = {keyword.arg: keyword.value for keyword in call.keywords}
    assert ast.literal_eval(given_["headers"]) == [("X-Odd", text)]
    if body:
        assert body in _evaluated(given_["content"])
    else:
        assert "content" not in given_


def _evaluated(node: ast.expr) -> list[bytes]:
    if isinstance(node, ast.Call):  # "…".encode()
        assert isinstance(node.func, ast.Attribute)
        return [ast.literal_eval(node.func.value).encode()]
    return [ast.literal_eval(node)]


def test_a_plain_get_stays_plain() -> None:
    command = as_curl(HttpRequest("GET", "https://a.example/"))
    assert command == "curl \\\n  --globoff \\\n  --request GET \\\n  --url https://a.example/"
