"""The whole catalogue on one token of 1 KB, as a ratio to one bare RS256 verification.

The goal is 0.3 ms on a machine where a bare verification takes 20.4 µs: 14.7 times that. It holds
for the catalogue; the whole inspection, with reading and verifying, stands beside it.

    python benchmarks/catalogue.py [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.key_objects import load_public
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.signing import sign
from oidc_workbench.rules import inspection
from oidc_workbench.rules.expectation import Expectation, Purpose
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.rules.subject import TokenSubject

    Call = Callable[[], object]

GOAL = 14.7
ISSUER, API, CLIENT, NONCE = "https://as.example", "https://api.example/", "app-1", "n-0S6_WzA2Mj"
NOW = 1767225600.0
ROUNDS, CALLS = 60, 20
SHARED = {
    "iss": ISSUER, "sub": "248289761001", "iat": int(NOW) - 10, "exp": int(NOW) + 590,
    "groups": [f"group-{number}" for number in range(28)],
}  # fmt: skip
TOKENS = {
    Purpose.ID_TOKEN: (
        "JWT",
        {**SHARED, "aud": CLIENT, "nonce": NONCE, "auth_time": int(NOW) - 60, "name": "Alice"},
    ),
    Purpose.ACCESS_TOKEN: (
        "at+jwt",
        {**SHARED, "aud": API, "client_id": CLIENT, "jti": "6f1c2c1e", "scope": "orders:read"},
    ),
}


def judged(purpose: Purpose, signer: SigningKey) -> tuple[str, Call, TokenSubject]:
    """A token, its whole inspection, and what the catalogue is asked about."""
    typ, claims = TOKENS[purpose]
    token = sign({"kid": "k1", "typ": typ}, claims, signer, "RS256")
    source = KeySource("issuer", f"{ISSUER}/jwks", ISSUER, f"{ISSUER}/.well-known")
    keys = (read_key_set(_published(signer), source),)
    expected = Expectation(purpose, ISSUER, CLIENT, (API,), ("orders:read",), nonce=NONCE)
    seen: list[TokenSubject] = []

    def watched(subject: TokenSubject, *, recognised: str = "") -> Verdict:
        seen.append(subject)
        return judge(subject, recognised=recognised)

    with patch.object(inspection, "judge", watched):
        found = inspection.inspect(token, expected, keys, now=NOW)
    assert found.verdict.decision is Decision.ACCEPT, found.verdict.headline
    return token, lambda: inspection.inspect(token, expected, keys, now=NOW), seen[0]


def _published(signer: SigningKey) -> str:
    return json.dumps({"keys": [dict(signer.public.raw)]})


def bare(signer: SigningKey, subject: TokenSubject) -> Call:
    """cryptography alone: the octets are decoded and the key imported before."""
    message, signature = subject.reading.signing_input, subject.reading.signature or b""
    public: Any = load_public(signer.public.raw)
    pkcs1, sha256 = padding.PKCS1v15(), hashes.SHA256()
    return lambda: public.verify(signature, message, pkcs1, sha256)


def seconds(call: Call) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS


def measure(calls: dict[str, Call]) -> dict[str, float]:
    """The best round of each, all in turn."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(ROUNDS):
        for name, call in calls.items():
            best[name] = min(best[name], seconds(call))
    return best


def profile(call: Call) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(2000):
        call()
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(45)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    wants_profile = parser.parse_args().profile
    signer = generate_key("RSA-2048", "k1")
    for purpose in TOKENS:
        token, whole, subject = judged(purpose, signer)
        calls: dict[str, Call] = {
            "bare RS256": bare(signer, subject),
            "catalogue": lambda subject=subject: judge(subject),  # type: ignore[misc]  # a default is no argument
            "inspection": whole,
        }
        best = measure(calls)
        floor = best["bare RS256"]
        print(f"{purpose.value}, {len(token)} characters")
        for name, took in best.items():
            goal = f"  goal {GOAL}" if name == "catalogue" else ""
            print(f"  {name:12}{took * 1e6:8.1f} µs{took / floor:7.1f} x{goal}")
        if wants_profile:
            profile(calls["catalogue"])


if __name__ == "__main__":
    main()
