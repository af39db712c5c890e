"""A JWT beside what its issuer says about it now: where the two disagree (RFC 7662 §2.2)."""

import json
import math
from collections.abc import Mapping

from oidc_workbench.rules.claims import number, present
from oidc_workbench.rules.comparison import Difference
from oidc_workbench.rules.evidence import moment, shorten, show

_ALIASES = {"scope": ("scope", "scp"), "client_id": ("client_id", "azp")}
_SETS = frozenset({"scope", "aud"})
_TIMES = frozenset({"exp", "iat", "nbf"})
_MOST = 200
_MEANINGS = {
    "iss": "They name different issuers: one of the two is about another token.",
    "sub": "They are about different subjects, or the server tells each API its own (pairwise).",
    "aud": "They are for different APIs. Whoever reads the JWT decides otherwise than the server.",
    "client_id": "They were issued to different clients.",
    "jti": "They are about two tokens.",
    "cnf": "They are bound to different keys: a proof that satisfies one fails with the other.",
    "nbf": "They begin to be valid at different times.",
    "iat": "They were issued at different times: one of the two is about another token.",
}


def compare_answer(
    claims: Mapping[str, object], answer: Mapping[str, object], now: float
) -> tuple[Difference, ...]:
    """Set the claims of a token beside an introspection answer about it.

    Args:
        claims: of the JWT; empty for an opaque token, of which the answer is all that is known.
        answer: the members of the answer, those of the token in a signed one.
        now: seconds since the epoch; NaN when it is not known.

    Returns:
        ``first`` is what the token says and ``second`` what the server says. What stands in both
        and differs comes first, then what only one of them says, then what both say.
    """
    rows = [_active(claims, answer, now)]
    rows += [_row(name, claims, answer) for name in _names(claims, answer)]
    order = ("differs", "only-second", "only-first", "same")
    return tuple(sorted(rows, key=lambda row: order.index(row.relation)))


def _names(claims: Mapping[str, object], answer: Mapping[str, object]) -> tuple[str, ...]:
    aliases = {other: name for name, others in _ALIASES.items() for other in others}
    named = [aliases.get(name, name) for name in (*answer, *claims)]
    return tuple(name for name in dict.fromkeys(named) if name != "active")[:_MOST]


def _active(claims: Mapping[str, object], answer: Mapping[str, object], now: float) -> Difference:
    """The server's word on the token beside what its own times say."""
    said, exp, nbf = answer.get("active"), number(claims, "exp"), number(claims, "nbf")
    told = show(said) if "active" in answer else ""
    if exp is None or math.isnan(now):
        return Difference("active", "only-second", "", told)
    lives = now < exp and (nbf is None or now >= nbf)
    own = "within its times" if lives else "outside its times"
    if lives == (said is True):
        return Difference("active", "same", own, told)
    if lives:
        meaning = "The server has ended it early; who only reads the JWT goes on accepting it."
    else:
        meaning = "The server calls it active outside the times that stand in it."
    return Difference("active", "differs", own, told, meaning)


def _row(name: str, claims: Mapping[str, object], answer: Mapping[str, object]) -> Difference:
    held = next((one for one in _ALIASES.get(name, (name,)) if present(claims, one)), "")
    told = next((one for one in _ALIASES.get(name, (name,)) if present(answer, one)), "")
    if not held:
        return Difference(name, "only-second", "", _shown(name, answer.get(told or name)))
    first = _shown(name, claims[held])
    if not told:
        return Difference(name, "only-first", first, "")
    second = _shown(name, answer[told])
    if _comparable(name, claims[held]) == _comparable(name, answer[told]):
        return Difference(name, "same", first, second)
    return Difference(name, "differs", first, second, _meaning(name, claims[held], answer[told]))


def _comparable(name: str, value: object) -> object:
    if name in _SETS:
        return _members(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) < 1e15 else str(value)
    try:
        return json.dumps(value, sort_keys=True)
    except (ValueError, RecursionError):
        return repr(type(value))


def _members(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, list):
        return frozenset(one if isinstance(one, str) else show(one) for one in value)
    return frozenset((show(value),))


def _shown(name: str, value: object) -> str:
    if name in _SETS:
        return shorten(" ".join(sorted(_members(value))), 400)
    at = number({"at": value}, "at") if name in _TIMES else None
    return moment(at) if at is not None else show(value)


def _meaning(name: str, first: object, second: object) -> str:
    if name == "scope":
        return _scope_meaning(_members(first), _members(second))
    if name == "exp":
        ends = [number({"exp": value}, "exp") for value in (first, second)]
        if None not in ends:
            sooner = (ends[1] or 0) < (ends[0] or 0)
            return f"The server ends it {'sooner' if sooner else 'later'} than the JWT says."
    return _MEANINGS.get(name, f"The JWT and the server say different things as {shorten(name)}.")


def _scope_meaning(first: frozenset[str], second: frozenset[str]) -> str:
    lost, won = " ".join(sorted(first - second)), " ".join(sorted(second - first))
    told = [f"no longer grants {shorten(lost)}"] if lost else []
    told += [f"grants {shorten(won)}, which the JWT does not name"] if won else []
    return f"The server {' and '.join(told)}."
