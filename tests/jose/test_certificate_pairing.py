"""The certificate that an authority sent goes to the key it was asked for, and to no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jose.key_files import NOW, imported
from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed
from oidc_workbench.jose.certificate_pairing import chain_for
from oidc_workbench.jose.key_export import export_certificate, export_pem

if TYPE_CHECKING:
    from oidc_workbench.jose.certificates import CertificateSummary


def made(kind: str, days: float = 90) -> CertificateSummary:
    names, end = CertificateNames("client"), NOW + days * 86_400
    return self_signed(key(kind), names, NOW - 9e6, end, bytes(range(16)))


def chosen(kind: str, *certificates: CertificateSummary) -> tuple[CertificateSummary, ...]:
    return chain_for(key(kind).public, imported(export_certificate(certificates)), NOW)


def test_the_keys_own_certificate_is_chosen_and_the_newest_of_several() -> None:
    own, older, other = made("P-256"), made("P-256", 5), made("Ed25519")
    assert chosen("P-256", own) == (own,)
    assert chosen("P-256", other, older, own) == (own,)
    assert chosen("Ed25519", other, own) == (other,)


@pytest.mark.parametrize(
    ("certificate", "code", "words"),
    [
        (made("Ed25519"), "certificate-other-key", "CN=client"),
        (made("P-256", -1), "certificate-expired", "expired on"),
    ],
)
def test_what_does_not_serve_the_key_is_refused(
    certificate: CertificateSummary, code: str, words: str
) -> None:
    with pytest.raises(WorkbenchError, match=words) as caught:
        chosen("P-256", certificate)
    assert caught.value.code == code


def test_a_file_without_a_certificate_is_refused() -> None:
    with pytest.raises(WorkbenchError) as caught:
        chain_for(key("P-256").public, imported(export_pem(key("P-256").public)), NOW)
    assert caught.value.code == "certificate-missing"
