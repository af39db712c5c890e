"""Small harms to an artefact, at random: what a forger, a proxy or a bad copy does to it."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from rules.tokens import b64url

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
# Characters that matter to some layer of reading.
_BYTES = st.sampled_from(
    [*"aZ09-_.~+/=%&?#\"'\\{}[]:, \t\n\r\0", "\u200b", "\ufeff", "é", "\ud800"]
)


def edited(text: str) -> st.SearchStrategy[str]:
    """A text with characters replaced, put in, taken out, swapped or doubled; or cut short."""
    places = st.integers(0, len(text))
    return st.one_of(
        st.builds(lambda at, new: text[:at] + new + text[at + 1 :], places, _BYTES),
        st.builds(lambda at, new: text[:at] + new + text[at:], places, _BYTES),
        st.builds(lambda at, to: text[: min(at, to)] + text[max(at, to) :], places, places),
        st.builds(lambda at, to: text[:at] + text[to:] + text[to:at], places, places),
        st.builds(lambda at: text[:at] + text[:at] + text[at:], places),
    )


def changed_members(
    members: Mapping[str, Any], names: tuple[str, ...] = ()
) -> st.SearchStrategy[dict[str, Any]]:
    """An object with one to three members set to anything, added or dropped."""
    known = st.sampled_from([*members, *names])
    changes = st.dictionaries(known | st.text(max_size=8), VALUES, min_size=1, max_size=3)
    drops = st.sets(known, max_size=2)
    return st.builds(
        lambda new, gone: {k: v for k, v in {**members, **new}.items() if k not in gone},
        changes,
        drops,
    )


def rewritten(
    token: str, head: Mapping[str, Any], claims: Mapping[str, Any]
) -> st.SearchStrategy[str]:
    """A compact JWS with header or claims changed, under the signature of the unchanged one."""
    parts = token.split(".")

    def encoded(members: Mapping[str, Any]) -> str:
        return b64url(json.dumps(members).encode("utf-8", "surrogatepass"))

    heads = changed_members(head, ("crit", "b64", "jwk", "jku", "x5c", "enc", "zip"))
    payloads = changed_members(claims, ("nbf", "azp", "at_hash", "cnf", "events", "scope"))
    return st.one_of(
        heads.map(lambda one: f"{encoded(one)}.{parts[1]}.{parts[2]}"),
        payloads.map(lambda one: f"{parts[0]}.{encoded(one)}.{parts[2]}"),
        st.binary(max_size=80).map(lambda one: f"{parts[0]}.{parts[1]}.{b64url(one)}"),
    )


def parts_changed(token: str) -> st.SearchStrategy[str]:
    """A compact token with parts exchanged, dropped, doubled or emptied."""
    parts = token.split(".")
    return st.lists(st.sampled_from([*parts, "", "e30", "AAAA"]), max_size=7).map(".".join)


def mutated_keys(jwk: Mapping[str, Any]) -> st.SearchStrategy[str]:
    """A key set in which the key was changed, beside others, or that is hardly one."""
    names = ("kty", "crv", "use", "key_ops", "alg", "x5c", "d", "k", "n", "e")
    key = changed_members(jwk, names)
    sets = st.lists(key | VALUES, max_size=4).map(lambda keys: {"keys": keys})
    return (sets | changed_members({"keys": [dict(jwk)]})).map(json.dumps)


def mutated_document(document: Mapping[str, Any]) -> st.SearchStrategy[str]:
    """A JSON document with members or characters changed."""
    return changed_members(document).map(json.dumps) | edited(json.dumps(document))
