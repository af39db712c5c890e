import asyncio
import datetime as dt
from base64 import b64encode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc import jwt
from joserfc.jwk import ECKey
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from fakes.steps import ACCESS_CLAIMS, NOW, access_token
from oidc_workbench.ui.panes.inspector.chain_page import ChainPage
from oidc_workbench.ui.theme import ThemeManager
from ui.panes.accessible import nameless
from ui.panes.inspector.bed import InspectorBed

START = dt.datetime.fromtimestamp(NOW, dt.UTC) - dt.timedelta(days=1)


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _certificate(
    name: str, own: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey,
    *, ca: bool, days: int = 30,
) -> x509.Certificate:  # fmt: skip
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(START + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )


ROOT_KEY, MIDDLE_KEY, LEAF_KEY, OTHER_KEY = _key(), _key(), _key(), _key()
ROOT = _certificate("root", ROOT_KEY, "root", ROOT_KEY, ca=True)
OTHER_ROOT = _certificate("other root", OTHER_KEY, "other root", OTHER_KEY, ca=True)
MIDDLE = _certificate("middle", MIDDLE_KEY, "root", ROOT_KEY, ca=True)
LEAF = _certificate("as.example", LEAF_KEY, "middle", MIDDLE_KEY, ca=False)
SOON = _certificate("as.example", LEAF_KEY, "middle", MIDDLE_KEY, ca=False, days=2)


def pem(one: x509.Certificate) -> str:
    return one.public_bytes(Encoding.PEM).decode()


def token(*chain: x509.Certificate, **header: object) -> str:
    x5c = [b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain]
    head = {"alg": "ES256", "typ": "at+jwt", "x5c": x5c, **header}
    return jwt.encode(head, ACCESS_CLAIMS, ECKey.import_key(LEAF_KEY))


class Bed(InspectorBed):
    def page(self) -> ChainPage:
        self.turn_to("Certificates")
        page = self.pane.late.chain
        assert page is not None
        return page

    def said(self) -> list[str]:
        return [row.said for row in self.page().list.rows()]

    def trust(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.page().paste.click()
        QGuiApplication.clipboard().clear()


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_a_chain_without_a_root_is_claimed_and_not_trusted(bed: Bed) -> None:
    bed.presenter.paste(token(LEAF, MIDDLE))
    said = bed.said()
    assert "in the token's header (x5c): claimed, not trusted" in said[0]
    assert said[1].startswith("Certificate 1: CN=as.example")
    assert "issued by CN=middle" in said[1]
    assert "SHA-1 " in said[1]
    assert "SHA-256 " in said[1]
    assert "key EC P-256" in said[1]
    assert not any("in order" in line for line in said[1:])
    assert nameless(bed.page()) == []


def test_a_chosen_root_decides(bed: Bed) -> None:
    bed.presenter.paste(token(LEAF, MIDDLE))
    bed.trust(pem(ROOT))
    assert "leads to a chosen root" in bed.said()[0]
    assert "1 root, pasted" in bed.page().roots.text()
    bed.trust(pem(OTHER_ROOT))
    assert "leads to none of the chosen roots" in bed.said()[0]
    bed.page().forget.click()
    assert "claimed, not trusted" in bed.said()[0]


def test_a_root_can_be_loaded_in_der(bed: Bed) -> None:
    bed.around.files.kept["/roots/root.cer"] = ROOT.public_bytes(Encoding.DER)
    bed.presenter.paste(token(LEAF, MIDDLE))
    bed.page().root_loaded.emit("/roots/root.cer")
    job = bed.around.runner.runs[-1]
    job.finish(asyncio.run(job.work()))
    assert "leads to a chosen root" in bed.said()[0]
    assert "from root.cer" in bed.page().roots.text()


@pytest.mark.parametrize(
    ("chain", "broken", "why"),
    [
        ((LEAF, OTHER_ROOT), 1, "not signed by the one after it"),
        ((LEAF, LEAF), 2, "no CA certificate"),
    ],
)
def test_the_link_that_broke_is_marked(
    bed: Bed, chain: tuple[x509.Certificate, ...], broken: int, why: str
) -> None:
    bed.presenter.paste(token(*chain))
    said = bed.said()
    assert "broken" in said[0]
    marked = [number for number, line in enumerate(said[1:], 1) if line.endswith("broken")]
    assert marked == [broken]
    assert why in said[broken]


def test_a_certificate_that_expires_meanwhile(bed: Bed) -> None:
    bed.presenter.paste(token(SOON, MIDDLE))
    assert "expired" not in " ".join(bed.said())
    bed.presenter.judge_at(NOW + 3 * 86_400)
    assert "Certificate 1 has expired." in bed.said()[1]


def test_what_cannot_be_read_is_listed(bed: Bed) -> None:
    head = {"alg": "ES256", "x5c": ["AAAA"]}
    bed.presenter.paste(jwt.encode(head, ACCESS_CLAIMS, ECKey.import_key(LEAF_KEY)))
    assert any("not a certificate" in line for line in bed.said())


def test_a_thumbprint_of_another_certificate_is_told(bed: Bed) -> None:
    bed.presenter.paste(token(LEAF, MIDDLE, x5t="AAAA"))
    assert '"x5t" is not the thumbprint' in bed.said()[0]


def test_a_text_without_a_certificate_is_refused_in_place(bed: Bed) -> None:
    bed.presenter.paste(token(LEAF, MIDDLE))
    bed.trust("this is none")
    assert "no certificate in PEM or DER" in bed.page().problem.message
    assert "claimed, not trusted" in bed.said()[0]


def test_a_root_does_not_make_the_key_one_of_the_issuer(bed: Bed) -> None:
    bed.presenter.paste(token(LEAF, MIDDLE))
    bed.trust(pem(ROOT))
    assert "Accepted" not in bed.pane.verdict.accessibleName()


def test_the_root_stays_chosen_for_the_next_token(bed: Bed) -> None:
    bed.presenter.paste(token(LEAF, MIDDLE))
    bed.trust(pem(ROOT))
    bed.presenter.paste(access_token().text)
    assert bed.presenter.state.chains is None
    bed.presenter.paste(token(LEAF, MIDDLE))
    assert "leads to a chosen root" in bed.said()[0]


def test_the_same_token_pasted_again_has_its_certificates(bed: Bed) -> None:
    bed.presenter.paste(token(LEAF, MIDDLE))
    text = bed.presenter.state.reading
    assert text is not None
    bed.presenter.paste(text.token)
    assert bed.presenter.state.chains is not None
    bed.presenter.clear()
    bed.presenter.paste(text.token)
    assert bed.presenter.state.chains is not None
