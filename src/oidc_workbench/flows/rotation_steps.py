"""What each transition of a rotation does, as a stage of the flow.

The order of writing is the same everywhere: the provider first, then the client, then the record.
Cut off in between, the provider may know a key more or less than the records say. So every
transition that relies on that, forward or back, makes sure of it first.
"""

from dataclasses import dataclass, replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.client_identity import key_identity
from oidc_workbench.flows.discovery import Discovery
from oidc_workbench.flows.key_proof import Acceptance, KeyProof
from oidc_workbench.flows.publishing import KeyChange, Publisher
from oidc_workbench.flows.registration_access import RegistrationAccess
from oidc_workbench.flows.stage import Draft, Stage, Steps
from oidc_workbench.ports import FlowPorts
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client
from oidc_workbench.workspace.replaced_key import kept_of
from oidc_workbench.workspace.rotation import Rotation, RotationStage, Transition, published_at


@dataclass
class RotationSteps:
    """The stages of one rotation, each leaving ``rotation`` as it then stands.

    Args:
        access: holds the client as kept, and keeps its changes.
        publisher: tells the provider the keys.
        found: the provider's metadata, for the transitions that ask it something.
        records: every key record, as the rotation began.
    """

    ports: FlowPorts
    access: RegistrationAccess
    publisher: Publisher
    found: Discovery
    records: tuple[KeyRecord, ...]
    rotation: Rotation

    def stage(self, step: Transition) -> Stage:
        """Return a transition as a stage."""
        works = {
            "begin": self._begin,
            "publish": self._publish,
            "prove": self._prove,
            "use": self._use,
            "retire": self._retire,
            "abandon": self._abandon,
            "unpublish": self._unpublish,
            "doubt": self._doubt,
            "use-old": self._use_old,
        }
        return Stage(step.name, step.title, step.words, works[step.name])

    @property
    def _client(self) -> Client:
        """The client as kept, with what managing its registration may have changed."""
        return self.access.client

    @property
    def _new(self) -> KeyRecord:
        if self.rotation.new is None:
            raise AssertionError("a transition has a new key")
        return self.rotation.new

    @property
    def _old(self) -> KeyRecord:
        """The old key; without one a rotation neither begins nor goes back from a key in use."""
        if self.rotation.old is None:
            raise AssertionError("this transition has an old key")
        return self.rotation.old

    async def _begin(self, draft: Draft) -> Steps:
        yield draft.running()
        client, old = self._client, self._old
        ids = {"provider_id": client.provider_id, "client_key": client.key}
        if not old.client_key:
            await self.ports.vault.change(old.key_id, **ids)
        kept = kept_of(old)
        await self._record(RotationStage.NEW, replaces=old.key_id, replaced_jwk=kept, **ids)
        draft.check("Both keys can be told apart", True, f"{old.kid} and {self._new.kid}")

    async def _publish(self, draft: Draft) -> Steps:
        async for step in self.publisher.publish(draft, self._change(self._new, add=True)):
            yield step
        await self._record(RotationStage.PUBLISHED)

    async def _prove(self, draft: Draft) -> Steps:
        # A withdrawal that was cut off may have taken it from the provider.
        async for step in self.publisher.publish(draft, self._sure(self._new, add=True)):
            yield step
        yield draft.running()
        identity = await key_identity(self._client, self._new.key_id, self.ports)
        proof = KeyProof(draft, identity, self.found.metadata)
        acceptance = await proof.ask()
        draft.fact("answer", proof.answer)
        if acceptance is not Acceptance.ACCEPTED:
            raise _not_proven(acceptance, proof.answer)
        draft.check("The provider accepts an assertion by the new key", True, proof.answer)
        await self._record(RotationStage.PROVEN)

    async def _use(self, draft: Draft) -> Steps:
        yield draft.running()
        await self._sign_with(self._new)
        await self._record(RotationStage.CURRENT)
        draft.check("The client signs with the new key", True, self._new.kid)

    async def _retire(self, draft: Draft) -> Steps:
        old = self.rotation.old
        if old is None:
            yield draft.running()
            draft.check("The provider has been told to forget the key", False, _UNKNOWN)
            self.rotation = Rotation(RotationStage.RETIRED, None, self._new)
            return
        self._refuse_in_use(old)
        async for step in self.publisher.publish(draft, self._change(old, add=False)):
            yield step
        await self.ports.vault.change(self._new.key_id, replaced_jwk={})
        await self.ports.vault.change(old.key_id, rotation="retired")
        new = replace(self._new, replaced_jwk={})
        self.rotation = Rotation(RotationStage.RETIRED, replace(old, rotation="retired"), new)
        await self._see_refused(draft, old)

    async def _see_refused(self, draft: Draft, old: KeyRecord) -> None:
        """See that the provider no longer accepts the old key; its cache may still hold it.

        The key is retired all the same: what can't be found out is a warning, not a failure.
        """
        label = "The provider refuses the old key"
        try:
            identity = await key_identity(self._client, old.key_id, self.ports)
            proof = KeyProof(draft, identity, self.found.metadata)
            acceptance = await proof.ask()
        except WorkbenchError as error:
            draft.check(label, False, f"Not found out: {error.message}")
            return
        draft.fact("answer to the old key", proof.answer)
        draft.check(label, acceptance is Acceptance.REFUSED, _STILL[acceptance])

    async def _abandon(self, draft: Draft) -> Steps:
        label = "The provider does not know the new key"
        try:
            # A publication that was cut off may have told it to the provider.
            async for step in self.publisher.publish(draft, self._sure(self._new, add=False)):
                yield step
        except WorkbenchError as error:  # none of this keeps anybody from giving up
            draft.check(label, False, f"Not found out: {error.message}")
        await self._record(RotationStage.NONE, replaces="", replaced_jwk={})
        draft.check("The new key takes over from none", True, self._new.label)

    async def _unpublish(self, draft: Draft) -> Steps:
        self._refuse_in_use(self._new)
        async for step in self.publisher.publish(draft, self._change(self._new, add=False)):
            yield step
        await self._record(RotationStage.NEW)

    async def _doubt(self, draft: Draft) -> Steps:
        yield draft.running()
        await self._record(RotationStage.PUBLISHED)

    async def _use_old(self, draft: Draft) -> Steps:
        old = self._old
        # A retirement that was cut off may have taken it from the provider already.
        async for step in self.publisher.publish(draft, self._sure(old, add=True)):
            yield step
        await self._sign_with(old)
        await self._record(RotationStage.PROVEN)
        draft.check("The client signs with the old key", True, old.kid)

    def _change(self, key: KeyRecord, *, add: bool) -> KeyChange:
        known = published_at(self.rotation, self._client, self.records)
        others = tuple(one for one in known if one.key_id != key.key_id)
        return KeyChange((*others, key) if add else others, key, add)

    def _sure(self, key: KeyRecord, *, add: bool) -> KeyChange:
        """A change that should have come about already."""
        return replace(self._change(key, add=add), is_known=True)

    def _refuse_in_use(self, key: KeyRecord) -> None:
        """Never take the key from the provider that the client signs with."""
        if key.key_id == self._client.key_id:
            raise AssertionError("the stages are told by the key in use")

    async def _sign_with(self, key: KeyRecord) -> None:
        await self.access.change(key_id=key.key_id)

    async def _record(self, stage: RotationStage, **more: object) -> None:
        changes: dict[str, object] = {"rotation": stage.value, **more}
        await self.ports.vault.change(self._new.key_id, **changes)
        new = replace(self._new, **changes)  # type: ignore[arg-type]  # fields of KeyRecord, by name
        self.rotation = replace(self.rotation, stage=stage, new=new)


_UNKNOWN = (
    "It is deleted here, and which one it was is not known any more. Look at the keys registered "
    "for the client at the provider, and remove those that you don't know."
)
_STILL = {
    Acceptance.REFUSED: "",
    Acceptance.ACCEPTED: (
        "The provider still accepts the old key: it uses the key set of before for a while. "
        "Until it stops, the old key is as good as ever."
    ),
    Acceptance.UNCLEAR: "Whether it refuses the old key could not be found out.",
}


def _not_proven(acceptance: Acceptance, answer: str) -> WorkbenchError:
    if acceptance is Acceptance.REFUSED:
        return WorkbenchError(
            "key-refused",
            f"The provider refused the assertion by the new key: {answer}.",
            "It may not know the key yet, or still use the key set of before: wait a minute and "
            "try again, or compare the registered key with this one.",
        )
    return WorkbenchError(
        "key-not-proven",
        f"The provider's answer does not say whether it accepts the new key: {answer}.",
        "Get a token with the new key by another way before you rely on it.",
    )
