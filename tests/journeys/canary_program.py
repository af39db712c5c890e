"""The program in a process of its own, put through one scenario with secrets that are looked for.

What it needs comes on standard input, secrets included: arguments and environment are looked at.
A scenario is a coroutine over the real services, and one line in SCENARIOS.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from oidc_workbench import wiring
from oidc_workbench.flows.authorization_code import AuthorizationCodePlan, authorization_code
from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials
from oidc_workbench.flows.introspect import IntrospectPlan, introspect
from oidc_workbench.flows.manage_registration import ManageRegistrationPlan, manage_registration
from oidc_workbench.flows.refresh import RefreshPlan, refresh
from oidc_workbench.flows.register_client import RegisterClientPlan, register_client
from oidc_workbench.flows.revoke import RevokePlan, revoke
from oidc_workbench.flows.rotate_key import RotateKeyPlan, rotate_key
from oidc_workbench.flows.step import StepState
from oidc_workbench.flows.userinfo import UserInfoPlan, userinfo
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.ports import Orphan, Repair, VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.ui.crash import CrashReporter
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord
from oidc_workbench.workspace.profile import AuthMethod, Client, Provider, Workspace
from oidc_workbench.workspace.rotation import RotationStage
from peers.person import PersonWithoutScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from oidc_workbench.exchange import Exchange
    from oidc_workbench.flows.stage import Steps
    from oidc_workbench.flows.step import Step
    from oidc_workbench.jose.compact_key import PrivateKey
    from oidc_workbench.jose.imported_keys import ImportedKey

RESOURCE = "urn:api:jwt"


class World:
    """The real services, and what the scenario is about."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.home = Path(os.environ["HOME"])
        self.exchanges: list[Exchange] = []
        self.services = wiring.services(record=self.exchanges.append)
        self.vault = self.services.vault
        self.provider = Provider("p", "Provider", job.get("issuer", "https://as.example"))
        self.client = Client(
            "c", "p", "Job", "canary-service", actor="service", scopes=("api:read",),
            resource=RESOURCE, secret_ref="c:secret", key_id="ec",
        )  # fmt: skip

    def secret(self, name: str) -> Secret:
        return Secret(self.job[name])

    async def keep(self, client: Client) -> None:
        self.client = client

    async def imported(self, kind: str, password: Secret | None = None) -> ImportedKey:
        octets = self.job["keys"][kind].encode()
        found = await self.services.key_reader.read(octets, password, f"{kind}.pem")
        return found.storable[0]

    async def store(self, kind: str) -> PrivateKey:
        """Import a key and keep it in the keyring."""
        one = await self.imported(kind)
        assert one.key is not None
        public = one.public
        record = KeyRecord(
            kind, f"Canary {kind}", public.kid, public.kty, one.alg, public.thumbprint,
            self.services.clock.now(), "imported", public_jwk(public), use="enc"
            if public.kty == "oct" else "sig",
        )  # fmt: skip
        await self.vault.add(record, one.key)
        return one.key

    async def run(self, flow: Steps) -> list[Step]:
        """Run a flow to its end, which must be a good one."""
        async with aclosing(flow) as steps:
            last = {step.id: step async for step in steps}
        told = [(s.title, s.message, s.hint) for s in last.values() if s.state is StepState.FAILED]
        if told:
            raise AssertionError(told)
        return list(last.values())

    def ports(self) -> Any:
        return self.services.ports_for(self.provider)

    async def save(self, name: str, data: bytes) -> None:
        await self.services.files.save(str(self.home / name), data)


async def vault_upkeep(world: World) -> None:
    """Every kind of entry: stored, used, replaced, torn, adopted, removed, and kept."""
    for kind in ("rsa", "ec", "ed25519", "oct"):
        await world.store(kind)
        await world.vault.decryption_key(kind)
    await world.vault.signing_key("rsa")
    for secret in (Secret("first"), world.secret("client_secret")):
        await world.vault.put_secret("c:secret", secret, SecretRecord("c:secret", label="Job"))
    await world.vault.put_secret("left", world.secret("registration_token"))
    status = await world.vault.status()
    assert (status.tier, status.orphans) == (VaultTier.KEYRING, ())
    await world.vault.change("ec", label="Renamed")
    await world.vault.remove("ed25519")
    workspace = Workspace(providers=(world.provider,), clients=(world.client,))
    await world.services.store.save(workspace)


async def repairs(world: World) -> None:
    """The index is lost, and rebuilt from the keyring."""
    await world.store("rsa")
    await world.store("ec")
    await world.vault.put_secret("c:secret", world.secret("client_secret"))
    for name in ("keys.json", "keys.json.previous"):
        (wiring.key_index_path().parent / name).unlink()
    orphans: tuple[Orphan, ...] = (await world.vault.status()).orphans
    assert len(orphans) == 3
    for orphan in orphans:
        await world.vault.repair(orphan.orphan_id, Repair.ADOPT)
    assert len(await world.vault.records()) == 2
    assert await world.vault.secret("c:secret") == world.secret("client_secret")


async def service_flows(world: World) -> None:
    """A service authenticates with a secret and with a key; reports and cases are saved."""
    await world.store("ec")
    await world.vault.put_secret("c:secret", world.secret("client_secret"))
    ways: dict[str, AuthMethod] = {
        "canary-basic": "client_secret_basic",
        "canary-post": "client_secret_post",
        "canary-key": "private_key_jwt",
    }
    for name, method in ways.items():
        client = replace(world.client, client_id=name, auth_method=method)
        plan = ClientCredentialsPlan(world.provider, client)
        steps = await world.run(client_credentials(plan, world.ports()))
        await _report_on(world, name, steps)


async def person_flows(world: World) -> None:
    """A person signs in through a client with a secret, which authenticates all that follows."""
    await world.vault.put_secret("c:secret", world.secret("client_secret"))
    client = Client(
        "c", "p", "App", "canary-person", auth_method="client_secret_basic",
        secret_ref="c:secret", scopes=("openid", "offline_access"),
    )  # fmt: skip
    person = PersonWithoutScreen()
    ports = replace(world.ports(), browser=person)
    asked = AuthorizationCodePlan(world.provider, client, prompt="consent", callback_timeout=60.0)
    steps = await world.run(authorization_code(asked, ports))
    await person.finish()
    await _report_on(world, "person", steps)
    tokens = {token.kind: Secret(token.text) for step in steps for token in step.tokens}
    access, again = tokens["access_token"], tokens["refresh_token"]
    await world.run(userinfo(UserInfoPlan(world.provider, access, "alice"), ports))
    await world.run(introspect(IntrospectPlan(world.provider, client, access), ports))
    refreshing = RefreshPlan(world.provider, client, again, previous_sub="alice")
    await world.run(refresh(refreshing, ports))
    await world.run(revoke(RevokePlan(world.provider, client, access), ports))
    (line,) = await world.vault.secrets()
    assert line.last_used_at > 0


async def _report_on(world: World, name: str, steps: list[Step]) -> None:
    from oidc_workbench.report.case import to_case
    from oidc_workbench.report.curl import as_curl
    from oidc_workbench.report.formats import FORMATS
    from oidc_workbench.report.model import report_on_run

    report = report_on_run(tuple(steps), world.services.clock.now(), reveal=True)
    for one in FORMATS:
        await world.save(f"{name}{one.suffix}", one.render(report).encode())
    for step in steps:
        for number, (_name, inspection) in enumerate(step.inspections):
            case = to_case(inspection, whole=True)
            await world.save(f"{name}-{step.id}-{number}.case.json", case)
    for number, exchange in enumerate(world.exchanges):
        await world.save(f"{name}-{number}.sh", as_curl(exchange.request).encode())


async def registration(world: World) -> None:
    """A client is registered with an initial access token, managed, and its key rotated."""
    await world.store("ec")
    await world.store("ec2")
    await world.vault.put_secret("initial", Secret(world.job["initial_token"]))
    client = replace(
        world.client, client_id="", auth_method="private_key_jwt", secret_ref="", key_id="ec"
    )
    await world.run(
        register_client(
            RegisterClientPlan(world.provider, client, world.keep, initial_token_ref="initial"),
            world.ports(),
        )
    )
    plan = RotateKeyPlan(
        world.provider, world.client, RotationStage.CURRENT, world.keep, new_key_id="ec2"
    )
    await world.run(rotate_key(plan, world.ports()))
    asked = ManageRegistrationPlan(world.provider, world.client, world.keep, "read")
    steps = await world.run(manage_registration(asked, world.ports()))
    await _report_on(world, "registration", steps)


async def import_and_export(world: World) -> None:
    """Private keys leave as encrypted files, and come back from them."""
    from oidc_workbench.jose.key_export import export_jwe, export_jwk, export_pem, export_pkcs8

    password, random = world.secret("password"), world.services.random.octets
    for kind in ("rsa", "ec", "oct"):
        key = await world.store(kind)
        sealed = await asyncio.to_thread(export_jwe, key, password, random)
        await world.save(f"{kind}.jwe", sealed)
        if kind != "oct":
            await world.save(f"{kind}.jwk", export_jwk(key.public))
            await world.save(f"{kind}.pem", export_pem(key.public))
            pkcs8 = await asyncio.to_thread(export_pkcs8, key, password, random)
            await world.save(f"{kind}.p8", pkcs8)
        if kind == "ec":
            await _certified(world, kind, key)
    again = (world.home / "ec.p8").read_bytes()
    found = await world.services.key_reader.read(again, password, "ec.p8")
    assert found.storable[0].public.thumbprint == (await world.vault.records())[1].thumbprint
    await _refused(world, again, Secret(password.reveal()[:-1]))
    await _refused(world, world.job["keys"]["rsa"].encode()[:-200], None)


async def _certified(world: World, kind: str, key: PrivateKey) -> None:
    """The key gets a certificate, and goes with it into a PKCS #12 and a registration pack."""
    from oidc_workbench.jose import certificate_making as making
    from oidc_workbench.jose.certificate_text import chain_to_pem
    from oidc_workbench.jose.key_export import export_pkcs12
    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.report.registration_pack import SERVERS, PackSubject, make_pack

    assert isinstance(key, SigningKey)
    names, now = making.CertificateNames("canary"), world.services.clock.now()
    serial = world.services.random.octets(making.SERIAL_OCTETS)
    own = making.self_signed(key, names, now, now + 86400, serial)
    await world.save(f"{kind}.csr", making.signing_request(key, names))
    await world.vault.change(kind, certificate=chain_to_pem((own,)))
    password = world.secret("password")
    bag = await asyncio.to_thread(export_pkcs12, key, (own,), password, f"Canary {kind}")
    await world.save(f"{kind}.p12", bag)
    found = await world.services.key_reader.read(bag, password, f"{kind}.p12")
    assert found.storable[0].public.thumbprint == key.public.thumbprint
    (record,) = [one for one in await world.vault.records() if one.key_id == kind]
    subject = PackSubject(world.client, world.provider.issuer, record, now=now)
    for server in SERVERS:
        pack = make_pack(subject, server)
        await world.save(f"{kind}-{server.name}.zip", pack.zipped())
        for file in pack.files:
            await world.save(f"{kind}-{server.name}-{file.name}", file.octets)


async def _refused(world: World, octets: bytes, password: Secret | None) -> None:
    from oidc_workbench.errors import WorkbenchError

    try:
        await world.services.key_reader.read(octets, password, "spoilt.pem")
    except WorkbenchError as error:
        logging.getLogger("canary").info("refused: %s %r", error, error)
    else:
        raise AssertionError("it was accepted")


async def crash(world: World) -> None:
    """A bug meets everything that holds a secret, and is reported."""
    key, secret = await world.store("rsa"), world.secret("client_secret")
    client = replace(world.client, client_id="canary-basic", auth_method="client_secret_basic")
    await world.vault.put_secret("c:secret", secret)
    plan = ClientCredentialsPlan(world.provider, client)
    steps = await world.run(client_credentials(plan, world.ports()))
    shown: list[str] = []
    reporter = CrashReporter(shown.append)
    sent = world.exchanges[-1].request
    headers = "\n".join(f"{name}: {value}" for name, value in sent.headers)
    for told in (
        f"{key!r} {secret!r} {secret} {steps!r} {world.exchanges!r}",
        headers,
        f"client_id=x&client_secret={secret.reveal()}",
        world.job["keys"]["rsa"],
        world.job["keys"]["oct"],
    ):
        logging.getLogger("canary").info("%r", key)
        try:
            _break(told)
        except RuntimeError as error:
            reporter.report(error)
    await world.save("crash.txt", "\n".join(shown).encode())


def _break(told: str) -> NoReturn:
    raise RuntimeError(told)


SCENARIOS: dict[str, Callable[[World], Coroutine[Any, Any, None]]] = {
    "vault upkeep": vault_upkeep,
    "repairs": repairs,
    "service flows": service_flows,
    "person flows": person_flows,
    "registration": registration,
    "import and export": import_and_export,
    "crash": crash,
}


def main() -> None:
    job = json.load(sys.stdin)
    # Whatever any library says about its work is looked at as well.
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    asyncio.run(SCENARIOS[job["scenario"]](World(job)))


if __name__ == "__main__":
    main()
