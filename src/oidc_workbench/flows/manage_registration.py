"""Reading, changing and deleting a client's registration (RFC 7592)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from oidc_workbench.flows.awaited import KeepClient
from oidc_workbench.flows.registration_access import RegistrationAccess
from oidc_workbench.flows.registration_documents import describe
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.oauth.registration import Registration
from oidc_workbench.ports import FlowPorts
from oidc_workbench.workspace.profile import Client, Provider


@dataclass(frozen=True, slots=True)
class ManageRegistrationPlan:
    """What to do with a registration.

    Args:
        keep: told of a client whose registration address or secret has changed.
        changes: members to replace in an update; None removes one.
    """

    provider: Provider
    client: Client
    keep: KeepClient
    action: Literal["read", "update", "delete"] = "read"
    changes: Mapping[str, object] = field(default_factory=dict)


def manage_registration(plan: ManageRegistrationPlan, ports: FlowPorts) -> Steps:
    """Manage a registration. Steps: read, then update or delete where that is asked for."""
    return run_stages(ports, _Run(plan, ports).stages)


class _Run:
    """The values that one stage leaves for the next."""

    registration: Registration

    def __init__(self, plan: ManageRegistrationPlan, ports: FlowPorts) -> None:
        self.plan = plan
        self.access = RegistrationAccess(plan.client, plan.keep, ports)

    @property
    def stages(self) -> tuple[Stage, ...]:
        read = Stage(
            "read",
            "Read the registration",
            "The provider says what it knows of this client; an update has to send all of it back.",
            self._read,
        )
        update = Stage(
            "update",
            "Update the registration",
            "Everything last read goes back with the change in it: what is left out is deleted.",
            self._update,
        )
        delete = Stage(
            "delete",
            "Delete the registration",
            "The provider forgets the client; its id, keys, secret and tokens end with it.",
            self._delete,
        )
        more = {"read": (), "update": (update,), "delete": (delete,)}
        return (read, *more[self.plan.action])

    async def _read(self, draft: Draft) -> Steps:
        draft.fact("registration", self.plan.client.registration_uri)
        yield draft.running()
        self.registration = await self.access.read(draft)
        describe(draft, self.registration)

    async def _update(self, draft: Draft) -> Steps:
        changes = self.plan.changes
        draft.fact("changed", ", ".join(changes) or "nothing")
        yield draft.running()
        self.registration = await self.access.update(draft, self.registration, changes)
        describe(draft, self.registration)
        for name, value in changes.items():
            done = self.registration.metadata.get(name) == value
            draft.check(
                f"{name} is as asked for",
                done,
                "" if done else f"The provider registered another {name}; compare the answer.",
            )

    async def _delete(self, draft: Draft) -> Steps:
        draft.fact("client_id", self.plan.client.client_id)
        yield draft.running()
        await self.access.delete(draft)
        draft.check("The provider has deleted the registration", True)
