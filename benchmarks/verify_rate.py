"""Read a token, verify it and check its claims, as a ratio to bare cryptography; beside others.

Each round measures all contestants in turn, and the best round of each counts: other work on the
machine can only make one slower. PyJWT and Authlib are no dependencies of the program; those that
are not installed are said to be absent (``uv sync --dev --group rivals`` brings them).
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
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
from oidc_workbench.rules.expectation import Expectation, Purpose
from oidc_workbench.rules.screening import Screening

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.jose.signing_key import SigningKey

    Call = Callable[[], object]

CASES = (("RS256", "RSA-2048"), ("ES256", "P-256"), ("EdDSA", "Ed25519"))
GOALS = {"RS256": 0.8, "ES256": 0.9, "EdDSA": 0.9}
ISSUER, API = "https://as.example", "https://api.example/"
NOW = int(time.time())  # noqa: TID251 - the other libraries ask the real clock
CLAIMS = {
    "iss": ISSUER,
    "sub": "248289761001",
    "aud": [API],
    "exp": NOW + 3600,
    "iat": NOW,
    "client_id": "s6BhdRkqt3",
    "scope": "summarize:write email:send",
    "jti": "dbe39bf3a3ba4238a513f51d6e1691c4",
}
ROUNDS = 150
CALLS = 50


def bare(alg: str, signer: SigningKey, token: str) -> Call:
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


def screening(signer: SigningKey, token: str) -> Call:
    """What is asked of many tokens: signature, type, issuer, audience and times."""
    expected = Expectation(Purpose.ACCESS_TOKEN, ISSUER, audiences=(API,))
    sets = (key_set_of([signer.public], KeySource("supplied", "benchmark")),)
    screen = Screening(expected, sets)
    assert screen.passes(token, NOW)
    return lambda: screen.passes(token, NOW)


def careful(signer: SigningKey, token: str) -> Call:
    """What the inspector does with one token, before it asks the rules."""
    sets = (key_set_of([signer.public], KeySource("supplied", "benchmark")),)
    assert verify(read(token), sets).verified
    return lambda: verify(read(token), sets)


def joserfc(alg: str, signer: SigningKey, token: str) -> Call:
    from joserfc import jwk, jwt

    key = jwk.import_key(dict(signer.public.raw))  # type: ignore[arg-type]  # members are texts
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": API},
        exp={"essential": True},
    )

    def call() -> None:
        registry.validate(jwt.decode(token, key, algorithms=[alg]).claims)

    return call


def pyjwt(alg: str, signer: SigningKey, token: str) -> Call:
    jwt = importlib.import_module("jwt")
    key = jwt.PyJWK(dict(signer.public.raw), algorithm=alg).key
    needed = {"require": ["exp", "iss", "aud"]}
    return lambda: jwt.decode(
        token, key, algorithms=[alg], audience=API, issuer=ISSUER, options=needed
    )


def authlib(alg: str, signer: SigningKey, token: str) -> Call:
    jose = importlib.import_module("authlib.jose")
    jwt, key = jose.JsonWebToken([alg]), jose.JsonWebKey.import_key(dict(signer.public.raw))
    options = {
        "iss": {"essential": True, "value": ISSUER},
        "aud": {"essential": True, "value": API},
        "exp": {"essential": True},
    }
    return lambda: jwt.decode(token, key, claims_options=options).validate()


RIVALS = {"joserfc": joserfc, "PyJWT": pyjwt, "Authlib": authlib}


def contestants(alg: str, signer: SigningKey, token: str) -> dict[str, Call | None]:
    """Everybody who takes part; None for who is not installed."""
    found: dict[str, Call | None] = {
        "bare": bare(alg, signer, token),
        "screening": screening(signer, token),
        "read+verify": careful(signer, token),
    }
    for name, make in RIVALS.items():
        try:
            found[name] = make(alg, signer, token)
        except ModuleNotFoundError:
            found[name] = None
    for call in found.values():
        if call is not None:
            call()  # whoever refuses the token shall say so now
    return found


def seconds(call: Call) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return time.perf_counter() - start


def measure(alg: str, kind: str) -> dict[str, float | None]:
    """Return the best seconds of each for its calls."""
    signer = generate_key(kind, "k1")
    token = sign({"typ": "at+jwt", "kid": "k1"}, CLAIMS, signer, alg)
    calls = contestants(alg, signer, token)
    best = {name: float("inf") for name, call in calls.items() if call is not None}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            if call is not None:
                best[name] = min(best[name], seconds(call))
    return {name: best.get(name) for name in calls}


def main() -> int:
    warnings.simplefilter("ignore")  # the libraries' own, on EdDSA and on Authlib's future
    found = {alg: measure(alg, kind) for alg, kind in CASES}
    print(f"{'':8}{'bare/s':>10}{'goal':>8}", *(f"{name:>12}" for name in found["RS256"]), sep="")
    for alg, best in found.items():
        floor = best["bare"] or 0.0
        shown = [f"{floor / one:12.2f}" if one else f"{'absent':>12}" for one in best.values()]
        print(f"{alg:8}{CALLS / floor:10,.0f}{GOALS[alg]:8.2f}", *shown, sep="")
    print(json.dumps({"screening reached the goal": _reached(found)}))
    return 0


def _reached(found: dict[str, dict[str, float | None]]) -> dict[str, bool]:
    return {
        alg: round((best["bare"] or 0.0) / (best["screening"] or 1.0), 2) >= GOALS[alg]
        for alg, best in found.items()
    }


if __name__ == "__main__":
    sys.exit(main())
