"""Two tokens side by side: what differs, and what that means to whoever takes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from oidc_workbench.jose.reading import Reading
from oidc_workbench.oauth.claim_names import ClaimName, ValueKind, claim, header_parameter
from oidc_workbench.rules.claims import number
from oidc_workbench.rules.evidence import show, span

Relation = Literal["same", "differs", "only-first", "only-second"]
_SETS = frozenset({"scope", "aud", "scp", "amr", "groups", "roles"})
_ALWAYS_NEW = frozenset({"jti", "iat", "nbf", "exp", "auth_time", "updated_at"})
_ABSENT = object()
_MOST = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """One header parameter or claim of both tokens.

    Args:
        place: ``header.alg`` or ``payload.aud``.
        first, second: the values as they are compared: times relative to the token's own
            ``iat``, sets in order; empty where the member is absent.
        meaning: one sentence on what the difference means; empty when there is none.
    """

    place: str
    relation: Relation
    first: str = ""
    second: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tokens compared.

    Args:
        rows: every member of either, header first, in the order of the first token.
        summary: one sentence on what sets them apart.
    """

    rows: tuple[Difference, ...]
    summary: str

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The rows that differ."""
        return tuple(row for row in self.rows if row.relation != "same")


def compare(first: Reading, second: Reading) -> Comparison:
    """Align the members of two tokens; verifies and judges nothing.

    Times are compared by how long after the token's own ``iat`` they lie, so that two tokens of
    one client are alike although they were issued at different times. ``scope``, ``aud`` and
    other sets are compared without regard to their order.
    """
    rows = (
        *_rows("header", first.head, second.head, header_parameter),
        *_rows("payload", first.claims, second.claims, claim),
    )
    return Comparison(rows, _summary(first, second, rows))


def _rows(
    root: str,
    first: Mapping[str, object],
    second: Mapping[str, object],
    describe: object,
) -> tuple[Difference, ...]:
    names = tuple(dict.fromkeys((*first, *second)))[:_MOST]
    return tuple(_row(root, name, first, second, describe(name)) for name in names)  # type: ignore[operator]  # one of the two look-ups above


def _row(
    root: str,
    name: str,
    first: Mapping[str, object],
    second: Mapping[str, object],
    known: ClaimName | None,
) -> Difference:
    place = f"{root}.{name}"
    shown = [_shown(name, members, known) for members in (first, second)]
    if name not in first:
        meaning = f"Only the second token has {name}{_told(known)}."
        return Difference(place, "only-second", "", shown[1], meaning)
    if name not in second:
        meaning = f"Only the first token has {name}{_told(known)}."
        return Difference(place, "only-first", shown[0], "", meaning)
    if _comparable(name, first, known) == _comparable(name, second, known):
        return Difference(place, "same", shown[0], shown[1])
    meaning = _meaning(name, first, second, known)
    return Difference(place, "differs", shown[0], shown[1], meaning)


def _told(known: ClaimName | None) -> str:
    return f" ({known.meaning})" if known else ""


def _comparable(name: str, members: Mapping[str, object], known: ClaimName | None) -> object:
    value = members[name]
    if _is_time(name, known):
        since = _since_issue(name, members)
        return value if since is None else since
    if name in _SETS:
        return _members(value)
    return json.dumps(value, sort_keys=True, default=str)


def _shown(name: str, members: Mapping[str, object], known: ClaimName | None) -> str:
    value = members.get(name, _ABSENT)
    if value is _ABSENT:
        return ""
    since = _since_issue(name, members) if _is_time(name, known) else None
    if since is not None:
        when = "after" if since >= 0 else "before"
        return f"{span(abs(since))} {when} its iat" if name != "iat" else "its own iat"
    if name in _SETS:
        return " ".join(sorted(_members(value)))
    return show(value)


def _is_time(name: str, known: ClaimName | None) -> bool:
    del name
    return known is not None and known.kind is ValueKind.TIME


def _since_issue(name: str, members: Mapping[str, object]) -> float | None:
    at, issued = number(members, name), number(members, "iat")
    return None if at is None or issued is None else at - issued


def _members(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, list):
        return frozenset(str(one) for one in value)
    return frozenset((show(value),))


def _meaning(
    name: str, first: Mapping[str, object], second: Mapping[str, object], known: ClaimName | None
) -> str:
    if name in _SETS:
        return _set_meaning(name, _members(first[name]), _members(second[name]))
    if _is_time(name, known):
        return _time_meaning(name, first, second)
    return _MEANINGS.get(name, f"{name} differs{_told(known)}.")


def _set_meaning(name: str, first: frozenset[str], second: frozenset[str]) -> str:
    words = {"scope": "allows", "scp": "allows", "aud": "is for"}.get(name, "names")
    if name != "aud" and (first & second or not (first and second)):
        words = f"also {words}"
    more = " ".join(sorted(second - first))
    less = " ".join(sorted(first - second))
    told = [
        f"the {which} {words} {values}"
        for which, values in (("first", less), ("second", more))
        if values
    ]
    return f"{name}: {', and '.join(told)}."


def _time_meaning(name: str, first: Mapping[str, object], second: Mapping[str, object]) -> str:
    ages = [_since_issue(name, members) for members in (first, second)]
    if None in ages:
        return f"{name} differs, and can't be set against iat in both."
    longer = "second" if (ages[1] or 0) > (ages[0] or 0) else "first"
    apart = span(abs((ages[1] or 0) - (ages[0] or 0)))
    if name == "exp":
        return f"The {longer} token lives {apart} longer."
    return f"Counted from iat, {name} of the {longer} token lies {apart} later."


_MEANINGS = {
    "iss": "They come from different issuers, so their keys and subjects have nothing in common.",
    "sub": "They are about different subjects, or the issuer gives each client its own (pairwise).",
    "client_id": "They were issued to different clients.",
    "azp": "They were issued to different clients.",
    "alg": "They are signed with different algorithms.",
    "kid": "They are signed with different keys; keys may have been rotated in between.",
    "typ": "They declare different kinds of token.",
    "nonce": "They belong to different sign-ins.",
    "sid": "They belong to different sessions.",
    "jti": "They are two tokens, and not one seen twice.",
    "acr": "The users signed in with different strength.",
    "cnf": "They are bound to different keys: neither can be used with the other's proof.",
}
_TELLING = ("iss", "typ", "sub", "client_id", "azp", "aud", "scope", "alg", "kid", "cnf", "exp")


def _summary(first: Reading, second: Reading, rows: tuple[Difference, ...]) -> str:
    if not (first.head or first.claims) or not (second.head or second.claims):
        return "One of the two can't be decoded, so there is nothing to compare."
    if first.token == second.token:
        return "It is the same token twice."
    found = {row.place.partition(".")[2]: row for row in rows if row.relation != "same"}
    telling = [found[name].meaning for name in _TELLING if name in found]
    if telling:
        return " ".join(telling[:3])
    others = [name for name in found if name not in _ALWAYS_NEW]
    if others:
        return f"They differ in {', '.join(others[:5])}."
    return "They say the same; only their times, identifiers or signatures differ."
