"""Rotating a client's key: which steps there are, how each is taken back, and where one stands.

Nothing here is stored. Where a rotation stands follows from the client (which key it uses) and
from the key records (what has become of each key), so that a run which was cut off anywhere goes
on from what is true. NIST SP 800-57 part 1 §5.3.6 and RFC 7517 §5 (overlapping keys in one set)
are the background.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.workspace.key_record import KeyRecord, RotationState
from oidc_workbench.workspace.profile import Client
from oidc_workbench.workspace.replaced_key import replaced_key


class RotationStage(StrEnum):
    """How far a rotation has come, in the order of its steps; the values are those of records."""

    NONE = ""
    NEW = "new"
    PUBLISHED = "published"
    PROVEN = "proven"
    CURRENT = "current"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a rotation, or the way back from it.

    Args:
        name: stable, for scripts and as the id of a flow's step.
        title: as on a button.
        words: one sentence on what it does and why.
        touches_server: whether the provider has to be told, or asked, something.
    """

    name: str
    start: RotationStage
    end: RotationStage
    title: str
    words: str
    touches_server: bool = False

    @property
    def is_undo(self) -> bool:
        """Whether it leads back."""
        return _ORDER.index(self.end) < _ORDER.index(self.start)


_ORDER = tuple(RotationStage)
TRANSITIONS = (
    Transition(
        "begin",
        RotationStage.NONE,
        RotationStage.NEW,
        "Begin the rotation",
        "The new key is set to take over from the one in use; nothing changes at the provider.",
    ),
    Transition(
        "publish",
        RotationStage.NEW,
        RotationStage.PUBLISHED,
        "Publish the new key",
        "The provider is told both public keys, so that assertions by either are accepted "
        "while the change goes on.",
        touches_server=True,
    ),
    Transition(
        "prove",
        RotationStage.PUBLISHED,
        RotationStage.PROVEN,
        "Prove the new key",
        "An assertion signed by the new key is put to the provider before anything depends on it.",
        touches_server=True,
    ),
    Transition(
        "use",
        RotationStage.PROVEN,
        RotationStage.CURRENT,
        "Use the new key",
        "The client signs with the new key from now on; the old one is still accepted.",
    ),
    Transition(
        "retire",
        RotationStage.CURRENT,
        RotationStage.RETIRED,
        "Retire the old key",
        "The provider is told to forget the old key; this can't be taken back. Its private key "
        "stays in the vault until you delete it.",
        touches_server=True,
    ),
    Transition(
        "abandon",
        RotationStage.NEW,
        RotationStage.NONE,
        "Abandon the rotation",
        "The new key no longer takes over from the old one; it stays in the vault.",
        touches_server=True,
    ),
    Transition(
        "unpublish",
        RotationStage.PUBLISHED,
        RotationStage.NEW,
        "Withdraw the new key",
        "The provider is told to forget the new key; the old one goes on being used.",
        touches_server=True,
    ),
    Transition(
        "doubt",
        RotationStage.PROVEN,
        RotationStage.PUBLISHED,
        "Forget the proof",
        "The new key counts as not proven, so that it is put to the provider again.",
    ),
    Transition(
        "use-old",
        RotationStage.CURRENT,
        RotationStage.PROVEN,
        "Use the old key again",
        "The client signs with the old key again, which the provider still knows.",
        touches_server=True,
    ),
)
"""Every step: those forward in their order, then the ways back."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Where the rotation of a client's key stands.

    Args:
        old: the key that is, or was, taken over from; None when there is none, or nothing is known
            of it any more. Without a rotation: the key in use.
        new: the key that takes over; None without a rotation.
        is_old_gone: ``old`` is deleted, and all that is left is how to name it to the provider.
    """

    stage: RotationStage
    old: KeyRecord | None = None
    new: KeyRecord | None = None
    is_old_gone: bool = False

    @property
    def next(self) -> Transition | None:
        """The next step forward; None when a rotation is over, or there is none to begin."""
        return next((t for t in TRANSITIONS if t.start is self.stage and not t.is_undo), None)

    @property
    def undo(self) -> Transition | None:
        """How the last step is taken back; None when there is nothing, or it can't be."""
        if self.is_old_gone and self.stage is RotationStage.CURRENT:
            return None
        return next((t for t in TRANSITIONS if t.start is self.stage and t.is_undo), None)

    @property
    def is_underway(self) -> bool:
        """Whether there is a rotation that has not come to its end."""
        return self.stage not in {RotationStage.NONE, RotationStage.RETIRED}


def path(start: RotationStage, end: RotationStage) -> tuple[Transition, ...]:
    """Return the steps that lead from one stage to another; none when they are the same.

    Raises:
        WorkbenchError: ``rotation-not-possible``: a retired key does not come back.
    """
    if start is RotationStage.RETIRED and end is not start:
        raise WorkbenchError(
            "rotation-not-possible",
            "This rotation is over: the old key is retired, and the provider has forgotten it.",
            "Begin another rotation with a new key.",
        )
    back = _ORDER.index(end) < _ORDER.index(start)
    steps: list[Transition] = []
    while start is not end:
        step = next(t for t in TRANSITIONS if t.start is start and t.is_undo == back)
        steps.append(step)
        start = step.end
    return tuple(steps)


def rotation_of(client: Client, records: Iterable[KeyRecord]) -> Rotation:
    """Tell where the rotation of a client's key stands; the one underway, else the last one."""
    known = {record.key_id: record for record in records}
    taking = [one for one in known.values() if _takes_over(client, one)]
    # A key that is itself being taken over from has its own rotation behind it.
    passed = {one.replaces for one in taking}
    found = [_rotation(client, one, known) for one in taking if one.key_id not in passed]
    found = [one for one in found if one.is_underway or _is_in_use(client, one.new)]
    if not found:
        return Rotation(RotationStage.NONE, known.get(client.key_id))
    # Two running copies may have begun one each; the newer one is gone on with.
    return max(found, key=lambda one: (one.is_underway, one.new.created_at if one.new else 0.0))


def _takes_over(client: Client, record: KeyRecord) -> bool:
    states = {"new", "published", "proven", "current"}
    return bool(record.replaces) and record.client_key == client.key and record.rotation in states


def _is_in_use(client: Client, record: KeyRecord | None) -> bool:
    return record is not None and record.key_id == client.key_id


def _rotation(client: Client, new: KeyRecord, known: dict[str, KeyRecord]) -> Rotation:
    """Tell the stage by the key that the client uses; the records say the rest.

    The client is written first, so a record that says more or less than it was cut off.
    """
    here = known.get(new.replaces)
    old = here or replaced_key(new)
    stage, retired = RotationStage(new.rotation), old is not None and old.rotation == "retired"
    if _is_in_use(client, new):
        over = retired or old is None
        stage = RotationStage.RETIRED if over else RotationStage.CURRENT
    elif retired or (old is None and stage is RotationStage.CURRENT):
        stage = RotationStage.RETIRED  # and another key was chosen since
    elif stage is RotationStage.CURRENT:
        stage = RotationStage.PROVEN
    return Rotation(stage, old, new, is_old_gone=old is not None and here is None)


def record_state(stage: RotationStage) -> RotationState:
    """Return what the record of the new key has to say at a stage."""
    return _STATES[stage]


_STATES: dict[RotationStage, RotationState] = {
    RotationStage.NONE: "",
    RotationStage.NEW: "new",
    RotationStage.PUBLISHED: "published",
    RotationStage.PROVEN: "proven",
    RotationStage.CURRENT: "current",
    RotationStage.RETIRED: "current",
}


def published_keys(client: Client, records: Iterable[KeyRecord]) -> tuple[KeyRecord, ...]:
    """Return the keys that the provider has to know now, the older one first."""
    known = tuple(records)
    return published_at(rotation_of(client, known), client, known)


def published_at(
    rotation: Rotation, client: Client, records: Iterable[KeyRecord]
) -> tuple[KeyRecord, ...]:
    """Return the keys that the provider has to know at the stage of a rotation.

    The key in use is always among them, whatever its record says.
    """
    both = {RotationStage.PUBLISHED, RotationStage.PROVEN, RotationStage.CURRENT}
    wanted = {client.key_id}
    if rotation.stage in both:
        wanted |= {one.key_id for one in (rotation.old, rotation.new) if one}
    found = [one for one in records if one.key_id in wanted and one.use == "sig"]
    return tuple(sorted(found, key=lambda one: (one.created_at, one.key_id)))


def standing(record: KeyRecord, client: Client, records: Iterable[KeyRecord]) -> str:
    """Say in a few words what a key is to a client's rotation; empty when nothing."""
    rotation = rotation_of(client, records)
    if rotation.new and record.key_id == rotation.new.key_id:
        return _STANDINGS[rotation.stage]
    if rotation.is_underway and rotation.old and record.key_id == rotation.old.key_id:
        if rotation.stage is RotationStage.CURRENT:
            return "old, still published"
        return "in use, to be replaced"
    if record.key_id == client.key_id:
        return "in use"
    return "retired" if record.rotation == "retired" and record.client_key == client.key else ""


_STANDINGS = {
    RotationStage.NONE: "",
    RotationStage.NEW: "new, not published yet",
    RotationStage.PUBLISHED: "published, not proven yet",
    RotationStage.PROVEN: "proven, not used yet",
    RotationStage.CURRENT: "in use",
    RotationStage.RETIRED: "in use",
}
