"""What is exported comes back the same, other programs read it, and nothing leaves unprotected."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest
from joserfc import jwe, jwk
from joserfc.registry import HeaderParameter

from jose.key_files import NOW, PASS, PASSWORD, imported, only, openssl
from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed
from oidc_workbench.jose.compact_key import PrivateKey, to_compact
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.decryption_keys import (
    decryption_key_from_octets,
    decryption_key_from_password,
)
from oidc_workbench.jose.key_export import (
    MIN_PASSWORD,
    PKCS12_MIN_PASSWORD,
    check_password,
    export_certificate,
    export_jwe,
    export_jwk,
    export_jwks,
    export_pem,
    export_pkcs8,
    export_pkcs12,
)
from oidc_workbench.jose.key_generation import ENCRYPTION_KINDS, KINDS, generate_encryption_key
from oidc_workbench.jose.private_jwk import private_jwk
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from oidc_workbench.jose.certificates import CertificateSummary
    from oidc_workbench.jose.imported_keys import ImportedKey

ALL = (*KINDS, *ENCRYPTION_KINDS)
# What openssl 3.0 does not know; and of the rest nothing differs in what it is asked here.
READABLE = [kind for kind in ALL if not kind.startswith("ML-DSA")]
CERTIFIED = [kind for kind in KINDS if not kind.startswith("ML-DSA")]
WRONG = Secret("incorrect horse battery")


def random(count: int) -> bytes:
    return bytes(range(7, 7 + count))


def made(kind: str) -> PrivateKey:
    return key(kind) if kind in KINDS else generate_encryption_key(kind)


def same(found: ImportedKey, private: PrivateKey) -> bool:
    assert found.storable
    assert found.key is not None
    return to_compact(found.key) == to_compact(private)


@cache
def own(kind: str) -> CertificateSummary:
    signer, names = key(kind), CertificateNames("client")
    return self_signed(signer, names, NOW - 60, NOW + 90 * 86_400, random(16))


@pytest.mark.parametrize("kind", ALL)
def test_encrypted_pkcs8_comes_back(kind: str) -> None:
    private = made(kind)
    octets = export_pkcs8(private, PASSWORD, random)
    assert octets.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert same(only(octets, PASSWORD), private)
    with pytest.raises(WorkbenchError) as caught:
        only(octets, WRONG)
    assert caught.value.code == "key-password-wrong"


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("kind", READABLE)
def test_openssl_reads_encrypted_pkcs8(kind: str) -> None:
    private = made(kind)
    plain = openssl("pkey", "-passin", PASS, stdin=export_pkcs8(private, PASSWORD, random))
    assert same(only(plain), private)


@pytest.mark.needs("openssl")
def test_encrypted_pkcs8_has_as_many_rounds_as_it_says() -> None:
    shown = openssl("asn1parse", stdin=export_pkcs8(key("P-256"), PASSWORD, random)).decode()
    for part in ("PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc", f"{600_000:X}"):
        assert part in shown


@pytest.mark.parametrize("kind", ["P-256", "RSA-2048", "Ed25519", "ML-DSA-65", "X25519"])
def test_an_encrypted_jwk_comes_back(kind: str) -> None:
    private = made(kind)
    octets = export_jwe(private, PASSWORD, random)
    found = only(octets, PASSWORD)
    assert same(found, private)
    assert (found.kid, found.use) == (private.public.kid, private.public.use)
    assert "key-file-open" not in {one.code for one in found.warnings}
    for password, code in ((None, "needed"), (WRONG, "wrong")):
        with pytest.raises(WorkbenchError) as caught:
            only(octets, password)
        assert caught.value.code == f"key-password-{code}"


def test_a_symmetric_key_leaves_as_an_encrypted_jwk_only() -> None:
    secret = decryption_key_from_octets(bytes(range(32)), "mac")
    assert same(only(export_jwe(secret, PASSWORD, random), PASSWORD), secret)
    with pytest.raises(WorkbenchError) as caught:
        export_pkcs8(secret, PASSWORD, random)
    assert caught.value.code == "export-not-possible"


def test_the_header_says_what_it_is_and_how_many_rounds() -> None:
    header = export_jwe(key("P-256"), PASSWORD, random).split(b".")[0].decode()
    said = json.loads(base64url.decode_strictly(header) or b"")
    assert said.pop("p2s") == base64url.encode(random(16))
    assert said == {
        "alg": "PBES2-HS512+A256KW",
        "enc": "A256GCM",
        "cty": "jwk+json",
        "p2c": 600_000,
    }


def test_another_library_decrypts_the_jwk() -> None:
    text = export_jwe(key("P-256"), PASSWORD, random).decode("ascii")
    registry = jwe.JWERegistry(algorithms=["PBES2-HS512+A256KW", "A256GCM"])
    # It refuses more than 300,000 rounds unless one says that they are wanted.
    model = registry.algorithms["alg"]["PBES2-HS512+A256KW"]
    rounds = HeaderParameter("PBES2 Count", "int", required=True)
    header = {**model.more_header_registry, "p2c": rounds}
    model.more_header_registry, before = header, model.more_header_registry
    try:
        opened = jwe.decrypt_compact(
            text, jwk.OctKey.import_key(PASSWORD.reveal()), registry=registry
        )
    finally:
        model.more_header_registry = before
    assert json.loads(opened.plaintext or b"") == private_jwk(key("P-256"))


@pytest.mark.parametrize("kind", CERTIFIED)
@pytest.mark.needs("openssl")
def test_pkcs12_comes_back_and_openssl_reads_it(kind: str, tmp_path: Path) -> None:
    octets = export_pkcs12(key(kind), (own(kind),), PASSWORD, "Rechnungen")
    found = only(octets, PASSWORD)
    assert same(found, key(kind))
    assert (found.label, found.chain) == ("Rechnungen", (own(kind),))
    path = tmp_path / "key.p12"
    path.write_bytes(octets)
    plain = openssl("pkcs12", "-in", path, "-passin", PASS, "-nodes")
    assert same(only(plain), key(kind))
    assert b"Rechnungen" in plain
    said = openssl("pkcs12", "-in", path, "-passin", PASS, "-info", "-noout", merge=True)
    assert b"Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 600000" in said


@pytest.mark.parametrize("kind", ["ML-DSA-44", "X25519"])
def test_a_key_that_a_form_has_no_place_for_is_refused(kind: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        export_pkcs12(made(kind), (own("P-256"),), PASSWORD, "x")
    assert caught.value.code == "export-not-possible"
    assert "encrypted JWK" in caught.value.hint


def test_without_a_certificate_there_is_none_to_export() -> None:
    calls: list[Callable[[], bytes]] = [
        lambda: export_certificate(()),
        lambda: export_pkcs12(key("P-256"), (), PASSWORD, "x"),
    ]
    for call in calls:
        with pytest.raises(WorkbenchError) as caught:
            call()
        assert caught.value.code == "export-no-certificate"


PRIVATE: list[Callable[[Secret], bytes]] = [
    lambda password: export_pkcs8(key("P-256"), password, random),
    lambda password: export_jwe(key("P-256"), password, random),
    lambda password: export_pkcs12(key("P-256"), (own("P-256"),), password, "x"),
]


@pytest.mark.parametrize("export", PRIVATE)
@pytest.mark.parametrize("password", ["", "short", "x" * (MIN_PASSWORD - 1), "x" * 40])
def test_a_private_key_never_leaves_under_a_bad_password(
    export: Callable[[Secret], bytes], password: str
) -> None:
    with pytest.raises(WorkbenchError) as caught:
        export(Secret(password))
    assert caught.value.code == "export-password-short"
    said = caught.value.message
    assert ("needs at least" in said) is (len(password) < MIN_PASSWORD)
    assert not password or password not in said


def test_the_password_over_pkcs12_is_longer_as_its_mac_has_few_rounds() -> None:
    password = Secret("fifteen letters")
    check_password(password)
    with pytest.raises(WorkbenchError, match=str(PKCS12_MIN_PASSWORD)):
        export_pkcs12(key("P-256"), (own("P-256"),), password, "x")


def test_a_password_of_other_letters_works() -> None:
    password = Secret("größe-und-höhe-ключ")
    check_password(password)
    for octets in (
        export_pkcs8(key("P-256"), password, random),
        export_jwe(key("P-256"), password, random),
        export_pkcs12(key("P-256"), (own("P-256"),), password, "x"),
    ):
        assert same(only(octets, password), key("P-256"))


def test_what_is_no_key_is_not_exported() -> None:
    with pytest.raises(WorkbenchError):
        export_pkcs8(decryption_key_from_password(PASSWORD), PASSWORD, random)


# -- public ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ALL)
def test_public_forms_come_back_without_anything_private(kind: str) -> None:
    private = made(kind)
    secret = set(private_jwk(private)) - set(private.public.raw)
    for octets in (export_jwk(private.public), export_pem(private.public)):
        found = only(octets)
        assert found.public.thumbprint == private.public.thumbprint
        assert found.key is None
    assert not secret & json.loads(export_jwk(private.public)).keys()


def test_a_key_set_holds_all_of_them() -> None:
    listed = [key("P-256", "a").public, key("Ed25519", "b").public]
    assert [one.kid for one in imported(export_jwks(listed)).keys] == ["a", "b"]


def test_even_a_damaged_public_key_gives_no_private_member_away() -> None:
    holder = DecryptionKey("octets", decryption_key_from_octets(b"x" * 32, "m").public)
    assert "k" not in json.loads(export_jwk(holder.public))


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("kind", READABLE)
def test_openssl_reads_public_pem(kind: str) -> None:
    public = made(kind).public
    again = openssl("pkey", "-pubin", "-outform", "DER", stdin=export_pem(public))
    assert only(again).public.thumbprint == public.thumbprint


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("kind", CERTIFIED)
def test_openssl_reads_the_certificate(kind: str) -> None:
    pem = export_certificate((own(kind),))
    assert b"CN = client" in openssl("x509", "-noout", "-subject", stdin=pem)
    assert only(pem).chain == (own(kind),)
