"""Public keys as OpenSSH writes them, one a line: ``ssh-ed25519 AAAA… somebody@somewhere``."""

from __future__ import annotations

import re

from oidc_workbench.jose.der_import import failures, why_not_read
from oidc_workbench.jose.found_keys import Contents, FoundKey, found_public, refused
from oidc_workbench.jose.pem_import import MOST_KEYS

_LINE = re.compile(
    rb"(?P<key>(?:ssh-[a-z0-9-]{2,20}|ecdsa-sha2-[a-z0-9-]{2,20}|sk-[a-z0-9@.-]{2,50})"
    rb"[ \t]+[A-Za-z0-9+/]{20,}={0,2})(?:[ \t]+(?P<comment>[^\r\n]*))?"
)


def has_ssh_keys(octets: bytes) -> bool:
    """Whether the text begins with such a line."""
    return _LINE.match(octets.lstrip()) is not None


def contents_of_ssh_lines(octets: bytes) -> Contents:
    """Read every line; one that cannot be used is there with its reason."""
    lines = [line.strip() for line in octets.splitlines()]
    matches = [match for line in lines if (match := _LINE.fullmatch(line))]
    several = len(matches) > 1
    keys = tuple(
        _key(match["key"], match["comment"] or b"", f"line {number}" if several else "")
        for number, match in enumerate(matches[:MOST_KEYS], 1)
    )
    left = len(matches) > MOST_KEYS
    return Contents(keys, notices=(f"Only the first {MOST_KEYS} keys were read.",) if left else ())


def _key(line: bytes, comment: bytes, place: str) -> FoundKey:
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        public = load_ssh_public_key(line)
    except failures() as error:
        return refused("OpenSSH", place, why_not_read(error), is_private=False)
    return found_public(public, "OpenSSH", place, comment.decode("utf-8", "replace").strip())
