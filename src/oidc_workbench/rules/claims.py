"""Reading members of a header or claims set without believing their types."""

from collections.abc import Mapping

_SAFE = 10**18
_HUGE = 10.0**18  # seconds; beyond it only the sign matters, and float arithmetic stays finite


def present(members: Mapping[str, object], name: str) -> bool:
    """Whether a member is there with a value; null counts as absent."""
    return members.get(name) is not None


def text(members: Mapping[str, object], name: str) -> str | None:
    """Return a member that is a non-empty string, else None."""
    value = members.get(name)
    return value if isinstance(value, str) and value else None


def number(members: Mapping[str, object], name: str) -> float | None:
    """Return a NumericDate (RFC 7519 §2): a JSON number, fractions allowed; None for all else."""
    value = members.get(name)
    if type(value) is int and -_SAFE < value < _SAFE:  # nearly always
        return value
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if value != value:  # noqa: PLR0124 - NaN is the one number that differs from itself
        return None
    return min(max(value, -_HUGE), _HUGE)


def audiences(claims: Mapping[str, object]) -> tuple[str, ...]:
    """Return ``aud`` as a tuple (RFC 7519 §4.1.3: a string or an array of strings).

    Empty when it is absent or of another type; a member that is no string spoils the whole.
    """
    value = claims.get("aud")
    if isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, list):
        return ()
    for item in value:
        if not isinstance(item, str) or not item:
            return ()
    return tuple(value)


def typ(head: Mapping[str, object]) -> str:
    """Return ``typ`` in lower case without its implied ``application/`` (RFC 7515 §4.1.9)."""
    value = head.get("typ")
    if not isinstance(value, str):
        return ""
    return value.lower().removeprefix("application/")


def granted_scopes(claims: Mapping[str, object]) -> tuple[str, ...]:
    """Return the scope values granted: ``scope`` split at spaces, else a vendor's ``scp``."""
    value = claims.get("scope")
    if value is None:
        value = claims.get("scp")
    if isinstance(value, str):
        return tuple(value.split(" "))
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, str))
    return ()
