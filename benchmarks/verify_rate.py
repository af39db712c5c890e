"""Read and verify a token, as a ratio to bare cryptography, and beside joserfc.

Each round measures all contestants in turn, and the best round of each counts: other work on the
machine can only make one slower.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from oidc_workbench.jose.jwk_set import key_set_of
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.key_objects import load_public
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.verification import verify

try:
    from joserfc import jwk, jwt
except ImportError:
    HAS_JOSERFC = False
else:
    HAS_JOSERFC = True

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.jose.signing_key import SigningKey

CASES = (("RS256", "RSA-2048"), ("ES256", "P-256"), ("EdDSA", "Ed25519"))
GOALS = {"RS256": 0.8, "ES256": 0.9, "EdDSA": 0.9}
CLAIMS = {
    "iss": "https://as.example",
    "sub": "248289761001",
    "aud": ["https://api.example/"],
    "exp": 1767229200,
    "iat": 1767225600,
    "client_id": "s6BhdRkqt3",
    "scope": "summarize:write email:send",
    "jti": "dbe39bf3a3ba4238a513f51d6e1691c4",
}
ROUNDS = 400
CALLS = 10  # short, so that a round fits between two interruptions


def bare(alg: str, signer: SigningKey, token: str) -> Callable[[], object]:
    """cryptography alone: the octets are decoded and the key imported before."""
    reading = read(token)
    message, signature = reading.signing_input, reading.signature or b""
    public: Any = load_public(signer.public.raw)
    if alg == "RS256":
        pkcs1, sha256 = padding.PKCS1v15(), hashes.SHA256()
        return lambda: public.verify(signature, message, pkcs1, sha256)
    if alg == "ES256":
        half = len(signature) // 2
        r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
        encoded, ecdsa = encode_dss_signature(r, s), ec.ECDSA(hashes.SHA256())
        return lambda: public.verify(encoded, message, ecdsa)
    return lambda: public.verify(signature, message)


def ours(signer: SigningKey, token: str) -> Callable[[], object]:
    sets = (key_set_of([signer.public], KeySource("supplied", "benchmark")),)
    assert verify(read(token), sets).verified
    return lambda: verify(read(token), sets)


def second_library(alg: str, signer: SigningKey, token: str) -> Callable[[], object] | None:
    if not HAS_JOSERFC:
        return None
    key = jwk.import_key(dict(signer.public.raw))  # type: ignore[arg-type]  # members are texts
    return lambda: jwt.decode(token, key, algorithms=[alg])


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return time.perf_counter() - start


def main() -> int:
    print(f"{'':8}{'bare/s':>10}{'ours':>8}{'goal':>8}{'joserfc':>10}")
    for alg, kind in CASES:
        signer = generate_key(kind, "k1")
        token = sign({"typ": "at+jwt", "kid": "k1"}, CLAIMS, signer, alg)
        other = second_library(alg, signer, token)
        calls = [bare(alg, signer, token), ours(signer, token), *([other] if other else [])]
        rounds = [[seconds(call) for call in calls] for _ in range(ROUNDS)]
        best = [min(times) for times in zip(*rounds, strict=True)]
        ratios = [best[0] / one for one in best[1:]]
        shown = f"{ratios[1]:10.2f}" if other else f"{'-':>10}"
        print(f"{alg:8}{CALLS / best[0]:10,.0f}{ratios[0]:8.2f}{GOALS[alg]:8.2f}{shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
