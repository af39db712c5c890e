"""Certificate chains are read with everything people ask about, and validated up to a root."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from jose.certificates import der
from jose.keys import key
from jose.tokens import b64
from oidc_workbench.jose.certificates import (
    Chain,
    certificate_weaknesses,
    chain_of,
    summary_of,
)
from oidc_workbench.jose.chain_validation import ChainStatus, validate_chain
from oidc_workbench.jose.key_objects import public_members

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
NOW = START.timestamp() + 86_400
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Made:
    certificate: x509.Certificate
    private: Any

    @property
    def text(self) -> str:
        return b64encode(self.certificate.public_bytes(Encoding.DER)).decode()


@cache
def made(
    name: str,
    issuer: Made | None = None,
    *,
    ca: bool | None = None,
    days: int = 300,
    start: int = 0,
    signer: Made | None = None,
    path_length: int | None = None,
) -> Made:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    by = signer or issuer
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START + start * DAY)
        .not_valid_after(START + days * DAY)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(f"{name}.example"), x509.UniformResourceIdentifier("https://x/")]
            ),
            critical=False,
        )
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True)
    certificate = builder.sign(by.private if by else private, hashes.SHA256())
    return Made(certificate, private)


ROOT = made("root", ca=True)
MIDDLE = made("middle", ROOT, ca=True)
LEAF = made("leaf", MIDDLE)


def chain(*some: Made) -> Chain:
    return chain_of([one.text for one in some])


def test_a_certificate_is_read() -> None:
    (first, second) = chain(LEAF, MIDDLE).certificates
    assert (first.subject, first.issuer) == ("CN=leaf", "CN=middle")
    assert first.names == ("DNS:leaf.example", "URI:https://x/")
    assert first.not_before == START.timestamp()
    assert first.not_after == (START + 300 * DAY).timestamp()
    assert (first.is_ca, second.is_ca) == (False, True)
    assert first.key.usable
    assert first.x5t == b64(
        LEAF.certificate.fingerprint(hashes.SHA1())  # noqa: S303 - RFC 7517 §4.8 names it so
    )
    assert not first.self_issued
    assert summary_of(ROOT.certificate.public_bytes(Encoding.DER)).self_issued


@pytest.mark.parametrize("some", [(LEAF, MIDDLE), (LEAF, MIDDLE, ROOT)])
def test_a_sound_chain_leads_to_its_root(some: tuple[Made, ...]) -> None:
    found = validate_chain(chain(*some), (ROOT.certificate,), NOW)
    assert found.valid
    assert found.path == ("CN=leaf", "CN=middle", "CN=root")


OTHER = made("root", ca=True, days=299)


@pytest.mark.parametrize(
    ("some", "roots", "status", "word"),
    [
        ((LEAF, MIDDLE), (OTHER,), ChainStatus.UNTRUSTED, "none of the trusted roots"),
        ((LEAF,), (ROOT,), ChainStatus.UNTRUSTED, "none of the trusted roots"),
        ((LEAF, MIDDLE), (), ChainStatus.NOT_CHECKED, "No root"),
        ((LEAF, ROOT), (ROOT,), ChainStatus.INVALID, "not signed"),
        ((made("late", MIDDLE, days=1, start=-9), MIDDLE), (ROOT,), ChainStatus.VALID, "root"),
        ((made("old", MIDDLE, days=0, start=-9), MIDDLE), (ROOT,), ChainStatus.INVALID, "expired"),
        ((made("soon", MIDDLE, start=9), MIDDLE), (ROOT,), ChainStatus.INVALID, "not valid yet"),
        ((made("forged", MIDDLE, signer=OTHER), MIDDLE), (ROOT,), ChainStatus.INVALID, "signed"),
        ((made("below", LEAF), LEAF, MIDDLE), (ROOT,), ChainStatus.INVALID, "no CA"),
    ],
)
def test_a_chain_that_proves_nothing_says_why(
    some: tuple[Made, ...], roots: tuple[Made, ...], status: ChainStatus, word: str
) -> None:
    found = validate_chain(chain(*some), tuple(one.certificate for one in roots), NOW)
    assert found.status is status
    assert word in found.reason
    assert found.reason.endswith(".")


def test_a_root_that_is_no_ca_vouches_for_nothing() -> None:
    plain = made("plain")
    leaf = made("leaf", plain)
    assert not validate_chain(chain(leaf), (plain.certificate,), NOW).valid


def test_the_path_length_is_kept() -> None:
    narrow = made("narrow", ca=True, path_length=0)
    middle = made("middle", narrow, ca=True)
    leaf = made("leaf", middle)
    assert not validate_chain(chain(leaf, middle), (narrow.certificate,), NOW).valid


@pytest.mark.parametrize("at", [float("nan"), float("inf"), -1e300, 1e300])
def test_a_moment_that_is_none_validates_nothing(at: float) -> None:
    assert not validate_chain(chain(LEAF, MIDDLE), (ROOT.certificate,), at).valid


@pytest.mark.parametrize(
    "x5c",
    [
        None,
        "",
        [],
        {},
        [7],
        ["!"],
        ["AAAA"],
        [LEAF.text + "\n"],
        [LEAF.text[:-8]],
        [LEAF.text.replace("+", "-").replace("/", "_") + "-"],
        [f"-----BEGIN CERTIFICATE-----\n{LEAF.text}\n-----END CERTIFICATE-----"],
    ],
)
def test_what_is_no_chain_is_said(x5c: object) -> None:
    found = chain_of(x5c)
    assert found.certificates == ()
    assert [one.code for one in found.defects] == ["jwk-x5c-mismatch"]
    assert not validate_chain(found, (ROOT.certificate,), NOW).valid


def test_a_chain_is_read_up_to_the_limit() -> None:
    found = chain_of([LEAF.text] * 50)
    assert len(found.certificates) == 10
    assert [one.code for one in found.defects] == ["limit-size-depth"]


# -- beside a bare key -----------------------------------------------------------------------

SIGNER = key("P-256")
JWK = {**SIGNER.public.raw, "x5c": [b64encode(der(SIGNER)).decode()]}


def test_a_key_with_its_own_certificate_has_no_weakness() -> None:
    first = summary_of(der(SIGNER))
    whole = {**JWK, "x5t": first.x5t, "x5t#S256": first.x5t_s256}
    assert certificate_weaknesses(whole, NOW) == ()
    assert certificate_weaknesses(SIGNER.public.raw, NOW) == ()


@pytest.mark.parametrize(
    ("change", "severity", "word"),
    [
        (dict(key("P-384").public.raw), "error", "another key"),
        (public_members(ed25519.Ed25519PrivateKey.generate().public_key()), "error", "another key"),
        ({"x5t": "AAAA"}, "error", "x5t"),
        ({"x5t#S256": "AAAA"}, "error", "x5t#S256"),
        ({"x5c": ["!"]}, "error", "base64"),
        ({"x5c": 7}, "error", "array"),
    ],
)
def test_what_does_not_match_is_said(change: dict[str, Any], severity: str, word: str) -> None:
    (found,) = certificate_weaknesses({**JWK, **change}, NOW)
    assert (found.code, found.severity) == ("jwk-x5c-mismatch", severity)
    assert word in found.message


@pytest.mark.parametrize("days", [-10, 4000])
def test_a_certificate_out_of_its_time_is_a_warning(days: int) -> None:
    (found,) = certificate_weaknesses(JWK, START.timestamp() + days * 86_400)
    assert found.severity == "warning"
