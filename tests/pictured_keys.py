"""Fills the vault for pictures of the keys pane, and brings each of its pages to the front."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from oidc_workbench.jose import key_generation as generation
from oidc_workbench.jose.certificate_making import SERIAL_OCTETS, CertificateNames, self_signed
from oidc_workbench.jose.certificate_text import chain_to_pem
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.private_jwk import private_jwk
from oidc_workbench.ports import (
    Orphan,
    OrphanSide,
    Repair,
    RepairChoice,
    VaultState,
    VaultStatus,
    VaultTier,
)
from oidc_workbench.secret import Secret
from oidc_workbench.ui.kit.flow_run import Phase
from oidc_workbench.ui.panes.keys.desk import Work
from oidc_workbench.ui.panes.keys.enrolling import EnrolDraft
from oidc_workbench.ui.panes.keys.register_page import RegisterPage
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord
from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.app import Program
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.ports import KeyVault
    from oidc_workbench.ui.panes.keys.presenter import KeysPresenter
    from oidc_workbench.ui.panes.keys.view import KeysPane

DAY = 86400
# label, kind, kid, age in days, days since the last use, alg, days until its certificate ends
_KEYS = (
    ("Batch jobs", "P-256", "batch-2026", 12, 0.02, "ES256", 0),
    ("Batch jobs, next", "P-256", "batch-2027", 1, 0, "ES256", 0),
    ("Reporting service", "RSA-2048", "reporting", 790, 0.3, "PS256", 18),
    ("Billing, mutual TLS", "RSA-3072", "", 40, 2, "PS256", 320),
    ("Mobile backend", "Ed25519", "", 210, 9, "EdDSA", 0),
    ("Ledger", "secp256k1", "ledger-1", 95, 40, "ES256K", -3),
    ("Post-quantum trial", "ML-DSA-65", "", 3, 0, "ML-DSA-65", 0),
    ("Encrypted ID tokens", "ECDH-ES P-256", "enc-1", 61, 5, "ECDH-ES+A256KW", 0),
    ("Left by a colleague", "P-384", "old-portal", 1300, 400, "", 0),
)
_SECRETS = (
    ("client:shop", "client-secret", "Web shop", "", 0, 30),
    ("initial:1", "initial-access-token", "Staging realm", "", 0, 4),
    ("registration:1", "registration-access-token", "Batch jobs", "", 0, 12),
    ("key:1", "symmetric-key", "Webhook signatures", "HS256", 256, 2),
)


async def store(vault: "KeyVault", now: float, octets: Callable[[int], bytes]) -> None:
    """Put keys and secrets of every kind into the vault."""
    for number, one in enumerate(_KEYS):
        record, key = _made(number, one, now, octets)
        await vault.add(record, key)
    for ref, kind, label, alg, bits, age in _SECRETS:
        kept = SecretRecord(
            ref, "present", cast("object", kind), label, alg, "", bits, created_at=now - age * DAY  # type: ignore[arg-type]  # one of the kinds
        )  # fmt: skip
        await vault.put_secret(ref, Secret("not-a-real-secret"), kept)


def clients(bench_clients: tuple[Client, ...]) -> tuple[Client, ...]:
    """Clients that use the keys, at two servers."""
    service = Client("", "staging", "", "", "service", "private_key_jwt")
    return (
        *bench_clients,
        replace(service, key="batch", name="Nightly batch", client_id="batch", key_id="k0"),
        replace(service, key="report", name="Reporting", client_id="reporting", key_id="k2"),
        replace(service, key="bill", name="Billing", client_id="billing", key_id="k3"),
        replace(
            service, key="bill2", name="Billing, live", client_id="billing", key_id="k3",
            provider_id="live",
        ),
        replace(
            service, key="shop", name="Web shop", client_id="shop", secret_ref="client:shop",
            auth_method="client_secret_basic",
        ),
    )  # fmt: skip


PROVIDERS = (
    Provider("staging", "Staging", "https://as.staging.example"),
    Provider("live", "Live", "https://as.example"),
)


def _made(
    number: int,
    one: tuple[str, str, str, float, float, str, int],
    now: float,
    octets: Callable[[int], bytes],
) -> "tuple[KeyRecord, SigningKey | DecryptionKey]":
    label, kind, kid, age, used, alg, ends = one
    encrypts = kind in generation.ENCRYPTION_KINDS
    make = generation.generate_encryption_key if encrypts else generation.generate_key
    key = make(kind, kid, alg)
    certificate = ""
    if ends and not encrypts:
        names = CertificateNames(label, "Example GmbH", dns=("billing.example",))
        begin, end = now - age * DAY, now + ends * DAY
        made = self_signed(cast("SigningKey", key), names, begin, end, octets(SERIAL_OCTETS))
        certificate = chain_to_pem([made])
    public = key.public
    record = KeyRecord(
        f"k{number}", label, public.kid, public.kty, alg, public.thumbprint, now - age * DAY,
        "imported" if number % 3 == 2 else "generated", public_jwk(public),
        use="enc" if encrypts else "sig", last_used_at=now - used * DAY if used else 0,
        certificate=certificate,
    )  # fmt: skip
    if label == "Batch jobs, next":
        record = replace(record, rotation="published", replaces="k0", client_key="batch")
    return record, key


def fill(program: "Program", wait: Callable[[Callable[[], object], str], bool]) -> None:
    """Fill vault and bench."""
    services, bench = program.services, program.bench
    assert services is not None
    vault, now = services.vault, services.clock.now()
    workspace = bench.state.workspace
    bench.change(
        workspace=replace(
            workspace,
            providers=(*workspace.providers, *PROVIDERS),
            clients=clients(workspace.clients),
        )
    )

    async def work() -> tuple[tuple[KeyRecord, ...], tuple[SecretRecord, ...]]:
        await store(vault, now, services.random.octets)
        return await vault.records(), await vault.secrets()

    def done(found: tuple[tuple[KeyRecord, ...], tuple[SecretRecord, ...]]) -> None:
        bench.change(keys=found[0], secrets=found[1])

    program.runner.run(work, done, _fail)
    wait(lambda: len(bench.state.keys) > len(_KEYS), "the keys")
    bench.select("staging", "batch")


def _fail(error: Exception) -> None:
    raise error


def pages(
    pane: "KeysPane", wait: Callable[[Callable[[], object], str], bool]
) -> dict[str, Callable[[], object]]:
    """What to do to see each page, by its name."""
    shows = _Shows(pane, wait)
    return {
        "public": lambda: shows.tab("public", "k3"),
        "certificate": lambda: shows.tab("certificate", "k3"),
        "certificate-form": lambda: shows.tab("certificate", "k0"),
        "register": lambda: shows.way("by_hand"),
        "enrol": lambda: shows.way("by_itself"),
        "serve": shows.serve,
        "rotate": lambda: shows.tab("rotate", "k0"),
        "export": lambda: shows.tab("export", "k0"),
        "rotate-run": shows.rotation,
        "enrol-run": shows.registration,
        "make": shows.make,
        "import": shows.bring,
        "import-found": shows.found,
        "secrets": lambda: pane.presenter.show_segment("secrets"),
        "secret-form": shows.secret,
        "vault": shows.orphans,
        "locked": shows.locked,
    }


class _Shows:
    """What a person does to see a page."""

    def __init__(self, pane: "KeysPane", wait: Callable[[Callable[[], object], str], bool]) -> None:
        self._pane, self._wait = pane, wait

    def tab(self, name: str, key: str) -> None:
        self._pane.presenter.show_segment("keys")
        self._pane.presenter.select(key)
        self._pane.detail.show_tab(name)

    def way(self, name: str) -> RegisterPage:
        self.tab("register", "k0")
        page = self._pane.detail.page("register")
        assert isinstance(page, RegisterPage)
        getattr(page, name).click()
        return page

    def serve(self) -> None:
        switch = self.way("by_uri").serve.switch
        if not switch.isChecked():
            switch.click()

    def rotation(self) -> None:
        """The practice provider is told of the new key, accepts it, and forgets the old one."""
        presenter = self._practice("nightly-summarizer")
        self.tab("rotate", "k4")
        if presenter.state.rotating.run.phase is Phase.IDLE:
            presenter.rotating.begin("k4")
            self._wait(lambda: not presenter.state.rotating.run.busy, "a rotation to begin")
            presenter.rotating.go("current")
            self._wait(lambda: presenter.state.rotating.ready, "a change to be ready")
            presenter.rotating.send()

    def registration(self) -> None:
        presenter = self._practice("nightly-summarizer")
        self.way("by_itself")
        if presenter.state.enrolling.run.phase is Phase.IDLE:
            presenter.enrolling.prepare(EnrolDraft("Reports"), None)
            self._wait(lambda: presenter.state.enrolling.ready, "a registration to be ready")
            presenter.enrolling.send()

    def _practice(self, client_id: str) -> "KeysPresenter":
        presenter = self._pane.presenter
        bench = presenter.desk.bench
        clients = bench.state.workspace.clients
        client = next(c for c in clients if c.practice and c.client_id == client_id)
        bench.select(client.provider_id, client.key)
        return presenter

    def make(self) -> None:
        self._pane.presenter.show_segment("keys")
        self._pane.begin_new()

    def bring(self) -> None:
        self._pane.presenter.show_segment("keys")
        self._pane.presenter.show_page("import")

    def found(self) -> None:
        self.bring()
        self._pane.presenter.importing.read(_file(), "keys.json")

    def orphans(self) -> None:
        unlocked = VaultState.UNLOCKED
        status = VaultStatus(VaultTier.KEYRING, unlocked, "Secret Service", orphans=_ORPHANS)
        self._pane.presenter.desk.bench.change(vault=status)
        self._pane.presenter.show_segment("keys")
        self._pane.presenter.show_page("vault")

    def locked(self) -> None:
        """Waiting for the system's prompt, which the practice vault never brings up."""
        status = VaultStatus(VaultTier.KEYRING, VaultState.LOCKED, "Secret Service")
        self._pane.presenter.desk.bench.change(vault=status)
        self.make()
        waiting = "Putting Batch jobs into the vault: waiting for the system's unlock prompt"
        self._pane.show_state(
            replace(self._pane.presenter.state, work=Work("make", waiting, waits=True))
        )

    def secret(self) -> None:
        self._pane.presenter.show_segment("secrets")
        self._pane.begin_new()


_FORGET = RepairChoice(
    Repair.FORGET_LINE, "Forget the line", "It leaves the list; there is no undo.", True
)
_ADOPT = RepairChoice(Repair.ADOPT, "Take it into the list", "The key can be used again.", False)
_DELETE = RepairChoice(
    Repair.DELETE_ENTRY, "Delete the entry", "The private key is gone; there is no undo.", True
)
_ORPHANS = (
    Orphan(
        "o1", "key", OrphanSide.KEYRING, "EC P-256, thumbprint 4fXw…",
        "The keyring has this private key, and the list does not know it.", (_ADOPT, _DELETE),
    ),
    Orphan(
        "o2", "key", OrphanSide.INDEX, "Old portal",
        "The list knows this key, and the keyring no longer has its private part.", (_FORGET,),
    ),
)  # fmt: skip
# RFC 7517 appendix A.2: everybody has this private key.
_EXAMPLE = {
    "kty": "EC", "crv": "P-256", "kid": "1", "use": "enc",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
}  # fmt: skip


def _file() -> bytes:
    """A key set as a colleague may send it: good, taken, published, public."""
    good = generation.generate_key("RSA-3072", "payments-7", "PS256")
    twin = generation.generate_key("P-256", "batch-2026", "ES256")
    public = generation.generate_key("RSA-2048", "public-only").public
    keys = [private_jwk(good), private_jwk(twin), _EXAMPLE, public_jwk(public)]
    return json.dumps({"keys": keys}).encode()
