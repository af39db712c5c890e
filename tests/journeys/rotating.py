"""A client, its vault and its provider, for journeys that register it and rotate its key."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials
from oidc_workbench.flows.manage_registration import ManageRegistrationPlan, manage_registration
from oidc_workbench.flows.register_client import RegisterClientPlan, register_client
from oidc_workbench.flows.rotate_key import RotateKeyPlan, rotate_key
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.wiring import services
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client, Provider
from oidc_workbench.workspace.rotation import Rotation, RotationStage, rotation_of

if TYPE_CHECKING:
    from oidc_workbench.exchange import Exchange
    from oidc_workbench.flows.stage import Steps

DONE = {StepState.DONE}


class Rotating:
    """The real ports and vault, and the client as the workspace would keep it."""

    def __init__(self, issuer: str, client: Client) -> None:
        self.recorded: list[Exchange] = []
        self.services = services(record=self.recorded.append, session_vault=True)
        self.provider = Provider("p", "Provider", issuer)
        self.ports = self.services.ports_for(self.provider)
        self.vault = self.services.vault
        self.client = client
        self.kept: list[Client] = []

    async def keep(self, client: Client) -> None:
        self.client = client
        self.kept.append(client)

    async def add_key(self, key_id: str, kind: str = "P-256") -> KeyRecord:
        key = generate_key(kind)
        record = KeyRecord(
            key_id, key_id, key.public.kid, key.public.kty, key.default_alg,
            key.public.thumbprint, self.services.clock.now(), public_jwk=public_jwk(key.public),
        )  # fmt: skip
        await self.vault.add(record, key)
        return record

    async def run(self, flow: Steps) -> list[Step]:
        """Run a flow; the last snapshot of every step."""
        async with aclosing(flow) as steps:
            seen = {step.id: step async for step in steps}
        return list(seen.values())

    async def register(self, **plan: Any) -> list[Step]:
        asked = RegisterClientPlan(self.provider, self.client, self.keep, **plan)
        return await self.run(register_client(asked, self.ports))

    async def manage(self, action: Any, **plan: Any) -> list[Step]:
        asked = ManageRegistrationPlan(self.provider, self.client, self.keep, action, **plan)
        return await self.run(manage_registration(asked, self.ports))

    async def rotate(self, target: RotationStage, **plan: Any) -> list[Step]:
        asked = RotateKeyPlan(self.provider, self.client, target, self.keep, **plan)
        return await self.run(rotate_key(asked, self.ports))

    async def stage(self) -> RotationStage:
        return (await self.rotation()).stage

    async def rotation(self) -> Rotation:
        return rotation_of(self.client, await self.vault.records())

    async def accepts(self, key_id: str) -> bool:
        """Whether the provider gives a token for an assertion by this key."""
        client = replace(self.client, key_id=key_id)
        steps = await self.run(
            client_credentials(ClientCredentialsPlan(self.provider, client), self.ports)
        )
        token = next(step for step in steps if step.id == "token")
        return token.state is not StepState.FAILED


def told(steps: list[Step]) -> str:
    return repr([(s.id, s.state, s.message, s.hint, s.facts) for s in steps if s.message])


def names(steps: list[Step]) -> list[str]:
    return [step.id for step in steps]
