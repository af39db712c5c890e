"""Put what an SD-JWT discloses in its place (RFC 9901 §7.1, steps 3 to 5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from oidc_workbench.jose.reading import Defect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.disclosures import Disclosure

_Path = tuple[str | int, ...]
_DIGESTS = "_sd"
_ELEMENT = "..."
_MISSING = object()


@dataclass(slots=True)
class Resolved:
    """What came out: the claims, and what is wrong."""

    claims: Mapping[str, object] = field(default_factory=dict)
    disclosures: list[Disclosure] = field(default_factory=list)
    withheld: int = 0
    defects: list[Defect] = field(default_factory=list)


def resolve(
    claims: Mapping[str, object], disclosures: tuple[Disclosure, ...], nesting: int
) -> Resolved:
    """Replace every digest by what it stands for; digests without a disclosure disappear."""
    resolver = _Resolver(disclosures, nesting)
    signed = {name: value for name, value in claims.items() if name != "_sd_alg"}
    whole = resolver.members(signed, ())
    return Resolved(whole, resolver.placed(), resolver.withheld, resolver.defects)


class _Resolver:
    def __init__(self, disclosures: tuple[Disclosure, ...], nesting: int) -> None:
        self._disclosures = disclosures
        self._nesting = nesting
        self._by_digest = {one.digest: one for one in disclosures if not one.problem}
        self._paths: dict[str, _Path] = {}
        self._seen: set[str] = set()
        self.withheld = 0
        self.defects: list[Defect] = []

    def placed(self) -> list[Disclosure]:
        """The disclosures with their places; what has none is a defect, and so is a repetition."""
        raws = [one.raw for one in self._disclosures]
        if len(set(raws)) != len(raws):
            self._defect("sd-disclosure", "A disclosure stands more than once.")
        for one in self._disclosures:
            if not one.problem and one.digest not in self._paths:
                self._defect("sd-disclosure", "A disclosure belongs to nothing that was signed.")
        return [replace(one, path=self._paths.get(one.digest)) for one in self._disclosures]

    def members(self, found: Mapping[str, object], path: _Path) -> dict[str, object]:
        """Resolve an object: its own members, then what its digests stand for."""
        whole = {
            name: self._value(value, (*path, name))
            for name, value in found.items()
            if name != _DIGESTS
        }
        if _ELEMENT in found:
            self._defect("sd-digest", 'A member "..." stands outside of an array.')
        listed = found.get(_DIGESTS, [])
        if not isinstance(listed, list):
            self._defect("sd-digest", 'A member "_sd" is not an array.')
            return whole
        for digest in listed:
            one = self._take(digest)
            if one is not None:
                self._disclose(one, whole, path)
        return whole

    def _disclose(self, one: Disclosure, whole: dict[str, object], path: _Path) -> None:
        if one.name is None:
            self._defect("sd-disclosure", "A disclosure of an array element stands for a claim.")
        elif one.name in whole:
            said = "A disclosure's claim stands there already, beside its digest."
            self._defect("sd-claim", said)
        else:
            place = (*path, one.name)
            self._paths[one.digest] = place
            whole[one.name] = self._value(one.value, place)

    def _value(self, value: object, path: _Path) -> object:
        if len(path) > self._nesting:
            self._defect("limit-size-depth", f"It nests deeper than {self._nesting} levels.")
            return None
        if isinstance(value, dict):
            return self.members(value, path)
        if isinstance(value, list):
            return self._items(value, path)
        return value

    def _items(self, items: list[object], path: _Path) -> list[object]:
        found: list[object] = []
        for item in items:
            place = (*path, len(found))
            is_digest = isinstance(item, dict) and _ELEMENT in item
            value = self._element(item, place) if is_digest else self._value(item, place)
            if value is not _MISSING:
                found.append(value)
        return found

    def _element(self, item: object, place: _Path) -> object:
        members = item if isinstance(item, dict) else {}
        if len(members) != 1:
            self._defect("sd-digest", 'An array element "..." has other members beside it.')
            return _MISSING
        one = self._take(members[_ELEMENT])
        if one is None:
            return _MISSING
        if one.name is not None:
            self._defect("sd-disclosure", "A disclosure of a claim stands for an array element.")
            return _MISSING
        self._paths[one.digest] = place
        return self._value(one.value, place)

    def _take(self, digest: object) -> Disclosure | None:
        if not isinstance(digest, str):
            self._defect("sd-digest", "A digest is not a string.")
            return None
        if digest in self._seen:
            self._defect("sd-digest", "A digest stands more than once.")
            return None
        self._seen.add(digest)
        one = self._by_digest.get(digest)
        if one is None:
            self.withheld += 1
        return one

    def _defect(self, code: str, said: str) -> None:
        defect = Defect(code, said)
        if defect not in self.defects:
            self.defects.append(defect)
