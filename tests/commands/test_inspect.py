"""``inspect`` as a person or a script calls it."""

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from fakes.issuer_server import IssuerServer, issuer_server
from oidc_workbench import cli
from oidc_workbench.commands.terminal import Exit
from oidc_workbench.rules.token_hash import left_half_hash
from rules.tokens import (
    API,
    AT_CLAIMS,
    AT_HEAD,
    CA_CLAIMS,
    CA_HEAD,
    CLIENT_ID,
    ID_CLAIMS,
    ID_HEAD,
    ISSUER,
    KID,
    METADATA,
    NONCE,
    TOKEN_ENDPOINT,
    b64url,
    compact,
    maced,
    published,
    signed,
)

KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
ID_TOKEN = signed(ID_HEAD, ID_CLAIMS, KEY)
ACCESS_TOKEN = signed(AT_HEAD, AT_CLAIMS, KEY)
AT_NOW = ("--at", "1767225600")
FOR_CLIENT = ("--issuer", ISSUER, "--client-id", CLIENT_ID, "--nonce", NONCE, *AT_NOW)
FOR_API = ("--issuer", ISSUER, "--audience", API, "--scope", "orders:read", *AT_NOW)

Run = Callable[..., tuple[int, str, str]]


def no_window(_practice: bool) -> int:
    raise AssertionError("no window was asked for")


@pytest.fixture
def jwks(tmp_path: Path) -> str:
    path = tmp_path / "jwks.json"
    path.write_text(published(KEY))
    return str(path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program; gives status, what it said and what it complained about."""

    def call(*argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = cli.main(["inspect", *argv], no_window)
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def judged(run: Run, *argv: str) -> tuple[int, dict[str, Any]]:
    status, out, err = run(*argv, "--json")
    assert err == ""
    document: dict[str, Any] = json.loads(out)
    return status, document


def context_file(folder: Path, **members: object) -> str:
    path = folder / "context.json"
    path.write_text(json.dumps(members))
    return str(path)


def test_a_good_token_is_accepted(run: Run, jwks: str) -> None:
    status, out, _ = run(ID_TOKEN, "--jwks", jwks, *FOR_CLIENT)
    assert status == Exit.OK
    assert out.startswith("Accepted: ")
    assert "No findings" in out
    assert "not from the issuer's JWKS" in out.replace("\n", " ")


def test_a_rejected_token_says_what_fails_first_and_next(run: Run, jwks: str) -> None:
    argv = (ACCESS_TOKEN, "--jwks", jwks, *FOR_API, "--audience", "https://x.example")
    status, found = judged(run, *argv, "--scope", "orders:write", "--issuer", "https://y.example")
    assert status == Exit.REJECTED
    assert found["decision"] == "reject"
    assert found["first_failing"] == "iss-mismatch"
    assert found["next_failing"] == "at-scope-insufficient"
    finding = found["findings"][0]
    members = {"rule", "severity", "clause", "where", "evidence", "remedy", "message"}
    assert members <= finding.keys()
    assert finding["severity"] == "error"
    assert finding["clause"].startswith("OIDC Core §2")


def test_an_undecided_token_says_what_is_needed(run: Run) -> None:
    status, found = judged(run, ID_TOKEN, *AT_NOW)
    assert status == Exit.UNDECIDED
    assert {"the issuer's keys", "the expected issuer", "the client_id"} <= set(found["needed"])
    assert {"rule": "iss-mismatch", "needs": "the expected issuer", "decisive": True} in found[
        "not_checked"
    ]


def test_an_unsigned_token_is_rejected_without_any_key(run: Run) -> None:
    status, found = judged(run, compact({"alg": "none"}, ID_CLAIMS, b""))
    assert (status, found["first_failing"]) == (Exit.REJECTED, "alg-none")


def test_a_token_comes_from_a_file_or_from_standard_input(
    run: Run, jwks: str, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text(f"Bearer {ACCESS_TOKEN}\n")
    assert run(f"@{file}", "--jwks", jwks, *FOR_API)[0] == Exit.OK
    stdin = ACCESS_TOKEN.encode() + b"\r\n"
    assert run("-", "--jwks", jwks, *FOR_API, stdin=stdin)[0] == Exit.OK


def test_what_is_not_text_gets_an_answer(run: Run) -> None:
    status, out, err = run("-", stdin=b"\xff\xfe\x00" + bytes(range(256)))
    assert status in (Exit.UNDECIDED, Exit.REJECTED)
    assert out
    assert err == ""


def test_the_kind_can_be_stated(run: Run, jwks: str) -> None:
    status, found = judged(run, ID_TOKEN, "--as", "access-token", "--jwks", jwks, *FOR_API)
    assert status == Exit.REJECTED
    assert found["recognised"] == ""
    assert "idt-as-at" in {finding["rule"] for finding in found["findings"]}
    status, found = judged(run, ID_TOKEN, "--as", "auto", "--jwks", jwks, *FOR_CLIENT)
    assert (status, found["purpose"]) == (Exit.OK, "id-token")
    assert found["recognised"]


def test_the_allow_list_and_the_profile_are_obeyed(run: Run, jwks: str) -> None:
    _, found = judged(run, ID_TOKEN, "--jwks", jwks, *FOR_CLIENT, "--alg", "RS256")
    assert found["first_failing"] == "alg-not-allowed"
    argv = ("--jwks", jwks, *FOR_CLIENT, "--alg", "RS256", "--alg", "ES256")
    assert judged(run, ID_TOKEN, *argv)[0] == Exit.OK
    _, found = judged(run, ACCESS_TOKEN, "--jwks", jwks, *FOR_API, "--profile", "fapi2")
    assert found["first_failing"] == "at-unconstrained"


def test_time_and_leeway_are_obeyed(run: Run, jwks: str) -> None:
    late = ("--jwks", jwks, *FOR_CLIENT, "--at", "1767226230")
    assert run(ID_TOKEN, *late)[0] == Exit.OK
    assert run(ID_TOKEN, *late, "--leeway", "0")[0] == Exit.REJECTED
    assert run(ID_TOKEN, "--jwks", jwks, *FOR_CLIENT[:-2])[0] == Exit.REJECTED  # long ago by now


def test_no_nonce_and_no_scope_are_stated_by_empty_ones(run: Run, jwks: str) -> None:
    status, found = judged(run, ID_TOKEN, "--jwks", jwks, *FOR_CLIENT, "--nonce", "")
    assert (status, found["first_failing"]) == (Exit.REJECTED, "nonce-mismatch")
    _, found = judged(run, ACCESS_TOKEN, "--jwks", jwks, *FOR_API, "--scope", "")
    assert "at-scope-insufficient" not in {one["rule"] for one in found["not_checked"]}


def test_a_context_file_says_it_all(run: Run, tmp_path: Path) -> None:
    text = signed(ID_HEAD, {**ID_CLAIMS, "at_hash": left_half_hash(ACCESS_TOKEN, "ES256")}, KEY)
    members: dict[str, Any] = {
        "as": "id-token", "issuer": ISSUER, "client_id": CLIENT_ID, "nonce": NONCE,
        "alg": ["ES256"], "at": 1767225600, "leeway": 30, "profile": "plain",
        "jwks": json.loads(published(KEY)), "metadata": METADATA,
        "request": {"response_type": "code"}, "access_token": ACCESS_TOKEN, "code": "abc",
    }  # fmt: skip
    status, found = judged(run, text, "--context", context_file(tmp_path, **members))
    assert status == Exit.OK
    assert {
        "rule": "sig-foreign-issuer-key",
        "needs": "the issuer's own JWKS, found through its metadata",
        "decisive": False,
    } in found["not_checked"]
    assert [one["rule"] for one in found["not_checked"]] == [
        "sig-foreign-issuer-key",
        "sig-ecdsa-nonce-reuse",
        "iat-stale",
        "nonce-replayed",
    ]
    members["access_token"] = "another"
    status, found = judged(run, text, "--context", context_file(tmp_path, **members))
    assert (status, found["first_failing"]) == (Exit.REJECTED, "at-hash-mismatch")


def test_tls_stands_for_the_signature_only_when_that_is_stated(run: Run, tmp_path: Path) -> None:
    stated = context_file(tmp_path, from_token_endpoint=True)
    assert run(ID_TOKEN, *FOR_CLIENT)[0] == Exit.UNDECIDED
    status, found = judged(run, ID_TOKEN, *FOR_CLIENT, "--context", stated)
    assert status == Exit.OK
    assert found["headline"].startswith("Accepted: the signature was not checked")
    assert run(ACCESS_TOKEN, *FOR_API, "--context", stated)[0] == Exit.UNDECIDED


def test_arguments_go_before_the_context_file(run: Run, jwks: str, tmp_path: Path) -> None:
    path = context_file(
        tmp_path, issuer="https://other.example", audience=API, scope="a b", jwks=jwks
    )
    assert run(ACCESS_TOKEN, "--context", path, *FOR_API)[0] == Exit.OK
    assert run(ACCESS_TOKEN, "--context", path, *AT_NOW)[0] == Exit.REJECTED


def test_keys_of_an_argument_go_before_those_in_the_context_file(
    run: Run, jwks: str, tmp_path: Path
) -> None:
    other = ECKey.generate_key("P-256", {"kid": KID})
    text = signed(AT_HEAD, AT_CLAIMS, other)
    path = context_file(tmp_path, jwks=json.loads(published(other)))
    assert run(text, "--context", path, *FOR_API)[0] == Exit.OK
    assert run(text, "--context", path, "--jwks", jwks, *FOR_API)[0] == Exit.REJECTED
    assert run(ACCESS_TOKEN, "--context", path, "--jwks", jwks, *FOR_API)[0] == Exit.OK


def test_a_client_assertion_for_an_endpoint_needs_the_metadata(run: Run, tmp_path: Path) -> None:
    key = ECKey.generate_key("P-256", {"kid": "c1"})
    text = signed(CA_HEAD, {**CA_CLAIMS, "aud": TOKEN_ENDPOINT}, key)
    members = {"jwks": json.loads(published(key)), "issuer": ISSUER, "client_id": CLIENT_ID}
    path = context_file(tmp_path, **members)
    assert run(text, "--context", path, *AT_NOW)[0] == Exit.UNDECIDED
    path = context_file(tmp_path, **members, metadata=METADATA)
    status, found = judged(run, text, "--context", path, *AT_NOW)
    assert status == Exit.OK
    assert [finding["rule"] for finding in found["findings"]] == ["ca-aud-endpoint"]


def test_a_shared_secret_comes_from_the_context_file_and_shows_nowhere(
    run: Run, tmp_path: Path
) -> None:
    secret = "correct-horse-battery-staple-0123456789"
    text = maced({"alg": "HS256"}, ID_CLAIMS, secret.encode())
    path = context_file(tmp_path, client_secret=secret)
    status, out, _ = run(text, "--context", path, *FOR_CLIENT)
    assert status == Exit.OK
    assert secret not in out


BAD_CONTEXTS: dict[str, bytes] = {
    "not JSON": b"{",
    "not UTF-8": b'{"issuer":"\xff"}',
    "not an object": b"[]",
    "misspelt": b'{"issuers":"https://as.example"}',
    "twice": b'{"issuer":"a","issuer":"b"}',
    "wrong type": b'{"leeway":"60"}',
    "negative leeway": b'{"leeway":-1}',
    "NaN": b'{"at":NaN}',
    "unknown kind": b'{"as":"saml"}',
    "unhashable kind": b'{"as":[]}',
    "no keys": b'{"jwks":{"keys":[]}}',
    "deep": b'{"metadata":' + b"[" * 100_000,
}


@pytest.mark.parametrize("name", BAD_CONTEXTS)
def test_a_bad_context_file_is_refused_in_one_sentence(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "context.json"
    path.write_bytes(BAD_CONTEXTS[name])
    status, out, err = run(ID_TOKEN, "--context", str(path))
    assert status == Exit.USAGE
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "argv",
    [
        ("@/no/such/file",),
        ("@\x00",),
        ("x", "--jwks", "/no/such/file"),
        ("x", "--jwks", __file__),
        ("x", "--context", "/no/such/file"),
        ("x", "--at", "soon"),
        ("x", "--at", "inf"),
        ("x", "--leeway", "-1"),
        ("x", "--as", "saml"),
        ("x", "--discover"),
        (),
    ],
)
def test_wrong_input_is_one_sentence_and_64(run: Run, argv: tuple[str, ...]) -> None:
    status, out, err = run(*argv)
    assert status == Exit.USAGE
    assert out == ""
    assert len(err.splitlines()) == 1


def test_the_tokens_beside_it_are_told_too(run: Run, jwks: str) -> None:
    late = signed(AT_HEAD, {**AT_CLAIMS, "iat": 1767224000, "exp": 1767225000}, KEY)
    text = f"https://app.example/cb#id_token={ID_TOKEN}&access_token={late}"
    status, out, _ = run(text, "--jwks", jwks, *FOR_CLIENT, "--audience", API)
    assert status == Exit.OK
    assert "  exit status speaks of the judged token alone" in out
    assert "  beside it   access_token: Rejected: the token expired 10 min ago" in out
    _, document = judged(run, text, "--jwks", jwks, *FOR_CLIENT, "--audience", API)
    (other,) = document["beside"]
    assert (other["name"], other["decision"]) == ("access_token", "reject")
    text = text.replace(late, ACCESS_TOKEN)
    _, document = judged(run, text, "--jwks", jwks, *FOR_CLIENT, "--audience", API)
    (other,) = document["beside"]
    assert other["decision"] is None  # no verdict, since most of the catalogue was not asked
    assert "inspect it by itself" in other["said"]


def test_the_help_says_what_the_exit_status_speaks_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["inspect", "--help"], no_window)
    said = " ".join(capsys.readouterr().out.split())
    assert "speaks of the one token that is judged, never of others in the same text" in said


def test_a_single_token_has_no_word_on_others(run: Run, jwks: str) -> None:
    _, out, _ = run(ID_TOKEN, "--jwks", jwks, *FOR_CLIENT)
    assert "exit status" not in out


def test_an_sd_jwt_is_taken_apart_without_a_verdict(run: Run, jwks: str) -> None:
    raw = b64url(b'["salt","given_name","Erika"]')
    digest = b64url(hashlib.sha256(raw.encode()).digest())
    token = signed({"alg": "ES256", "kid": KID}, {"iss": ISSUER, "_sd": [digest, "x"]}, KEY)
    status, out, _ = run(f"{token}~{raw}~", "--jwks", jwks)
    assert status == Exit.UNDECIDED
    assert "issuer's    The ES256 signature matches the key." in out
    assert "holder's    There is no key binding." in out
    assert 'given_name   "Erika"' in out
    _, document = judged(run, f"{token}~{raw}~", "--jwks", jwks)
    told = document["other_serialisation"]
    assert [one["status"] for one in told["signatures"]] == ["verified"]
    assert (told["disclosures"], told["withheld"]) == (1, 1)
    assert told["claims"] == {"iss": ISSUER, "given_name": "Erika"}
    _, document = judged(run, f"{token}~{raw}~{raw}~", "--jwks", jwks)
    assert document["other_serialisation"]["claims"] == {}
    assert "more than once" in document["other_serialisation"]["defects"][0]


def test_a_key_binding_is_compared_with_what_is_expected(run: Run, jwks: str) -> None:
    holder = ECKey.generate_key("P-256")
    claims = {"iss": ISSUER, "cnf": {"jwk": holder.as_dict(private=False)}}
    token = f"{signed({'alg': 'ES256', 'kid': KID}, claims, KEY)}~"
    bound_to = {
        "iat": 1767225600,
        "aud": API,
        "nonce": NONCE,
        "sd_hash": b64url(hashlib.sha256(token.encode()).digest()),
    }
    text = token + signed({"alg": "ES256", "typ": "kb+jwt"}, bound_to, holder)
    asked = ("--jwks", jwks, *AT_NOW, "--audience", "https://other.example")
    _, out, _ = run(text, *asked)
    assert "holder's    The ES256 signature matches the key." in out
    assert f'its aud     Not as expected. It says "{API}".' in out
    assert "its nonce   Not checked." in out
    assert "its iat     As expected" in out
    _, document = judged(run, text, "--jwks", jwks, *AT_NOW, "--audience", API, "--nonce", NONCE)
    told = document["other_serialisation"]["bound_to"]
    assert [(one["claim"], one["holds"]) for one in told] == [
        ("aud", True),
        ("nonce", True),
        ("iat", True),
    ]


def test_every_signature_of_a_token_in_json_is_told(run: Run, jwks: str) -> None:
    head, payload, signature = ID_TOKEN.split(".")
    good = {"protected": head, "signature": signature}
    text = json.dumps({"payload": payload, "signatures": [good, {**good, "signature": "AAAA"}]})
    status, document = judged(run, text, "--jwks", jwks, *FOR_CLIENT)
    assert status == Exit.REJECTED  # whatever is signed: a JWT is compact
    told = document["other_serialisation"]["signatures"]
    assert [one["status"] for one in told] == ["verified", "failed"]


def test_a_limit_can_be_set_and_is_named_where_it_is_reached(
    run: Run, jwks: str, tmp_path: Path
) -> None:
    long = signed(ID_HEAD, {**ID_CLAIMS, "x": "y" * 60_000}, KEY)
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    nested = signed(ID_HEAD, {**ID_CLAIMS, "x": deep}, KEY)
    for token, name, enough in ((long, "max-token", "128"), (nested, "max-nesting", "50")):
        path = tmp_path / "token.txt"
        path.write_text(token)
        status, out, _ = run(f"@{path}", "--jwks", jwks, *FOR_CLIENT)
        assert status == Exit.REJECTED
        assert f"(limit {name})" in " ".join(out.split())
        status, *_ = run(f"@{path}", "--jwks", jwks, *FOR_CLIENT, f"--{name}", enough)
        assert status == Exit.OK
    many = tmp_path / "many.json"
    others = [ECKey.generate_key("P-256", {"kid": str(number)}) for number in range(3)]
    many.write_text(published(*others, KEY))
    _, document = judged(run, ID_TOKEN, "--jwks", str(many), *FOR_CLIENT)
    assert document["decision"] == "accept"
    _, document = judged(run, ID_TOKEN, "--jwks", str(many), *FOR_CLIENT, "--max-keys", "3")
    assert document["decision"] == "undecided"


@pytest.mark.parametrize("option", ["--max-token", "--max-nesting", "--max-keys"])
def test_a_limit_out_of_bounds_is_refused(run: Run, option: str) -> None:
    for value in ("0", "99999999"):
        status, out, err = run(ID_TOKEN, option, value)
        assert (status, out) == (Exit.USAGE, "")
        assert f"The limit {option.removeprefix('--')} is {value}" in err


def test_too_much_is_refused(run: Run) -> None:
    assert run("-", stdin=b"a" * (1 << 20 | 1))[0] == Exit.USAGE


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_neither_the_signature_nor_a_token_in_a_claim_is_printed(
    run: Run, jwks: str, flags: tuple[str, ...]
) -> None:
    text = signed(AT_HEAD, {**AT_CLAIMS, "inner": ID_TOKEN}, KEY)
    _, out, _ = run(text, "--jwks", jwks, *FOR_API, *flags)
    assert text.rpartition(".")[2] not in out
    assert ID_TOKEN.rpartition(".")[2] not in out
    _, out, _ = run(ID_TOKEN, "--jwks", jwks, *FOR_CLIENT, *flags)
    assert NONCE not in out


@pytest.mark.parametrize("flags", [(), ("--json",)])
@pytest.mark.parametrize("value", ["\ud800", "\x1b[31mred", "a\u202eb", 10**3000, 1e308, [[[]]]])
def test_a_hostile_claim_neither_breaks_nor_colours_the_output(
    run: Run, flags: tuple[str, ...], value: object
) -> None:
    status, out, err = run(compact(ID_HEAD, {**ID_CLAIMS, "foo": value}), *flags)
    assert status in (Exit.UNDECIDED, Exit.REJECTED)
    assert err == ""
    assert "\x1b" not in out
    out.encode()


def test_nothing_is_loaded_that_an_offline_token_does_not_need(jwks: str) -> None:
    program = (
        "import sys\n"
        "from oidc_workbench import cli\n"
        "status = cli.main(sys.argv[1:], lambda practice: 70)\n"
        "heavy = ('PySide6', 'httpx', 'keyring', 'joserfc', 'msgspec', 'asyncio', 'shutil',"
        " 'oidc_workbench.workspace.profile', 'oidc_workbench.jose.decryption',"
        " 'oidc_workbench.commands.inspection_context')\n"
        "print([name for name in heavy if name in sys.modules], status, file=sys.stderr)\n"
    )
    argv = ["inspect", ID_TOKEN, "--jwks", jwks, *FOR_CLIENT]
    done = subprocess.run(
        [sys.executable, "-c", program, *argv], capture_output=True, text=True, check=True
    )
    assert done.stderr == "[] 0\n"


@pytest.fixture
def provider() -> Iterator[IssuerServer]:
    with issuer_server(published(KEY)) as server:
        yield server


@pytest.fixture
def issuer(provider: IssuerServer) -> str:
    return provider.issuer


def test_discovery_ties_the_key_to_the_issuer(run: Run, issuer: str) -> None:
    text = signed(AT_HEAD, {**AT_CLAIMS, "iss": issuer}, KEY)
    argv = ("--issuer", issuer, "--audience", API, *AT_NOW, "--discover")
    status, found = judged(run, text, *argv)
    assert status == Exit.OK
    assert found["signature"]["source"]["kind"] == "issuer"
    assert found["signature"]["source"]["issuer"] == issuer
    assert "sig-foreign-issuer-key" not in {one["rule"] for one in found["not_checked"]}
    assert f"JWKS of {issuer}" in found["headline"]


def test_the_limit_on_keys_holds_for_those_of_the_issuer_and_of_the_context_file(
    run: Run, provider: IssuerServer, tmp_path: Path
) -> None:
    one = json.loads(published(KEY))["keys"]
    many = {"keys": [{**one[0], "kid": f"k{number}"} for number in range(500)] + one}
    path = context_file(tmp_path, jwks=many)
    status, found = judged(run, ACCESS_TOKEN, "--context", path, *FOR_API)
    assert status == Exit.UNDECIDED  # the key may be among those that were not read
    assert "the whole key set" in found["headline"]
    assert run(ACCESS_TOKEN, "--context", path, *FOR_API, "--max-keys", "501")[0] == Exit.OK
    text = signed(AT_HEAD, {**AT_CLAIMS, "iss": provider.issuer}, KEY)
    argv = ("--issuer", provider.issuer, "--audience", API, *AT_NOW, "--discover", "--max-keys")
    provider.pages["/jwks"] = many
    assert run(text, *argv, "501")[0] == Exit.OK
    assert run(text, *argv, "500")[0] == Exit.UNDECIDED


def test_keys_from_an_address_are_as_supplied(run: Run, issuer: str) -> None:
    status, found = judged(run, ACCESS_TOKEN, "--jwks", f"{issuer}/jwks", *FOR_API)
    assert status == Exit.OK
    assert found["signature"]["source"]["kind"] == "supplied"


def test_keys_that_can_not_be_fetched_leave_it_undecided(run: Run, issuer: str) -> None:
    status, _, err = run(ACCESS_TOKEN, "--jwks", f"{issuer}/nothing", *FOR_API)
    assert status == Exit.UNDECIDED
    assert len(err.splitlines()) == 1
    assert run(ACCESS_TOKEN, "--issuer", "http://127.0.0.1:9", "--discover")[0] == Exit.UNDECIDED
