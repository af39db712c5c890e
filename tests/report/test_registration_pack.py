"""Registration packs: what is in them, for which server, and that nothing private is."""

import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from oidc_workbench.flows.client_metadata import jwks_of
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed
from oidc_workbench.jose.certificate_text import chain_to_pem
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.report.registration_pack import (
    SERVERS,
    PackSubject,
    RegistrationPack,
    ServerKind,
    make_pack,
    server_named,
)
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client
from peers.oidc_provider import OidcProvider

_NOW = 1_750_000_000.0
_RSA, _EC = generate_key("RSA-2048"), generate_key("P-256")
_CLIENT = Client(
    "c", "p", "Nightly job", "job-1", actor="service", auth_method="private_key_jwt", key_id="rsa"
)


def _record(key_id: str, certificate: str = "") -> KeyRecord:
    key = _RSA if key_id == "rsa" else _EC
    public = key.public
    return KeyRecord(
        key_id, key_id, public.kid, public.kty, key.default_alg, public.thumbprint, 1.0,
        public_jwk=public_jwk(public), certificate=certificate,
    )  # fmt: skip


def _certificate(until: float = _NOW + 90 * 86400) -> str:
    made = self_signed(_RSA, CertificateNames("nightly"), _NOW - 86400, until, b"\1" * 16)
    return chain_to_pem((made,))


def _subject(key_id: str = "rsa", certificate: str = "", **more: object) -> PackSubject:
    subject = PackSubject(_CLIENT, "https://as.example", _record(key_id, certificate), now=_NOW)
    return replace(subject, **more)  # type: ignore[arg-type]  # fields of PackSubject, by name


def _kind(name: str) -> ServerKind:
    found = server_named(name)
    assert found is not None
    return found


def _files(pack: RegistrationPack) -> dict[str, bytes]:
    return {file.name: file.octets for file in pack.files}


class _Checked(HTMLParser):
    """Notes what a page would load or run, and whether its elements close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.suspect: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "img", "link", "iframe"} or dict(attrs).keys() & {"src", "href"}:
            self.suspect.append(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("server", SERVERS, ids=lambda one: one.name)
def test_every_pack_has_the_page_the_keys_and_the_thumbprints(server: ServerKind) -> None:
    pack = make_pack(_subject(certificate=_certificate()), server)
    files = _files(pack)
    assert set(files) == {
        "README.md", "README.html", "jwks.json", "key.jwk.json", "key.pem", "certificate.pem",
        "thumbprints.txt",
    }  # fmt: skip
    assert json.loads(files["jwks.json"])["keys"] == [json.loads(files["key.jwk.json"])]
    assert files["key.pem"].startswith(b"-----BEGIN PUBLIC KEY-----")
    assert files["README.md"].decode() == pack.markdown
    assert "\n1. " in pack.markdown
    assert pack.folder == f"Nightly-job-{server.name}"
    checked = _Checked(pack.html)
    assert (checked.open, checked.suspect) == ([], [])
    assert pack.title in checked.text


def test_the_kinds_of_server_have_names_of_their_own() -> None:
    names = [server.name for server in SERVERS]
    assert len(set(names)) == len(names) == 6
    assert server_named("no such server") is None


@pytest.mark.parametrize("server", SERVERS, ids=lambda one: one.name)
def test_nothing_private_is_in_it(server: ServerKind) -> None:
    from joserfc.jwk import RSAKey

    # Whatever an index line may hold by mistake, the pack takes the public members only.
    private = RSAKey(_RSA.private_key, _RSA.private_key).as_dict(private=True)  # type: ignore[arg-type]
    record = replace(_record("rsa"), public_jwk={**private, "kid": _RSA.public.kid})
    pack = make_pack(_subject(key=record), server)
    octets = b"".join(file.octets for file in pack.files)
    assert b"PRIVATE" not in octets
    for name in ("d", "p", "q", "dp", "dq", "qi"):
        assert str(private[name]).encode() not in octets


def test_the_key_set_holds_the_keys_that_overlap() -> None:
    keys = (_record("rsa"), _record("ec"))
    files = _files(make_pack(_subject(keys=keys), _kind("generic")))
    assert json.loads(files["jwks.json"]) == jwks_of(keys)
    # The key that it is about is always in its set.
    files = _files(make_pack(_subject(keys=(_record("ec"),)), _kind("generic")))
    kids = [key["kid"] for key in json.loads(files["jwks.json"])["keys"]]
    assert kids == [_EC.public.kid, _RSA.public.kid]


@pytest.mark.parametrize("name", ["entra-id", "auth0"])
def test_a_key_that_the_server_does_not_take_is_said_first(name: str) -> None:
    pack = make_pack(_subject("ec"), _kind(name))
    said = pack.markdown.partition("## Steps")[0]
    assert "this key signs with ES256. Make another key" in said
    assert (
        "Before you begin"
        not in make_pack(_subject(certificate=_certificate()), _kind(name)).markdown
    )


def test_a_missing_or_expired_certificate_is_said_first() -> None:
    missing = make_pack(_subject(), _kind("entra-id")).markdown
    assert "takes a certificate, and this key has none" in missing
    old = make_pack(_subject(certificate=_certificate(_NOW - 1)), _kind("entra-id")).markdown
    assert "The certificate expired on" in old.partition("## Steps")[0]


def test_the_audience_to_set_is_said_where_the_client_has_another() -> None:
    assert "The token endpoint. Set it so" in make_pack(_subject(), _kind("okta")).markdown
    client = replace(_CLIENT, assertion_audience="token_endpoint")
    pack = make_pack(_subject(client=client), _kind("okta"))
    assert "The token endpoint. |" in pack.markdown


def test_hostile_names_stay_text() -> None:
    client = replace(_CLIENT, name="<script>`x`|\n# no\x1b[0m", client_id="a`b|<b>")
    for server in SERVERS:
        pack = make_pack(_subject(client=client), server)
        assert _Checked(pack.html).suspect == []
        assert "<b>" not in pack.html
        assert "\x1b" not in pack.markdown
        assert "\n# no" not in pack.markdown
        assert re.fullmatch(r"[A-Za-z0-9._-]+", pack.folder)


def test_the_zip_holds_the_files_in_one_folder_and_is_always_the_same() -> None:
    pack = make_pack(_subject(), _kind("keycloak"))
    zipped = pack.zipped()
    assert zipped == make_pack(_subject(), _kind("keycloak")).zipped()
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        assert archive.testzip() is None
        found = {info.filename: archive.read(info) for info in archive.infolist()}
    assert found == {f"{pack.folder}/{file.name}": file.octets for file in pack.files}


@pytest.mark.needs("openssl")
def test_openssl_reads_the_files_and_finds_the_same_fingerprints(tmp_path: Path) -> None:
    files = _files(make_pack(_subject(certificate=_certificate()), _kind("entra-id")))
    for name, octets in files.items():
        (tmp_path / name).write_bytes(octets)

    def openssl(*words: str) -> str:
        done = subprocess.run(
            ["openssl", *words], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return done.stdout

    told = files["thumbprints.txt"].decode()
    for digest in ("sha1", "sha256"):
        shown = openssl("x509", "-in", "certificate.pem", "-noout", "-fingerprint", f"-{digest}")
        assert shown.strip().rpartition("=")[2] in told
    of_certificate = openssl("x509", "-in", "certificate.pem", "-noout", "-pubkey")
    assert of_certificate.encode() == files["key.pem"]


@pytest.mark.needs("oidc-provider", "curl")
def test_the_command_registers_the_client_at_a_real_server(
    oidc_provider: OidcProvider, tmp_path: Path
) -> None:
    endpoint = oidc_provider.metadata()["registration_endpoint"]
    client = replace(_CLIENT, name="Job with 'quotes' $HOME `id`", scopes=("api:read",))
    subject = _subject("ec", client=client, registration_endpoint=endpoint)
    page = make_pack(subject, _kind("oidc-provider")).markdown
    command = page.partition("## Command")[2].split("```")[1]
    with oidc_provider.state(initialAccessToken="the-token"):
        done = subprocess.run(
            ["bash", "-c", f"{command} --silent --noproxy '*'".replace("\n --silent", " --silent")],
            env={"INITIAL_ACCESS_TOKEN": "the-token", "PATH": "/usr/bin:/bin"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
    answer = json.loads(done.stdout)
    assert answer["client_name"] == client.name
    assert [key["kid"] for key in answer["jwks"]["keys"]] == [_EC.public.kid]
