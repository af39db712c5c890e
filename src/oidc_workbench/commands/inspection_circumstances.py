"""The parts of a context file on the HTTP request, on what was met before, and on keys."""

from collections.abc import Callable, Mapping
from typing import Any

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.decryption_keys import decryption_key_from_jwk
from oidc_workbench.jose.reader import read
from oidc_workbench.rules.history import History
from oidc_workbench.rules.presentation import Presentation
from oidc_workbench.secret import Secret

MOST_ITEMS = 10_000

Checks = Mapping[str, tuple[Callable[[Any], bool], str]]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        return False
    return all(isinstance(item, str) for item in value)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_lists(value: object) -> bool:
    return isinstance(value, dict) and all(_is_list(item) for item in value.values())


_STRING, _STRINGS = (_is_text, "a string"), (_is_list, "an array of strings")
_PRESENTATION: Checks = {
    "method": _STRING,
    "url": _STRING,
    "scheme": _STRING,
    "carries_token": (lambda value: isinstance(value, bool), "true or false"),
    "proofs": _STRINGS,
    "nonce": _STRING,
    "jkt": _STRING,
    "certificate": _STRING,
}
_HISTORY: Checks = {
    "jtis": _STRINGS,
    "nonces": _STRINGS,
    "tokens": _STRINGS,
    "id_token": (lambda value: isinstance(value, str | dict), "an ID token or its claims"),
    "client_keys": (_is_lists, "an object of arrays of thumbprints, by issuer"),
    "may_act": (_is_object, "an object"),
}


def why_not(name: str, value: object) -> str:
    """Say what is wrong with one of these members; empty when it will do."""
    checks = {"presentation": _PRESENTATION, "history": _HISTORY}[name]
    if not isinstance(value, dict):
        return f"“{name}” must be an object"
    for inner, item in value.items():
        check, meaning = checks.get(inner, (None, ""))
        if check is None:
            return f"it does not know the member “{inner[:40]}” of “{name}”"
        if not check(item):
            return f"“{inner}” of “{name}” must be {meaning}"
    return ""


def presentation(told: Mapping[str, Any]) -> Presentation:
    """Read the HTTP request that the token came with; what is not said is not known."""
    proofs = told.get("proofs")
    return Presentation(
        method=told.get("method", ""),
        url=told.get("url", ""),
        scheme=told.get("scheme", ""),
        carries_token=told.get("carries_token"),
        proofs=None if proofs is None else tuple(Secret(proof) for proof in proofs),
        nonce=told.get("nonce"),
        jkt=told.get("jkt", ""),
        certificate=told.get("certificate"),
    )


def history(told: Mapping[str, Any]) -> History:
    """Read what was met before; what is not said is not known."""
    tokens, earlier, keys = (told.get(name) for name in ("tokens", "id_token", "client_keys"))
    return History(
        jtis=_set(told.get("jtis")),
        nonces=_set(told.get("nonces")),
        tokens=None if tokens is None else tuple(read(token) for token in tokens),
        id_token=read(earlier).claims or None if isinstance(earlier, str) else earlier,
        client_keys=None if keys is None else {one: frozenset(keys[one]) for one in keys},
        may_act=told.get("may_act"),
    )


def _set(items: list[str] | None) -> frozenset[str] | None:
    return None if items is None else frozenset(items)


def decryption_keys(told: Mapping[str, Any] | None) -> tuple[DecryptionKey, ...]:
    """Make decryption keys of a private or symmetric JWK, or of a set of them.

    Raises:
        WorkbenchError: one of them can't decrypt; the message shows nothing of it.
    """
    if told is None:
        return ()
    listed = told.get("keys", [told])
    if not isinstance(listed, list) or not listed:
        raise _no_key()
    found = []
    for index, one in enumerate(listed):
        if not isinstance(one, dict):
            raise _no_key()
        found.append(decryption_key_from_jwk(one, _label(one, index)))
    return tuple(found)


def _label(jwk: Mapping[str, object], index: int) -> str:
    kid = jwk.get("kid")
    return kid if isinstance(kid, str) and kid else f"key {index + 1} of the context file"


def _no_key() -> WorkbenchError:
    return WorkbenchError(
        "context-invalid",
        "The context file can't be used: “decryption_key” holds no key.",
        "Give a private or symmetric JWK, or a JWK Set of them.",
    )
