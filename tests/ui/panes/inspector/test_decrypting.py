import asyncio
import json
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from fakes.steps import ACCESS_CLAIMS, ISSUER, KEYS, access_token
from jose.encrypting import encrypted, oct_jwk, public_of
from oidc_workbench.adapters.clock import SystemClock
from oidc_workbench.flows.authorization_code import AuthorizationCodePlan, authorization_code
from oidc_workbench.flows.discovery import load_provider
from oidc_workbench.flows.step import ObtainedToken
from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_encryption_key
from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.ports import VaultState, VaultStatus, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.ui.panes.inspector.decryption_means import (
    CLIENT_SECRET,
    PASSWORD,
    PRIVATE,
    SYMMETRIC,
    Given,
)
from oidc_workbench.ui.panes.inspector.engine import Fetched
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.wiring import services
from oidc_workbench.workspace.key_record import KeyRecord, SecretKind, SecretRecord
from oidc_workbench.workspace.profile import Client, Provider, Workspace
from peers.oidc_provider import OidcProvider
from peers.person import PersonWithoutScreen
from ui.panes.accessible import nameless
from ui.panes.inspector.bed import InspectorBed

SIGNED = access_token().text


def rsa() -> DecryptionKey:
    return generate_encryption_key("RSA-OAEP 2048")


def pem(one: DecryptionKey, passphrase: str) -> str:
    assert one.private_key is not None
    how = BestAvailableEncryption(passphrase.encode())
    return one.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how).decode()


class Bed(InspectorBed):
    @property
    def claims(self) -> list[str]:
        return [row.name for row in self.presenter.state.claims]

    def fetched(self) -> None:
        self.presenter.fetch_keys()
        self.around.runner.runs[-1].finish(Fetched((KEYS,), {"issuer": ISSUER}))

    def give(self, way: str, secret: str, passphrase: str = "") -> None:
        card = self.pane.late.decrypt
        assert card is not None
        card.way.show_value(way)
        card._chosen()
        card.secret.edit.setText(secret)
        card.passphrase.edit.setText(passphrase)
        card.decrypt.click()


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_a_signed_token_needs_no_card_and_none_is_made(bed: Bed) -> None:
    bed.presenter.paste(SIGNED)
    assert bed.pane.late.decrypt is None
    assert bed.pane.late.layers is None


def test_an_encrypted_token_asks_for_its_key_and_is_then_judged_by_what_is_inside(
    bed: Bed,
) -> None:
    one = rsa()
    bed.presenter.paste(encrypted(SIGNED, public_of(one), "RSA-OAEP-256", cty="JWT"))
    card = bed.pane.late.decrypt
    assert card is not None
    assert card.isVisible()
    assert nameless(card) == []
    assert bed.claims == []
    bed.give(PRIVATE, pem(one, "correct horse"), "correct horse")
    assert bed.claims[:3] == ["iss", "sub", "aud"]
    assert "pasted key" in card.opened.message
    bed.fetched()
    assert "Accepted" in bed.verdict


def test_the_outer_layer_stays_visible_beside_the_inner_one(bed: Bed) -> None:
    one = rsa()
    token = encrypted(SIGNED, public_of(one), "RSA-OAEP-256", cty="JWT")
    bed.presenter.paste(token)
    bed.give(PRIVATE, pem(one, "x"), "x")
    switch = bed.pane.late.layers
    assert switch is not None
    assert [switch.tabText(n) for n in range(switch.count())] == [
        "outer: encrypted (JWE)", "inside: signed (JWS)",
    ]  # fmt: skip
    assert switch.currentIndex() == 1
    switch.setCurrentIndex(0)
    reading = bed.presenter.state.reading
    assert reading is not None
    assert reading.token == token
    assert [row.name for row in bed.presenter.state.header][:2] == ["alg", "enc"]
    assert bed.presenter.state.times is not None
    assert bed.presenter.state.times.marks


def test_a_finding_about_the_encryption_turns_to_the_outer_layer(bed: Bed) -> None:
    one = rsa()
    sealed = encrypted(SIGNED, public_of(one), "RSA1_5", cty="JWT")
    bed.presenter.paste(sealed)
    bed.give(PRIVATE, pem(one, "x"), "x")
    outcomes = bed.presenter.state.outcomes
    assert outcomes is not None
    places = [f.where for f in outcomes.findings if f.where.startswith("encryption.")]
    assert places
    bed.presenter.select_finding(places[0])
    assert bed.presenter.state.layer == "outer-0"
    assert bed.presenter.state.found_at == places[0]
    bed.presenter.select_finding("payload.aud")
    assert bed.presenter.state.layer == "inner"
    assert bed.presenter.state.selected == "payload.aud"


def test_what_is_given_shows_in_no_state_and_no_case(bed: Bed) -> None:
    one = rsa()
    secret = pem(one, "correct horse")
    bed.presenter.paste(encrypted(SIGNED, public_of(one), "RSA-OAEP-256", cty="JWT"))
    bed.give(PRIVATE, secret, "correct horse")
    body = secret.splitlines()[3]
    card = bed.pane.late.decrypt
    assert card is not None
    assert card.secret.edit.echoMode() is QLineEdit.EchoMode.Password
    said = repr((bed.presenter.state, bed.presenter._case, bed.presenter.decrypting.keys))
    assert body not in said
    assert "correct horse" not in said
    bed.presenter.reports.save_case("/kept.case.json", whole=True)
    run = bed.around.runner.runs[-1]
    asyncio.run(run.work())
    kept = bed.around.files.kept["/kept.case.json"].decode()
    assert body not in kept
    assert '"d"' not in kept


OCTETS = b"abcdefghijklmnop"
SECRETS = (
    (SYMMETRIC, "dir", OCTETS.hex(), "hexadecimal"),
    (SYMMETRIC, "A128KW", encode(OCTETS), "base64url"),
    (SYMMETRIC, "A128GCMKW", OCTETS.decode(), "as text"),
    (SYMMETRIC, "dir", json.dumps(oct_jwk(OCTETS)), "key"),
    (PASSWORD, "PBES2-HS256+A128KW", OCTETS.decode(), "password"),
)


@pytest.mark.parametrize(("way", "alg", "typed", "said"), SECRETS)
def test_typed_secrets_open_what_is_encrypted_with_them(
    bed: Bed, way: str, alg: str, typed: str, said: str
) -> None:
    bed.presenter.paste(encrypted(SIGNED, oct_jwk(OCTETS), alg, cty="JWT"))
    card = bed.pane.late.decrypt
    assert card is not None
    assert card.way.value() == way
    bed.give(way, typed)
    assert bed.claims[:2] == ["iss", "sub"]
    assert said in card.opened.message


def test_a_client_secret_opens_it_by_its_hash(bed: Bed) -> None:
    cek = sha256(b"the client secret of app-1").digest()[:16]
    bed.presenter.paste(encrypted(SIGNED, oct_jwk(cek), "A128KW", cty="JWT"))
    bed.give(CLIENT_SECRET, "the client secret of app-1")
    assert bed.claims[:2] == ["iss", "sub"]


def test_a_wrong_key_is_told_in_place_and_nothing_is_lost(bed: Bed) -> None:
    bed.presenter.paste(encrypted(SIGNED, public_of(rsa()), "RSA-OAEP-256", cty="JWT"))
    bed.give(PRIVATE, pem(rsa(), "x"), "x")
    card = bed.pane.late.decrypt
    assert card is not None
    assert "could not be decrypted" in card.problem.message
    assert card.secret.edit.text()
    bed.give(PRIVATE, "this is no key")
    assert "neither PEM nor a JWK" in card.problem.message
    bed.give(PRIVATE, "")
    assert "Nothing was given" in card.problem.message


def test_claims_without_a_signature_are_shown_and_not_accepted(bed: Bed) -> None:
    one = rsa()
    sealed = encrypted(json.dumps(ACCESS_CLAIMS), public_of(one), "RSA-OAEP-256")
    bed.presenter.paste(sealed)
    bed.give(PRIVATE, pem(one, "x"), "x")
    assert bed.claims[:3] == ["iss", "sub", "aud"]
    assert "Accepted" not in bed.verdict
    bed.pane.tables.tabs.setCurrentIndex(3)
    assert '"alice-1"' in bed.pane.tables.raw.toPlainText()


def test_another_token_is_opened_with_the_same_key_until_it_is_forgotten(bed: Bed) -> None:
    one = rsa()
    bed.presenter.paste(encrypted(SIGNED, public_of(one), "RSA-OAEP-256", cty="JWT"))
    bed.give(PRIVATE, pem(one, "x"), "x")
    bed.presenter.paste(encrypted(SIGNED, public_of(one), "RSA-OAEP", cty="JWT"))
    assert bed.claims[:2] == ["iss", "sub"]
    card = bed.pane.late.decrypt
    assert card is not None
    card.forget.click()
    assert bed.claims == []
    assert not bed.presenter.decrypting.keys
    assert not card.secret.edit.text()


def test_forgetting_the_token_forgets_its_key(bed: Bed) -> None:
    one = rsa()
    bed.presenter.paste(encrypted(SIGNED, public_of(one), "RSA-OAEP-256", cty="JWT"))
    bed.give(PRIVATE, pem(one, "x"), "x")
    card = bed.pane.late.decrypt
    assert card is not None
    bed.pane.token.clear.click()
    assert not bed.presenter.decrypting.keys
    assert not card.isVisible()
    assert not card.secret.edit.text()
    assert not card.passphrase.edit.text()


def _vault_key(bed: Bed) -> KeyRecord:
    made = generate_encryption_key("RSA-OAEP 2048", "enc-1")
    record = KeyRecord(
        "k9", "billing key", "enc-1", "RSA", "RSA-OAEP-256", made.public.thumbprint, 0.0,
        public_jwk=public_jwk(made.public), use="enc",
    )  # fmt: skip
    asyncio.run(bed.around.world.vault.add(record, made))
    status = VaultStatus(VaultTier.KEYRING, VaultState.LOCKED, "fake")
    bed.around.bench.change(keys=(record,), vault=status)
    return record


def test_a_key_of_the_vault_says_that_it_waits_and_can_be_stopped(bed: Bed) -> None:
    record = _vault_key(bed)
    jwk = {name: record.public_jwk[name] for name in ("kty", "n", "e")}
    bed.presenter.paste(encrypted(SIGNED, jwk, "RSA-OAEP-256", kid="enc-1", cty="JWT"))
    card = bed.pane.late.decrypt
    assert card is not None
    assert card.way.value() == "k9"
    card.decrypt.click()
    assert card.busy.isVisible()
    assert "waiting for the system's unlock prompt" in card.busy.accessibleName()
    job = bed.around.runner.runs[-1]
    card.busy.cancel.click()
    assert job.is_cancelled
    assert not card.busy.isVisible()
    job.finish(())
    assert bed.claims == []


def test_a_key_of_the_vault_opens_the_token_and_is_named(bed: Bed) -> None:
    record = _vault_key(bed)
    jwk = {name: record.public_jwk[name] for name in ("kty", "n", "e")}
    bed.presenter.paste(encrypted(SIGNED, jwk, "RSA-OAEP-256", cty="JWT"))
    bed.presenter.decrypting.use(Given("k9"))
    job = bed.around.runner.runs[-1]
    job.finish(asyncio.run(job.work()))
    assert bed.claims[:2] == ["iss", "sub"]
    card = bed.pane.late.decrypt
    assert card is not None
    assert "billing key" in card.opened.message


@pytest.mark.parametrize("kind", ["symmetric-key", "client-secret"])
def test_a_shared_secret_of_the_vault_opens_the_token(bed: Bed, kind: SecretKind) -> None:
    vault = bed.around.world.vault
    secret = encode(OCTETS) if kind == "symmetric-key" else "the secret of app-1"
    octets = OCTETS if kind == "symmetric-key" else sha256(secret.encode()).digest()[:16]
    record = SecretRecord("s7", kind=kind, label="orders")
    asyncio.run(vault.put_secret("s7", Secret(secret), record))
    bed.presenter.paste(encrypted(SIGNED, oct_jwk(octets), "A128KW", cty="JWT"))
    listing = bed.around.runner.runs[-1]
    listing.finish(asyncio.run(listing.work()))
    bed.around.tick(5)
    assert bed.around.runner.runs[-1] is listing  # and not again with every second
    card = bed.pane.late.decrypt
    assert card is not None
    assert "orders, from the vault" in [card.way.itemText(n) for n in range(card.way.count())]
    card.way.show_value("secret s7")
    card.decrypt.click()
    job = bed.around.runner.runs[-1]
    job.finish(asyncio.run(job.work()))
    assert bed.claims[:2] == ["iss", "sub"]
    assert "orders" in card.opened.message
    assert secret not in repr((bed.presenter.state, bed.presenter.decrypting.keys))


def test_a_key_for_signatures_is_not_offered(bed: Bed) -> None:
    record = _vault_key(bed)
    bed.around.bench.change(keys=(replace(record, use="sig"),))
    bed.presenter.paste(encrypted(SIGNED, public_of(rsa()), "RSA-OAEP-256", cty="JWT"))
    decrypting = bed.presenter.state.decrypting
    assert decrypting is not None
    assert "k9" not in dict(decrypting.ways)


def test_a_key_is_loaded_from_a_file(bed: Bed) -> None:
    one = rsa()
    bed.around.files.kept["/keys/mine.pem"] = pem(one, "x").encode()
    bed.presenter.paste(encrypted(SIGNED, public_of(one), "RSA-OAEP-256", cty="JWT"))
    bed.presenter.decrypting.load("/keys/mine.pem", Secret("x"))
    job = bed.around.runner.runs[-1]
    job.finish(asyncio.run(job.work()))
    card = bed.pane.late.decrypt
    assert card is not None
    assert "file mine.pem" in card.opened.message


def test_a_token_that_takes_work_is_not_opened_on_the_spot(bed: Bed) -> None:
    jwk = oct_jwk(b"Entrap")
    bed.presenter.paste(encrypted(SIGNED, jwk, "PBES2-HS256+A128KW", cty="JWT"))
    bed.around.runner.holds = True
    bed.give(PASSWORD, "Entrap")
    bed.around.runner.finish(bed.around.runner.computes[-1])  # the key is made
    assert bed.presenter.state.busy
    assert bed.claims == []
    bed.around.runner.finish(bed.around.runner.computes[-1])  # and the token opened with it
    assert bed.claims[:2] == ["iss", "sub"]
    before = len(bed.around.runner.computes)
    bed.around.tick(5)
    assert len(bed.around.runner.computes) == before


@pytest.mark.needs("oidc-provider")
@pytest.mark.parametrize("alg", ["RSA-OAEP-256", "ECDH-ES"])
def test_an_encrypted_id_token_of_a_real_server_is_accepted(
    bed: Bed, oidc_provider: OidcProvider, alg: str
) -> None:
    one = generate_encryption_key("RSA-OAEP 2048" if alg.startswith("RSA") else "ECDH-ES P-256")
    oidc_provider.register(
        client_id="sealed",
        application_type="native",
        token_endpoint_auth_method="none",
        redirect_uris=["http://127.0.0.1/callback"],
        response_types=["code"],
        grant_types=["authorization_code"],
        id_token_encrypted_response_alg=alg,
        id_token_encrypted_response_enc="A256GCM",
        jwks={"keys": [{**public_of(one), "use": "enc", "kid": one.public.kid}]},
    )
    provider = Provider("p9", "Peer", oidc_provider.issuer)
    client = Client("c9", "p9", "Sealed", "sealed", scopes=("openid",))
    token, keys = asyncio.run(_signed_in(provider, client))
    now = SystemClock().now()
    bed.around.world.clock.advance(now - bed.around.world.clock.now())
    bed.around.bench.change(workspace=Workspace(providers=(provider,), clients=(client,)))
    bed.around.bench.select("p9", "c9")
    bed.presenter.paste(token.text)
    assert bed.presenter.state.decrypting is not None
    bed.give(PRIVATE, pem(one, "x"), "x")
    bed.presenter.fetch_keys()
    bed.around.runner.runs[-1].finish(Fetched(keys, {"issuer": provider.issuer}))
    form = bed.presenter.state.form
    bed.presenter.judge_as(replace(form, nonce=token.expectation.nonce or ""))
    assert "Accepted as an ID token" in bed.verdict


async def _signed_in(
    provider: Provider, client: Client
) -> tuple[ObtainedToken, tuple[KeySet, ...]]:
    """The ID token of a real sign-in, and the keys of its issuer."""
    real = services(record=lambda _exchange: None, session_vault=True).ports_for(provider)
    person = PersonWithoutScreen()
    ports = replace(real, browser=person)
    plan = AuthorizationCodePlan(provider, client, callback_timeout=30.0)
    steps = [one async for one in authorization_code(plan, ports)]
    await person.finish()
    tokens = [token for one in steps for token in one.tokens if token.kind == "id_token"]
    assert tokens, [(one.id, one.message) for one in steps if one.message]
    return tokens[-1], (await load_provider(ports, provider.issuer)).keys
