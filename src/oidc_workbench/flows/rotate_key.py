"""Rotating a client's key: forward to a stage, or back to one (docs/adr/0016)."""

from collections.abc import Iterator
from dataclasses import dataclass

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.awaited import Gate, KeepClient, Word
from oidc_workbench.flows.discovery import Discovery
from oidc_workbench.flows.publishing import (
    HandPublisher,
    ManagedPublisher,
    Publisher,
    ServedPublisher,
    Way,
)
from oidc_workbench.flows.registration_access import RegistrationAccess, can_manage
from oidc_workbench.flows.rotation_steps import RotationSteps
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.ports import FlowPorts, JwksHost
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client, Provider
from oidc_workbench.workspace.replaced_key import kept_of
from oidc_workbench.workspace.rotation import (
    Rotation,
    RotationStage,
    Transition,
    path,
    record_state,
    rotation_of,
)
from oidc_workbench.workspace.rotation_begin import begin_refusal

_ASKS = frozenset({"prove", "retire"})


@dataclass(frozen=True, slots=True)
class RotateKeyPlan:
    """How far to rotate.

    Args:
        target: the stage to reach, step by step; one that lies behind undoes.
        keep: told of the client when it uses another key.
        new_key_id: the vault key to begin with; empty goes on with the rotation underway.
        publishing: how the provider learns the keys; ``auto`` changes the registration where it
            can be managed, serves the key set where ``host`` runs, and else asks the person.
        word: ends when the person has done what the waiting step says.
        host: serves the key set for ``jwks_uri``; left alone when it is another client's.
        gate: awaited before each change of the registration is sent, while it is shown; again
            where others changed the registration meanwhile.
    """

    provider: Provider
    client: Client
    target: RotationStage
    keep: KeepClient
    new_key_id: str = ""
    publishing: Way = "auto"
    word: Word | None = None
    host: JwksHost | None = None
    gate: Gate | None = None


def rotate_key(plan: RotateKeyPlan, ports: FlowPorts) -> Steps:
    """Rotate a client's key.

    Steps: rotation, discover where the provider is asked something, then one for each transition,
    by its name. Every step leaves the records as things are, so that whatever interrupts the flow,
    the next one goes on from there.
    """
    # The stages behind the first are known only once it has looked at the records.
    return run_stages(ports, _Run(plan, ports).stages())


class _Run:
    """The values that one stage leaves for the next."""

    def __init__(self, plan: RotateKeyPlan, ports: FlowPorts) -> None:
        self.plan = plan
        self.ports = ports
        self.found = Discovery(plan.provider.issuer)
        self.path: tuple[Transition, ...] = ()
        self.access = RegistrationAccess(plan.client, plan.keep, ports)
        self.steps: RotationSteps | None = None

    def stages(self) -> Iterator[Stage]:
        yield Stage(
            "rotation",
            "See where the rotation stands",
            "What has been done already follows from the keys' records and the client's own, so a "
            "rotation that was cut off goes on where it stopped.",
            self._look,
        )
        if any(step.name in _ASKS for step in self.path):
            yield self.found.discover_stage
        for step in self.path:
            if self.steps is not None:
                yield self.steps.stage(step)

    async def _look(self, draft: Draft) -> Steps:
        yield draft.running()
        records = await self.ports.vault.records()
        rotation = rotation_of(self.plan.client, records)
        if self.plan.new_key_id:
            rotation = self._begun(rotation, records)
        self._require(rotation)
        self.path = path(rotation.stage, self.plan.target)
        await self._settle(rotation)
        self._describe(draft, rotation)
        self.steps = RotationSteps(
            self.ports, self.access, self._publisher(draft), self.found, records, rotation
        )

    def _begun(self, rotation: Rotation, records: tuple[KeyRecord, ...]) -> Rotation:
        """Set the new key against the one in use, unless that is what is underway."""
        wanted = self.plan.new_key_id
        if rotation.new and rotation.new.key_id == wanted and rotation.is_underway:
            return rotation
        if rotation.is_underway:
            raise WorkbenchError(
                "rotation-underway",
                "Another key is already on its way to take over for this client.",
                "Finish that rotation, or abandon it, before you begin another one.",
            )
        new = next((one for one in records if one.key_id == wanted), None)
        if new is None:
            raise WorkbenchError(
                "key-not-found", "The vault has no such key.", "Make or choose another one."
            )
        old = next((one for one in records if one.key_id == self.plan.client.key_id), None)
        refused = begin_refusal(self.plan.client, old, new)
        if refused is not None:
            raise refused
        return Rotation(RotationStage.NONE, old, new)

    def _require(self, rotation: Rotation) -> None:
        if rotation.new is None and self.plan.target is not RotationStage.NONE:
            raise WorkbenchError(
                "rotation-without-new-key",
                f"No key is on its way to take over for “{self.plan.client.name}”.",
                "Make a new key for this client, and begin with that.",
            )
        if (
            rotation.is_old_gone
            and rotation.stage is RotationStage.CURRENT
            and self.plan.target not in {RotationStage.CURRENT, RotationStage.RETIRED}
        ):
            raise WorkbenchError(
                "rotation-not-possible",
                "The old key is deleted, so the client can't go back to signing with it.",
                "Retire it, or begin another rotation with a new key after that.",
            )

    async def _settle(self, rotation: Rotation) -> None:
        """Have the new key's record say what is true, should a run have been cut off between."""
        new, stage, old = rotation.new, rotation.stage, rotation.old
        if new and old and rotation.is_underway and not new.replaced_jwk:
            await self.ports.vault.change(new.key_id, replaced_jwk=kept_of(old))
        if new and stage is not RotationStage.NONE and new.rotation != record_state(stage):
            await self.ports.vault.change(new.key_id, rotation=record_state(stage))

    def _describe(self, draft: Draft, rotation: Rotation) -> None:
        if rotation.old:
            draft.fact("old key", f"{rotation.old.label} (kid {rotation.old.kid})")
        if rotation.new:
            draft.fact("new key", f"{rotation.new.label} (kid {rotation.new.kid})")
        draft.fact("stage", rotation.stage.value or "not begun")
        draft.fact("to do", ", then ".join(step.name for step in self.path) or "nothing")

    def _publisher(self, draft: Draft) -> Publisher:
        publisher, how = self._chosen()
        draft.fact("the provider learns the keys", how)
        return publisher

    def _chosen(self) -> tuple[Publisher, str]:
        plan, way = self.plan, self.plan.publishing
        host = plan.host if plan.host and plan.host.owner == plan.client.key else None
        if way == "managed" or (way == "auto" and can_manage(plan.client)):
            publisher = ManagedPublisher(self.access, host, plan.gate)
            return publisher, "by an update of its registration (RFC 7592)"
        if host is not None and host.url and way in ("served", "auto"):
            return ServedPublisher(host), "from the key set that this program serves"
        if way == "served":
            raise WorkbenchError(
                "jwks-not-served",
                "This client's key set is not being served, so the provider can't fetch it here.",
                "Start serving the client's key set first.",
            )
        return HandPublisher(plan.word), "from you, by hand"
