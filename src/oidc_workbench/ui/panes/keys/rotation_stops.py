"""The stages of a rotation in words. No Qt."""

from dataclasses import dataclass

from oidc_workbench.workspace.rotation import RotationStage


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage of the way.

    Args:
        state: ``done``, ``here`` or ``ahead``.
        words: what has been reached with it.
    """

    stage: RotationStage
    title: str
    words: str
    state: str


_STOPS: tuple[tuple[RotationStage, str, str], ...] = (
    (RotationStage.NEW, "New key", "It is in the vault and nobody else knows it."),
    (
        RotationStage.PUBLISHED,
        "Published beside the old one",
        "The server knows both keys, so either may sign.",
    ),
    (RotationStage.PROVEN, "Proven", "The server accepted an assertion signed with the new key."),
    (
        RotationStage.CURRENT,
        "Used by default",
        "The client signs with the new key; the old one would still do.",
    ),
    (
        RotationStage.RETIRED,
        "Old key retired",
        "The server no longer knows the old key. This can't be undone.",
    ),
)


def stops_at(stage: RotationStage) -> tuple[Stop, ...]:
    """Mark what a rotation at a stage has behind it and ahead."""
    order = [one for one, _title, _words in _STOPS]
    at = order.index(stage) if stage in order else -1

    def state(number: int) -> str:
        if number == at:
            return "here"
        return "done" if number < at else "ahead"

    return tuple(Stop(*stop, state(number)) for number, stop in enumerate(_STOPS))
