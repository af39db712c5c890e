"""Scenes of the inspector for the pictures: what only some tokens need, with real ones."""

import datetime as dt
import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, RSAKey

from oidc_workbench.adapters.clock import SystemClock
from oidc_workbench.app import Program
from oidc_workbench.jose.base64url import encode
from oidc_workbench.ui.panes.inspector.decryption_means import PRIVATE

if TYPE_CHECKING:
    from oidc_workbench.ui.panes.inspector.view import InspectorPane

_NOW = SystemClock().now
Wait = Callable[[Callable[[], object], str], bool]
KEY, HOLDER = ECKey.generate_key("P-256", {"kid": "as-1"}), ECKey.generate_key("P-256")
RECIPIENT = RSAKey.generate_key(2048)


def _pane(program: Program) -> "InspectorPane":
    return cast("InspectorPane", program.window.pane("inspector"))


def _claims(program: Program, **more: Any) -> dict[str, Any]:
    provider = program.bench.state.provider
    now = int(_NOW())
    return {
        "iss": provider.issuer if provider else "", "sub": "alice-1", "aud": "app-1",
        "iat": now - 20, "exp": now + 280, **more,
    }  # fmt: skip


def sealed(program: Program, wait: Wait) -> None:
    """An encrypted token that waits for its key."""
    signed = jwt.encode({"alg": "ES256", "kid": "as-1"}, _claims(program), KEY)
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}
    registry = jwe.JWERegistry(algorithms=[header["alg"], header["enc"]])
    token = jwe.encrypt_compact(header, signed, RECIPIENT, registry=registry)
    _pane(program).presenter.paste(token)
    wait(lambda: _pane(program).late.decrypt, "the card that decrypts")


def opened(program: Program, wait: Wait) -> None:
    """The same token opened with a pasted key."""
    sealed(program, wait)
    card = _pane(program).late.decrypt
    assert card is not None
    private = RECIPIENT.private_key
    assert private is not None
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    card.way.show_value(PRIVATE)
    card.secret.edit.setText(pem)
    card.decrypt.click()
    wait(lambda: card.opened.message, "the opened token")


def introspected(program: Program, wait: Wait) -> None:
    """A token of the practice provider beside what the provider says about it."""
    tokens = [t for t in program.bench.state.tokens if t.kind == "access_token"]
    pane = _pane(program)
    program.bench.inspect(tokens[0])
    program.bench.select(tokens[0].provider_id, tokens[0].client_key)
    wait(lambda: pane.presenter.state.introspection, "the judged token")
    _turn(pane.findings.tabs, "Introspect")
    page = pane.late.introspect
    assert page is not None
    if page.look_up.isVisible():
        page.look_up.click()
    wait(page.send.isVisible, "the introspection endpoint")
    page.send.click()
    wait(lambda: page.list.rows() or page.problem.message, "the answer")


def disclosed(program: Program, wait: Wait) -> None:
    """An SD-JWT with key binding."""
    name = _disclosure("2GLC42sKQveCfGfryNRN9w", "given_name", "Erika")
    street = _disclosure("eluV5Og3gSNII8EYnsxA_A", "street_address", "Schulstr. 12")
    strange = _disclosure("6Ij7tM-a5iVPGboS5tmvVA", "role", "admin")
    claims = _claims(
        program,
        _sd=[_digest(name), _digest("withheld")],
        address={"_sd": [_digest(street)], "country": "DE"},
        cnf={"jwk": HOLDER.as_dict(private=False)},
    )
    issued = jwt.encode({"alg": "ES256", "typ": "dc+sd-jwt", "kid": "as-1"}, claims, KEY)
    text = f"{issued}~{name}~{street}~{strange}~"
    bound = {"iat": claims["iat"], "aud": "app-1", "nonce": "n-1", "sd_hash": _digest(text)}
    pane = _pane(program)
    pane.presenter.paste(text + jwt.encode({"alg": "ES256", "typ": "kb+jwt"}, bound, HOLDER))
    wait(lambda: pane.presenter.state.disclosed, "the disclosures")
    _turn(pane.tables.tabs, "Disclosures")


def chained(program: Program, wait: Wait) -> None:
    """A token with certificates that lead to a chosen root."""
    root, middle, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    top = _certificate("Example Root CA", root, "Example Root CA", root, ca=True)
    between = _certificate("Example Issuing CA", middle, "Example Root CA", root, ca=True)
    own = _certificate("as.example", leaf, "Example Issuing CA", middle, ca=False)
    x5c = [b64encode(one.public_bytes(Encoding.DER)).decode() for one in (own, between)]
    token = jwt.encode({"alg": "ES256", "x5c": x5c}, _claims(program), ECKey.import_key(leaf))
    pane = _pane(program)
    pane.presenter.paste(token)
    wait(lambda: pane.presenter.state.chains, "the certificates")
    pane.presenter.chaining.use_text(top.public_bytes(Encoding.PEM).decode())
    wait(lambda: _is_trusted(pane), "the chosen root")
    _turn(pane.tables.tabs, "Certificates")


def judged_as(program: Program, wait: Wait) -> None:
    """The expectation, opened."""
    pane = _pane(program)
    pane.presenter.paste(jwt.encode({"alg": "ES256", "kid": "as-1"}, _claims(program), KEY))
    wait(lambda: pane.presenter.state.reading, "the token")
    pane.judge.setChecked(True)


def _is_trusted(pane: "InspectorPane") -> bool:
    chains = pane.presenter.state.chains
    return chains is not None and any(one.tone == "ok" for one in chains.chains)


def _turn(tabs: Any, title: str) -> None:
    names = [tabs.tabText(number) for number in range(tabs.count())]
    tabs.setCurrentIndex(names.index(title))


def _disclosure(*items: str) -> str:
    return encode(json.dumps(items).encode())


def _digest(text: str) -> str:
    return encode(hashlib.sha256(text.encode()).digest())


def _certificate(
    name: str, own: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey,
    *, ca: bool,
) -> x509.Certificate:  # fmt: skip
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    start = dt.datetime.fromtimestamp(_NOW(), dt.UTC) - dt.timedelta(days=1)
    key_id = x509.SubjectKeyIdentifier.from_public_key(own.public_key())
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(key_id, critical=False)
        .add_extension(issued_by, critical=False)
        .sign(signer, hashes.SHA256())
    )


SCENES: dict[str, Callable[[Program, Wait], None]] = {
    "inspector-sealed": sealed,
    "inspector-opened": opened,
    "inspector-introspected": introspected,
    "inspector-disclosed": disclosed,
    "inspector-chained": chained,
    "inspector-judged-as": judged_as,
}
