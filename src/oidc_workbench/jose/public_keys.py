"""One public key out of the members of a JWK, whatever state they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.key_objects import KeyProblemError, load_public
from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

MASK = "••••"
"""What stands in a key's raw members where private material stood."""


def public_key(raw: Mapping[str, object]) -> PublicKey:
    """Read a JWK; never raises.

    Private members keep their names, so that rules can see that they were there, and lose their
    values. ``usable`` and ``problem`` tell whether a key object can be made of the rest.
    """
    problem = _malformed_member(raw) or _key_problem(raw)
    operations = raw.get("key_ops")
    listed = operations if isinstance(operations, list) else []
    return PublicKey(
        raw={name: MASK if name in SECRET_JWK_MEMBERS else raw[name] for name in raw},
        kty=_text(raw, "kty"),
        kid=_text(raw, "kid"),
        alg=_text(raw, "alg"),
        use=_text(raw, "use"),
        crv=_text(raw, "crv"),
        key_ops=tuple(one for one in listed if isinstance(one, str)),
        thumbprint="" if raw.get("kty") == "oct" else thumbprint(raw),
        usable=not problem,
        problem=problem,
    )


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""


def _malformed_member(raw: Mapping[str, object]) -> str:
    """A member that restricts the key's use must be readable, or the key is not safe to use."""
    for name in ("alg", "use"):
        if name in raw and not isinstance(raw[name], str):
            return f'The member "{name}" is not a string.'
    operations = raw.get("key_ops", [])
    if isinstance(operations, list) and all(isinstance(one, str) for one in operations):
        return ""
    return 'The member "key_ops" is not an array of strings.'


def _key_problem(raw: Mapping[str, object]) -> str:
    try:
        load_public(raw)
    except KeyProblemError as problem:
        return str(problem)
    return ""
