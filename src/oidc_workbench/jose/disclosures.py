"""One disclosure of an SD-JWT: salt, name and value (RFC 9901 §4.2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from oidc_workbench.jose import base64url
from oidc_workbench.jose.json_scanner import scan

RESERVED = ("_sd", "...")
"""Names that a disclosed claim must not have (RFC 9901 §4.2.1)."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure, read leniently.

    Args:
        raw: as it stands in the token, which is what its digest is made of.
        name: the claim's name; None for an array element.
        digest: base64url, as the issuer signed it.
        problem: why it cannot be used, one sentence; empty when it can.
        path: where its value belongs among the claims; None when nothing refers to it.
    """

    raw: str = field(repr=False)
    salt: str = field(default="", repr=False)
    name: str | None = None
    value: object = field(default=None, repr=False)
    digest: str = ""
    problem: str = ""
    path: tuple[str | int, ...] | None = None


def read_disclosure(raw: str, hash_name: str, nesting: int) -> Disclosure:
    """Read a disclosure; what is wrong with it stands in ``problem``."""
    octets = hashlib.new(hash_name, raw.encode("ascii", "replace")).digest()
    digest = base64url.encode(octets)
    inside = base64url.decode_strictly(raw)
    if inside is None:
        return Disclosure(raw, digest=digest, problem="A disclosure is not base64url.")
    document, defects = scan(inside, max_depth=nesting)
    items = document.value
    if not document.is_json or not isinstance(items, list) or len(items) not in {2, 3}:
        said = "A disclosure is not a JSON array of two or three."
        return Disclosure(raw, digest=digest, problem=said)
    salt, name = items[0], items[1] if len(items) == 3 else None
    problem = f"A disclosure is malformed. {defects[0].message}" if defects else ""
    if not isinstance(salt, str):
        problem = problem or "A disclosure's salt is not a string."
        salt = ""
    if len(items) == 3 and (not isinstance(name, str) or name in RESERVED):
        problem = problem or "A disclosure's name is no string, or is reserved."
        name = ""
    return Disclosure(raw, salt, name, items[-1], digest, problem)
