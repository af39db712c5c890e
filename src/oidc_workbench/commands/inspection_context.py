"""The context file of ``inspect``: what a run knew, as JSON."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from oidc_workbench.commands.context_file import read_object
from oidc_workbench.commands.inspect import KINDS, PROFILES
from oidc_workbench.commands.inspection_told import Context
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.jose.limits import DEFAULT_LIMITS, Limits
from oidc_workbench.rules.expectation import RunContext
from oidc_workbench.secret import Secret


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _is_seconds(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12


def _is_request(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


_CLIENT_TYPES = ("public", "confidential")
# member → (whether a value will do, what it must be)
_MEMBERS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "as": (lambda value: value in KINDS, f"one of {', '.join(KINDS)}"),
    "issuer": (_is_text, "a string"),
    "client_id": (_is_text, "a string"),
    "audience": (_is_list, "a string or an array of strings"),
    "scope": (_is_list, "a string or an array of strings"),
    "nonce": (_is_text, "a string"),
    "alg": (_is_list, "a string or an array of strings"),
    "at": (_is_number, "a number of seconds since 1970"),
    "leeway": (_is_seconds, "a whole number of seconds"),
    "profile": (lambda value: value in PROFILES, f"one of {', '.join(PROFILES)}"),
    "max_age": (_is_seconds, "a whole number of seconds"),
    "trusted_audience": (_is_list, "a string or an array of strings"),
    "jwks": (lambda value: isinstance(value, str | dict), "a JWK Set, a file name or a URL"),
    "metadata": (lambda value: isinstance(value, dict), "an object"),
    "request": (_is_request, "an object of strings"),
    "refreshed": (lambda value: isinstance(value, bool), "true or false"),
    "from_token_endpoint": (lambda value: isinstance(value, bool), "true or false"),
    "access_token": (_is_text, "a string"),
    "code": (_is_text, "a string"),
    "client_secret": (_is_text, "a string"),
    "client_type": (lambda value: value in _CLIENT_TYPES, "public or confidential"),
    "acr_values": (_is_list, "a string or an array of strings"),
    "received_at": (_is_number, "a number of seconds since 1970"),
    "decryption_key": (lambda value: isinstance(value, dict), "a private JWK, or a set of them"),
}
_NESTED = ("presentation", "history")


def read_context(octets: bytes, limits: Limits = DEFAULT_LIMITS) -> Context:
    """Read a context file; every member may be absent, and no other may be there.

    Args:
        octets: the file.
        limits: how many of the keys in it are read.

    Raises:
        WorkbenchError: it is not a JSON object, or a member is not what it must be. A misspelt
            member would silently leave a check out, so it is refused.
    """
    from oidc_workbench.commands import inspection_circumstances as circumstances

    told = read_object(octets, _refusal)
    for name, value in told.items():
        if why := circumstances.why_not(name, value) if name in _NESTED else _why_not(name, value):
            raise _refusal(why)
    jwks = told.get("jwks")
    return Context(
        kind=told.get("as", ""),
        issuer=told.get("issuer", ""),
        client_id=told.get("client_id", ""),
        audiences=_items(told, "audience"),
        scopes=_scopes(told),
        nonce=told.get("nonce"),
        algorithms=_items(told, "alg"),
        at=told.get("at"),
        leeway=told.get("leeway", 60),
        profile=told.get("profile", "plain"),
        max_age=told.get("max_age"),
        trusted_audiences=_items(told, "trusted_audience"),
        acr_values=_items(told, "acr_values"),
        decryption_keys=circumstances.decryption_keys(told.get("decryption_key")),
        jwks_place=jwks if isinstance(jwks, str) else "",
        keys=_keys(jwks, limits) if isinstance(jwks, dict) else (),
        run=_run(told),
    )


def _why_not(name: str, value: object) -> str:
    """Why a member can't be used; empty when it can."""
    check, meaning = _MEMBERS.get(name, (None, ""))
    if check is None:
        return f"it does not know the member “{name[:40]}”"
    return "" if check(value) else f"“{name}” must be {meaning}"


def _run(told: Mapping[str, Any]) -> RunContext:
    from oidc_workbench.commands import inspection_circumstances as circumstances

    return RunContext(
        metadata=told.get("metadata"),
        request=told.get("request"),
        access_token=_secret(told, "access_token"),
        code=_secret(told, "code"),
        refreshed=told.get("refreshed", False),
        shared_secret=_secret(told, "client_secret"),
        presentation=circumstances.presentation(told.get("presentation", {})),
        history=circumstances.history(told.get("history", {})),
        received_at=told.get("received_at"),
        client_type=told.get("client_type", ""),
        from_token_endpoint=told.get("from_token_endpoint", False),
    )


def _secret(told: Mapping[str, Any], name: str) -> Secret | None:
    return Secret(told[name]) if told.get(name) else None


def _items(told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = told.get(name, [])
    return (value,) if isinstance(value, str) else tuple(value)


def _scopes(told: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "scope" not in told:
        return None
    value = told["scope"]
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


def _keys(jwks: dict[str, object], limits: Limits) -> tuple[KeySet, ...]:
    found = read_key_set(json.dumps(jwks), KeySource("supplied", "the context file"), limits)
    if not found.keys:
        raise _refusal("“jwks” holds no key")
    return (found,)


def _refusal(reason: str) -> WorkbenchError:
    return WorkbenchError(
        "context-invalid",
        f"The context file can't be used: {reason}.",
        "See 'oidc-workbench inspect --help' for the names; they are the arguments' names.",
    )
