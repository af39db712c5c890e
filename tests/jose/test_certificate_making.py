"""Certificates for mutual TLS are what servers expect, and openssl finds no fault in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jose.key_files import NOW, openssl
from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed, signing_request
from oidc_workbench.jose.certificate_text import (
    chain_from_pem,
    chain_to_pem,
    expiry,
    fingerprints,
    with_certificate,
    x5c_of,
)
from oidc_workbench.jose.certificates import certificate_weaknesses, chain_of
from oidc_workbench.jose.key_generation import KINDS, generate_encryption_key, generate_key
from oidc_workbench.jose.signing_key import SigningKey

if TYPE_CHECKING:
    from pathlib import Path

    from oidc_workbench.jose.certificates import CertificateSummary

DAY = 86_400.0
SERIAL = bytes.fromhex("ff" * 16)
NAMES = CertificateNames(
    "billing", "Example AG", ("https://billing.example/client",), ("billing.example",)
)
ON_OPENSSL = [kind for kind in KINDS if not kind.startswith("ML-DSA")]


def made(kind: str = "P-256", days: float = 365) -> CertificateSummary:
    return self_signed(key(kind), NAMES, NOW, NOW + days * DAY, SERIAL)


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_is_of_its_key_and_about_its_client(kind: str) -> None:
    found = made(kind)
    assert found.key.thumbprint == key(kind).public.thumbprint
    assert (found.subject, found.self_issued) == ("CN=billing,O=Example AG", True)
    assert found.names == ("URI:https://billing.example/client", "DNS:billing.example")
    assert (found.not_before, found.not_after) == (NOW, NOW + 365 * DAY)
    assert (found.is_ca, found.serial) == (False, "7f" + "ff" * 15)


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("kind", ON_OPENSSL)
def test_openssl_verifies_a_certificate_for_client_authentication(
    kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.pem"
    path.write_text(chain_to_pem((made(kind),)))
    at = ("-attime", str(int(NOW) + 10))
    verified = openssl(
        "verify", "-x509_strict", "-purpose", "sslclient", *at, "-CAfile", path, path
    )
    assert verified.endswith(b"OK\n")
    shown = openssl("x509", "-noout", "-text", stdin=path.read_bytes()).decode()
    for part in ("CA:FALSE", "Digital Signature", "TLS Web Client Authentication"):
        assert part in shown
    for part in ("Key Encipherment", "TLS Web Server", "Certificate Sign"):
        assert part not in shown


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("kind", ON_OPENSSL)
def test_openssl_verifies_a_request(kind: str) -> None:
    request = signing_request(key(kind), NAMES)
    shown = openssl("req", "-verify", "-noout", "-text", stdin=request, merge=True).decode()
    assert "verify OK" in shown
    for part in ("CN = billing", "DNS:billing.example", "TLS Web Client Authentication"):
        assert part in shown


@pytest.mark.needs("openssl")
def test_fingerprints_are_those_that_openssl_shows() -> None:
    own = made()
    pem = chain_to_pem((own,)).encode()
    said = fingerprints(own)
    for name, value in (("-sha1", said.sha1), ("-sha256", said.sha256)):
        shown = openssl("x509", "-noout", "-fingerprint", name, stdin=pem).decode()
        assert shown.strip().endswith(f"={value}")


def test_a_jwk_carries_its_certificate() -> None:
    own = made()
    carrying = with_certificate(key("P-256").public, (own,))
    assert chain_of(carrying.raw["x5c"]).certificates == (own,)
    assert carrying.raw["x5t#S256"] == own.x5t_s256
    assert certificate_weaknesses(carrying.raw, NOW + DAY) == ()
    assert carrying.thumbprint == key("P-256").public.thumbprint
    with pytest.raises(WorkbenchError) as caught:
        with_certificate(key("Ed25519").public, (own,))
    assert caught.value.code == "certificate-other-key"


def test_a_chain_comes_back_from_its_text() -> None:
    chain = (made(), made("Ed25519"))
    assert chain_from_pem(chain_to_pem(chain)) == chain
    assert len(x5c_of(chain)) == 2
    assert chain_from_pem("") == ()
    with pytest.raises(WorkbenchError) as caught:
        chain_from_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    assert caught.value.code == "certificate-unusable"


@pytest.mark.parametrize(
    ("at", "state", "days", "words"),
    [
        (-DAY, "not-yet", 1, "not valid before 2027-01-15"),
        (0, "valid", 365, "valid until 2028-01-15, for 365 days"),
        (335.5 * DAY, "soon", 29, "in 29 days"),
        (363.5 * DAY, "soon", 1, "in 1 day."),
        (366 * DAY, "expired", -1, "expired on 2028-01-15"),
    ],
)
def test_how_a_certificate_stands_in_time(at: float, state: str, days: int, words: str) -> None:
    found = expiry(made(), NOW + at)
    assert (found.state, found.days) == (state, days)
    assert words in found.message


BAD: list[tuple[CertificateNames, str]] = [
    (CertificateNames(""), "needs a common name"),
    (CertificateNames("  "), "needs a common name"),
    (CertificateNames("x" * 65), "at most 64"),
    (CertificateNames("a\nb"), "printable"),
    (CertificateNames("x", "o" * 65), "organization"),
    (CertificateNames("x", uris=("https://größe.example/",)), "ASCII"),
    (CertificateNames("x", dns=("größe.example",)), "ASCII"),
]


@pytest.mark.parametrize(("names", "words"), BAD)
def test_a_name_that_no_certificate_can_have_is_refused(
    names: CertificateNames, words: str
) -> None:
    for call in (
        lambda: self_signed(key("P-256"), names, NOW, NOW + DAY, SERIAL),
        lambda: signing_request(key("P-256"), names),
    ):
        with pytest.raises(WorkbenchError) as caught:
            call()
        assert caught.value.code == "certificate-name-invalid"
        assert words in caught.value.message


@pytest.mark.parametrize("end", [NOW, NOW - 1, 1e15, float("nan"), float("inf")])
def test_a_validity_that_makes_no_sense_is_refused(end: float) -> None:
    with pytest.raises(WorkbenchError) as caught:
        self_signed(key("P-256"), NAMES, NOW, end, SERIAL)
    assert caught.value.code == "certificate-dates-invalid"


def test_a_key_that_cannot_sign_makes_no_certificate() -> None:
    agreeing = generate_encryption_key("X25519")
    assert agreeing.private_key is not None
    with pytest.raises(WorkbenchError) as caught:
        signing_request(SigningKey(agreeing.public, agreeing.private_key), NAMES)
    assert caught.value.code == "certificate-not-possible"


def test_a_serial_number_wants_enough_random_octets() -> None:
    with pytest.raises(ValueError, match="random"):
        self_signed(generate_key("P-256"), NAMES, NOW, NOW + DAY, b"short")
