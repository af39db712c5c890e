"""SD-JWT: a signed token whose holder chose what to disclose (RFC 9901), read and checked.

The issuer's signature is checked as any other: ``verify(sd.issued, …)``. What is checked here is
that every disclosure belongs to what was signed, and that the key binding covers all of it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.disclosures import Disclosure, read_disclosure
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import Defect, TokenForm
from oidc_workbench.jose.sd_claims import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.jose.reading import Reading

__all__ = ["Disclosure", "SdJwt", "read_sd_jwt"]

_HASHES = {
    "sha-256": "sha256",
    "sha-384": "sha384",
    "sha-512": "sha512",
    "sha3-256": "sha3_256",
    "sha3-384": "sha3_384",
    "sha3-512": "sha3_512",
}
_TOKEN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){2}")
_BINDING_CLAIMS = {"iat": (int, float), "aud": (str,), "nonce": (str,), "sd_hash": (str,)}


@dataclass(frozen=True, slots=True)
class SdJwt:
    """An SD-JWT taken apart.

    Args:
        issued: the issuer-signed JWT, ready to be verified.
        disclosures: in the order they came in.
        claims: the claims with everything disclosed in its place (RFC 9901 §7.1); empty when
            something is wrong with the issuer's part or the disclosures, since then nothing may
            be used.
        hash_name: the hash that names disclosures ("_sd_alg"), ``sha-256`` by default.
        withheld: digests without a disclosure: withheld claims, or decoys.
        binding: the key binding JWT, or None.
        sd_hash: what the key binding must say it covers.
        defects: what is wrong, with the codes ``sd-alg``, ``sd-disclosure``, ``sd-digest``,
            ``sd-claim``, ``sd-binding``, ``limit-size-depth``.
    """

    issued: Reading
    disclosures: tuple[Disclosure, ...]
    claims: Mapping[str, object] = field(repr=False)
    hash_name: str = "sha-256"
    withheld: int = 0
    binding: Reading | None = None
    sd_hash: str = ""
    defects: tuple[Defect, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with it; says nothing about signatures."""
        return not self.defects and not self.issued.defects

    @property
    def holder_key(self) -> Mapping[str, object] | None:
        """The holder's public key as the issuer signed it: ``cnf.jwk`` (RFC 7800 §3.2)."""
        cnf = self.issued.claims.get("cnf")
        jwk = cnf.get("jwk") if isinstance(cnf, dict) else None
        return jwk if isinstance(jwk, dict) else None


def read_sd_jwt(reading: Reading, limits: Limits = DEFAULT_LIMITS) -> SdJwt | None:
    """Take apart an :attr:`TokenForm.SD_JWT`; None for anything else. Never raises."""
    if reading.form is not TokenForm.SD_JWT:
        return None
    first, *raws, last = reading.token.split("~")
    defects: list[Defect] = []
    issued = read(first, limits)
    name = _hash_name(issued.claims, defects)
    raws, last = _told_apart(raws, last, limits.disclosures, defects)
    hashed = _HASHES.get(name, "sha256")
    disclosures = tuple(read_disclosure(raw, hashed, limits.nesting) for raw in raws)
    defects += [Defect("sd-disclosure", one.problem) for one in disclosures if one.problem]
    resolved = resolve(issued.claims, disclosures, limits.nesting)
    defects += resolved.defects
    sd_hash = _digest(reading.token[: reading.token.rindex("~") + 1], hashed)
    binding = read(last, limits) if last else None
    if binding is not None:
        defects += _binding_defects(binding, sd_hash)
    # Of a claim that the issuer's part has twice, nobody can tell which one was meant.
    usable = not issued.defects and all(one.code == "sd-binding" for one in defects)
    return SdJwt(
        issued,
        tuple(resolved.disclosures),
        resolved.claims if usable else {},
        name,
        resolved.withheld,
        binding,
        sd_hash,
        tuple(defects),
    )


def _told_apart(
    raws: list[str], last: str, most: int, defects: list[Defect]
) -> tuple[list[str], str]:
    """Tell the disclosures, as many as are read, from the key binding behind them."""
    if last and not _TOKEN.fullmatch(last):
        said = 'The last disclosure is not followed by "~".'
        defects.append(Defect("sd-disclosure", said))
        raws, last = [*raws, last], ""
    if len(raws) > most:
        said = f"It has {len(raws)} disclosures; {most} are the most."
        defects.append(Defect("limit-size-depth", said))
    return raws[:most], last


def _hash_name(claims: Mapping[str, object], defects: list[Defect]) -> str:
    name = claims.get("_sd_alg", "sha-256")
    if isinstance(name, str) and name in _HASHES:
        return name
    defects.append(Defect("sd-alg", 'The hash algorithm "_sd_alg" is not one that is known here.'))
    return name if isinstance(name, str) else ""


def _digest(text: str, hashed: str) -> str:
    return base64url.encode(hashlib.new(hashed, text.encode("ascii", "replace")).digest())


def _binding_defects(binding: Reading, sd_hash: str) -> list[Defect]:
    """Judge a key binding JWT in itself (RFC 9901 §4.3); its signature is the caller's to check."""
    found = list(binding.defects)
    if binding.form is not TokenForm.JWS_COMPACT:
        return [*found, Defect("sd-binding", "The key binding is not a signed JWT.")]
    if binding.head.get("typ") != "kb+jwt":
        found.append(Defect("sd-binding", 'The key binding\'s type is not "kb+jwt".'))
    for name, kinds in _BINDING_CLAIMS.items():
        value = binding.claims.get(name)
        if not isinstance(value, kinds) or isinstance(value, bool):
            found.append(Defect("sd-binding", f'The key binding has no proper claim "{name}".'))
    if binding.claims.get("sd_hash") != sd_hash:
        said = "The key binding's hash does not cover what was presented."
        found.append(Defect("sd-binding", said))
    return [Defect("sd-binding", one.message, one.segment) for one in found]
