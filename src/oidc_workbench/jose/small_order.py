"""Points of small order: keys that agree on zero, or that anybody can sign for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url

if TYPE_CHECKING:
    from collections.abc import Mapping

_P25519 = 2**255 - 19
_P448 = 2**448 - 2**224 - 1
# edwards25519 has eight such points; those of order 8 have these y-coordinates, the others 1, -1
# and 0 (RFC 8032 §5.1.7).
_Y_ORDER_8 = frozenset(
    {
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    }
)
# The same on the Montgomery curves (RFC 7748 §6): an Edwards y is the u-coordinate (1+y)/(1-y).
_U_25519 = frozenset(
    {0, 1, _P25519 - 1} | {(1 + y) * pow(1 - y, -1, _P25519) % _P25519 for y in _Y_ORDER_8}
)
_U_448 = frozenset({0, 1, _P448 - 1})


def has_small_order(raw: Mapping[str, object]) -> bool:
    """Whether an OKP JWK's point has a small order; False for anything that is no such key."""
    octets, crv = base64url.decode_strictly(raw.get("x")), raw.get("crv")
    if raw.get("kty") != "OKP" or not octets or not isinstance(crv, str):
        return False
    number = int.from_bytes(octets, "little")
    if crv == "X25519":
        return (number & ~(1 << 255)) % _P25519 in _U_25519
    if crv == "X448":
        return number % _P448 in _U_448
    y = number & ~(1 << (8 * len(octets) - 1))
    if crv == "Ed25519":
        return y % _P25519 in _Y_ORDER_8 or y % _P25519 in {0, 1, _P25519 - 1}
    return crv == "Ed448" and y % _P448 in {0, 1, _P448 - 1}
