"""Signing with a loaded key beside bare cryptography; loading our own RSA-4096 key.

Each round measures all contestants in turn, and the ratio is the median of the rounds' own: other
work on the machine slows neighbours alike, and ML-DSA makes each signature anew until one fits, so
that a best round says only which contestant was lucky. Of a loading the best round counts. How
much of a call holds the interpreter is seen in how far another thread counts meanwhile, beside how
far it counts while this thread sleeps as long.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from base64 import urlsafe_b64encode
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from oidc_workbench.jose.compact_key import from_compact, to_compact
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.signing import sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.jose.signing_key import SigningKey

CASES = (
    *(("ES256", "P-256"), ("ES384", "P-384"), ("EdDSA", "Ed25519")),
    *(("PS256", "RSA-2048"), ("RS256", "RSA-4096"), ("ML-DSA-44", "ML-DSA-44")),
)
GOAL = 0.8
MOST_MILLISECONDS = 5.0
HEADER = {"typ": "client-authentication+jwt", "kid": "2026-11"}
CLAIMS = {
    "iss": "s6BhdRkqt3",
    "sub": "s6BhdRkqt3",
    "aud": "https://as.example",
    "exp": 1767225660,
    "iat": 1767225600,
    "jti": "dbe39bf3a3ba4238a513f51d6e1691c4",
}
ROUNDS = 400
FEW_ROUNDS = 100  # of what takes long and always as long
CALLS = 10  # short, so that a round fits between two interruptions


def message_of(alg: str) -> bytes:
    parts = ({**HEADER, "alg": alg}, CLAIMS)
    octets = (json.dumps(one, separators=(",", ":")).encode() for one in parts)
    return b".".join(urlsafe_b64encode(one).rstrip(b"=") for one in octets)


def bare(alg: str, signer: SigningKey) -> Callable[[], object]:
    """cryptography alone: the signature over octets that are ready."""
    private: Any = signer.private_key
    message = message_of(alg)
    if alg.startswith("ES"):
        ecdsa = ec.ECDSA(hashes.SHA384() if alg == "ES384" else hashes.SHA256())
        return lambda: private.sign(message, ecdsa)
    if alg == "RS256":
        return lambda: private.sign(message, padding.PKCS1v15(), hashes.SHA256())
    if alg == "PS256":
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return lambda: private.sign(message, pss, hashes.SHA256())
    return lambda: private.sign(message)


def by_hand(alg: str, signer: SigningKey) -> Callable[[], object]:
    """What one would write with cryptography and json: the same token, nothing checked."""
    signature = bare(alg, signer)

    def token() -> str:
        message, signed = message_of(alg), signature()
        assert isinstance(signed, bytes)
        if alg.startswith("ES"):
            half = 48 if alg == "ES384" else 32
            r, s = decode_dss_signature(signed)
            signed = r.to_bytes(half, "big") + s.to_bytes(half, "big")
        return f"{message.decode()}.{urlsafe_b64encode(signed).rstrip(b'=').decode()}"

    return token


def seconds(call: Callable[[], object], calls: int = CALLS) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def measured(
    calls: list[Callable[[], object]], rounds: int, each: int = CALLS
) -> list[list[float]]:
    return [[seconds(call, each) for call in calls] for _ in range(rounds)]


def best_of(call: Callable[[], object], rounds: int) -> float:
    return min(times[0] for times in measured([call], rounds, 1))


def signing() -> None:
    print(f"{'signing':12}{'bare/s':>10}{'ours':>8}{'goal':>8}{'by hand':>10}")
    for alg, kind in CASES:
        signer = generate_key(kind)
        calls: list[Callable[[], object]] = [
            bare(alg, signer),
            partial(sign, HEADER, CLAIMS, signer, alg),
            by_hand(alg, signer),
        ]
        rounds = measured(calls, FEW_ROUNDS if kind == "RSA-4096" else ROUNDS)
        floor = median(one[0] for one in rounds)
        ours, hand = (median(one[0] / one[place] for one in rounds) for place in (1, 2))
        print(f"{alg:12}{1 / floor:10,.0f}{ours:8.2f}{GOAL:8.2f}{hand:10.2f}")


def loading() -> None:
    key = generate_key("RSA-4096")
    text, private = to_compact(key), key.private_key
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    ours: Callable[[], object] = partial(from_compact, text, key.public)
    validated: Callable[[], object] = partial(load_der_private_key, der, None)
    ours_best, validated_best = best_of(ours, 50), best_of(validated, 5)
    print(f"\n{'loading our RSA-4096 key':30}{'ms':>8}{'goal':>8}{'interpreter held':>18}")
    for name, call, best, goal in (
        ("from its compact form", ours, ours_best, f"{MOST_MILLISECONDS:.0f}"),
        ("as a foreign one, validated", validated, validated_best, "-"),
    ):
        held = held_share(call, max(1, int(0.5 / best)))
        print(f"{name:30}{best * 1000:8.2f}{goal:>8}{held:18.0%}")
    print(f"ratio {validated_best / ours_best:,.0f}")


def held_share(call: Callable[[], object], calls: int) -> float:
    """How much of the calls' time another thread could not run, by how far it counted."""

    def repeat() -> None:
        for _ in range(calls):
            call()

    beside_call, took = counted(repeat)
    beside_sleep, slept = counted(lambda: time.sleep(took))
    return max(0.0, 1 - (beside_call / took) / (beside_sleep / slept))


def counted(work: Callable[[], object]) -> tuple[int, float]:
    """Count in another thread while work goes on in this one; how far, and how long it took."""
    ended = threading.Event()
    counts = [0]

    def count() -> None:
        while not ended.is_set():
            counts[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    start = time.perf_counter()
    work()
    took = time.perf_counter() - start
    ended.set()
    thread.join()
    return counts[0], took


def main() -> int:
    signing()
    loading()
    return 0


if __name__ == "__main__":
    sys.exit(main())
