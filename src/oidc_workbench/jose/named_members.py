"""The members of a JSON text that names alone lead to, found without looking into arrays."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from oidc_workbench.jose.json_members import members_of

if TYPE_CHECKING:
    from oidc_workbench.jose.reading import Member


class NamedMembers:
    """What a table shows of a document, whole arrays as one value each.

    Args:
        octets: the JSON text.

    Attributes:
        members: in the order written, equal names as often as they stand.
    """

    def __init__(self, octets: bytes) -> None:
        found = members_of(octets, in_arrays=False)
        self.members: tuple[Member, ...] = tuple(
            member for member in found if all(isinstance(step, str) for step in member.path)
        )

    @cached_property
    def repeated(self) -> frozenset[tuple[str | int, ...]]:
        """The paths of members that stand more than once in their object."""
        times = Counter(member.path for member in self.members)
        return frozenset(path for path, count in times.items() if count > 1)

    def number_of(self, path: str) -> int:
        """Return the number of the first member at a dotted path; -1 when there is none."""
        return self._numbers.get(path, -1)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for number, member in enumerate(self.members):
            numbers.setdefault(".".join(map(str, member.path)), number)
        return numbers
