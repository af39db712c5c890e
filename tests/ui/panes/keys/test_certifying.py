import json
from dataclasses import replace

import pytest
from cryptography import x509

from oidc_workbench.jose.certificate_making import SERIAL_OCTETS, CertificateNames, self_signed
from oidc_workbench.jose.certificate_text import chain_to_pem
from oidc_workbench.ui.panes.keys.certifying import CertificateDraft
from ui.panes.keys.bed import Bed

DAY = 86400
DRAFT = CertificateDraft("nightly", "Example", "urn:nightly nightly.example", 30)


@pytest.fixture
def bed() -> Bed:
    bed = Bed()
    bed.keep("one", kid="k1")
    return bed


def facts(bed: Bed) -> dict[str, str]:
    return dict(bed.state.certificate.facts)


def test_a_self_signed_one_is_made_and_shown_with_its_end(bed: Bed) -> None:
    bed.presenter.certifying.make(DRAFT)
    found = facts(bed)
    assert "CN=nightly" in found["subject"]
    assert found["issuer"] == "itself"
    assert {"DNS:nightly.example", "URI:urn:nightly"} == set(found["names"].split(", "))
    assert "30 days" in bed.state.certificate.until or "29 days" in bed.state.certificate.until
    assert len(found["SHA-256"].split(":")) == 32
    assert bed.logged() == ["certificate"]


def test_the_public_jwk_carries_the_certificate(bed: Bed) -> None:
    bed.presenter.certifying.make(DRAFT)
    jwk = json.loads(bed.state.public.jwk)
    assert jwk["x5c"] == json.loads(bed.state.certificate.x5c)
    assert jwk["x5t#S256"] == facts(bed)["x5t#S256"]
    assert bed.state.public.certificate == bed.state.certificate.pem


def test_its_end_stands_in_the_line_of_the_key(bed: Bed) -> None:
    bed.presenter.certifying.make(DRAFT)
    assert "certificate" in {note.words for note in bed.state.notes or ()}
    bed.clock.advance(10 * DAY)
    bed.presenter.arrive()
    assert "cert ends soon" in {note.words for note in bed.state.notes or ()}
    bed.clock.advance(30 * DAY)
    bed.presenter.arrive()
    assert "cert expired" in {note.words for note in bed.state.notes or ()}


def test_a_request_is_signed_by_the_key_and_changes_nothing(bed: Bed) -> None:
    bed.presenter.certifying.request(DRAFT)
    request = x509.load_pem_x509_csr(bed.state.certificate.request.encode())
    assert request.is_signature_valid
    assert bed.vault.key_records["one"].certificate == ""


@pytest.mark.parametrize(
    ("draft", "said"),
    [(CertificateDraft(" "), "common name"), (CertificateDraft("x", days=0), "days")],
)
def test_an_unfinished_form_is_said_in_one_sentence(
    bed: Bed, draft: CertificateDraft, said: str
) -> None:
    bed.presenter.certifying.make(draft)
    assert said in bed.told
    assert bed.vault.key_records["one"].certificate == ""


def test_one_that_was_issued_elsewhere_is_attached_when_it_fits(bed: Bed) -> None:
    key = bed.vault.keys["one"]
    pem = _issued(key, bed.clock.now())
    bed.presenter.certifying.attach(pem)
    assert "CN=issued" in facts(bed)["subject"]


def test_one_of_another_key_is_refused(bed: Bed) -> None:
    other = bed.keep("two")
    bed.presenter.select("one")
    bed.presenter.certifying.attach(_issued(other, bed.clock.now()))
    assert bed.code == "certificate-other-key"
    assert bed.vault.key_records["one"].certificate == ""


def test_one_that_has_expired_is_refused(bed: Bed) -> None:
    pem = _issued(bed.vault.keys["one"], bed.clock.now())
    bed.clock.advance(91 * DAY)
    bed.presenter.certifying.attach(pem)
    assert bed.code == "certificate-expired"
    assert bed.vault.key_records["one"].certificate == ""


def test_what_is_no_certificate_is_refused(bed: Bed) -> None:
    bed.presenter.certifying.attach(bed.state.public.pem.encode())
    assert bed.code == "certificate-missing"


def test_it_can_be_taken_off_again(bed: Bed) -> None:
    bed.presenter.certifying.make(DRAFT)
    bed.presenter.certifying.remove()
    assert bed.state.certificate.facts == ()
    assert "x5c" not in json.loads(bed.state.public.jwk)


def _issued(key: object, now: float) -> bytes:
    names = CertificateNames("issued")
    made = self_signed(key, names, now - DAY, now + 90 * DAY, b"\1" * SERIAL_OCTETS)  # type: ignore[arg-type]  # a signing key of the fake vault
    return chain_to_pem([made]).encode()


def test_another_key_s_certificate_is_gone_at_once() -> None:
    bed = Bed(holds=True)
    for key_id in ("one", "two"):
        key = bed.keep(key_id, kid=key_id)
        serial, now = bytes([1] * SERIAL_OCTETS), bed.clock.now()
        made = self_signed(key, CertificateNames(key_id), now, now + DAY, serial)
        record = bed.vault.key_records[key_id]
        bed.vault.key_records[key_id] = replace(record, certificate=chain_to_pem([made]))
    bed.bench.change(keys=tuple(bed.vault.key_records.values()))
    runner = bed.around.runner
    bed.presenter.select("one")
    for job in tuple(runner.computes):
        if not job.is_cancelled:
            runner.finish(job)
    assert "CN=one" in facts(bed)["subject"]
    bed.presenter.select("two")
    assert (bed.state.certificate.pem, facts(bed)) == ("", {})
    assert bed.state.certificate.reading
    for job in tuple(runner.computes):
        if not job.is_over and not job.is_cancelled:
            runner.finish(job)
    assert "CN=two" in facts(bed)["subject"]
