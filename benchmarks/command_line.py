"""``inspect`` from process start to answer, against a script that only verifies the same token.

Both find their bytecode written, as an installed program does, and run in turn, so that what else
the machine does hits both. The best and the median run are compared.

    python benchmarks/command_line.py [--runs 30]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOAL = 1.2
ISSUER, API = "https://as.example", "https://api.example/"
NOW = 1767225600
BYTECODE = str(Path(tempfile.gettempdir()) / "workbench-bytecode")
BARE = """
import json, sys
from joserfc import jwk, jwt
key = jwk.KeySet.import_key_set(json.load(open(sys.argv[2])))
token = jwt.decode(open(sys.argv[1]).read(), key, algorithms=["RS256"])
issuer, now = sys.argv[3], int(sys.argv[4])
registry = jwt.JWTClaimsRegistry(now=lambda: now, iss={"essential": True, "value": issuer})
registry.validate(token.claims)
print(token.claims)
"""
OURS = "import sys; from oidc_workbench.__main__ import main; sys.exit(main())"
CLAIMS = {
    "iss": ISSUER, "sub": "248289761001", "aud": API, "client_id": "app-1", "iat": NOW - 10,
    "exp": NOW + 590, "jti": "6f1c2c1e-6c0e-4b7f-9d4e-0f7a4f5b8a21", "scope": "orders:read",
}  # fmt: skip


def prepare(folder: Path) -> None:
    """A token and its key, made in another process than the ones that are measured."""
    from oidc_workbench.jose.key_generation import generate_key
    from oidc_workbench.jose.signing import sign

    signer = generate_key("RSA-2048", "k1")
    token = sign({"typ": "at+jwt", "kid": "k1"}, CLAIMS, signer, "RS256")
    (folder / "token.txt").write_text(token)
    (folder / "jwks.json").write_text(json.dumps({"keys": [dict(signer.public.raw)]}))


def commands(folder: Path) -> dict[str, list[str]]:
    token, keys = str(folder / "token.txt"), str(folder / "jwks.json")
    expected = ["--issuer", ISSUER, "--audience", API, "--scope", "orders:read", "--at", str(NOW)]
    return {
        "python": [sys.executable, "-c", "pass"],
        "joserfc": [sys.executable, "-c", BARE, token, keys, ISSUER, str(NOW)],
        "inspect": [sys.executable, "-c", OURS, "inspect", f"@{token}", "--jwks", keys, *expected],
    }


def seconds(command: list[str]) -> float:
    env = {**os.environ, "PYTHONPYCACHEPREFIX": BYTECODE}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    subprocess.run(command, env=env, capture_output=True, check=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        asked = commands(Path(name))
        for command in asked.values():
            seconds(command)  # writes the bytecode
        found: dict[str, list[float]] = {one: [] for one in asked}
        for _ in range(runs):
            for one, command in asked.items():
                found[one].append(seconds(command))
    floor = found["joserfc"]
    for one, times in found.items():
        best, middle = min(times), statistics.median(times)
        ratios = best / min(floor), middle / statistics.median(floor)
        print(
            f"{one:8} best {best * 1000:6.1f} ms {ratios[0]:5.2f} x"
            f"   median {middle * 1000:6.1f} ms {ratios[1]:5.2f} x"
        )
    print(f"goal: inspect at most {GOAL} x joserfc")


if __name__ == "__main__":
    main()
