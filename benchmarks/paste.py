"""Paste to findings painted in the inspector: the first time after idle, warm, and a long token.

    python benchmarks/paste.py [--runs 30] [--profile]

The whole catalogue judges an ES256 access token whose issuer's keys are at hand. The floor is the
judgement alone, measured in the same run.
"""

import argparse
import cProfile
import json
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from oidc_workbench.ui.panes.inspector.view import InspectorPane

sys.dont_write_bytecode = False
sys.pycache_prefix = str(Path(tempfile.gettempdir()) / "workbench-bytecode")  # as when installed
ISSUER, API = "https://as.example", "https://api.example/"
SETTLED = 1.5  # seconds without work after which the program counts as idle


def make_tokens() -> dict[str, str]:
    """Two tokens and their key; in a process of its own, so that this one stays cold."""
    from joserfc import jwt
    from joserfc.jwk import ECKey

    key = ECKey.generate_key("P-256", {"kid": "as-1", "use": "sig", "alg": "ES256"})
    now = int(time.time())  # noqa: TID251 - the token has to be valid on the real clock
    claims: dict[str, object] = {
        "iss": ISSUER, "sub": "alice-1", "aud": API, "client_id": "app-1", "iat": now - 10,
        "exp": now + 3600, "jti": "0123456789abcdef", "scope": "orders:read orders:write",
        "auth_time": now - 60, "acr": "urn:example:acr:2", "amr": ["pwd", "otp"],
        "roles": ["reader", "writer", "auditor"], "groups": [f"group-{n}" for n in range(25)],
    }  # fmt: skip
    head = {"alg": "ES256", "kid": "as-1", "typ": "at+jwt"}
    long = {**claims, "entries": [{"id": n, "name": f"entry {n}"} for n in range(1360)]}
    return {
        "short": jwt.encode(head, claims, key),
        "other": jwt.encode(head, {**claims, "aud": "https://billing.example/"}, key),
        "long": jwt.encode(head, long, key),
        "keys": json.dumps({"keys": [key.as_dict(private=False)]}),
    }


class Bench:
    """The program with its inspector, and what a person does with it."""

    def __init__(self, tokens: dict[str, str]) -> None:
        from oidc_workbench.app import Program, application

        self.app = application()
        self.program = Program(self.app)
        self.program.window.show()
        self.tokens = tokens
        self.settle()

    def settle(self) -> None:
        """Wait until the program has nothing to do any more."""
        quiet = time.perf_counter()
        while time.perf_counter() - quiet < SETTLED:
            self.wait(0.01)
            if self.program.runner.pending:
                quiet = time.perf_counter()

    def wait(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(0.002)

    def gain(self) -> None:
        """Put the tokens on the bench, as a run of a flow does with the keys it fetched."""
        from oidc_workbench.flows.step import ObtainedToken
        from oidc_workbench.jose.jwk_set import read_key_set
        from oidc_workbench.jose.key_set import KeySource
        from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext

        source = KeySource("issuer", f"{ISSUER}/jwks", ISSUER, f"{ISSUER}/.well-known")
        keys = read_key_set(self.tokens["keys"], source)
        wanted = Expectation(Purpose.ACCESS_TOKEN, ISSUER, "app-1", (API,), ("orders:read",))
        found = [
            ObtainedToken("access_token", self.tokens[n], wanted, RunContext(), (keys,), "", "", 0)
            for n in ("short", "other", "long")
        ]
        self.program.bench.gain(found)
        self.wanted, self.keys = wanted, (keys,)

    def judge(self) -> None:
        """The judgement alone."""
        from oidc_workbench.rules.expectation import RunContext
        from oidc_workbench.rules.inspection import inspect

        now = time.time()  # noqa: TID251 - as above
        inspect(self.tokens["short"], self.wanted, self.keys, RunContext(), now)

    def show(self) -> None:
        self.program.window.show_pane("inspector")

    @property
    def pane(self) -> "InspectorPane":
        return cast("InspectorPane", self.program.window.pane("inspector"))

    def paste(self, name: str) -> None:
        """Paste, and go on until the findings of this very token are painted."""
        from PySide6.QtCore import QEvent, QObject

        pane = self.pane
        seen: list[bool] = []

        class Watch(QObject):
            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    seen.append(True)
                return False

        watch, port = Watch(), pane.findings.list.viewport()
        port.installEventFilter(watch)
        pane.presenter.paste(self.tokens[name])
        while not (seen and pane.presenter.state.outcomes and not pane.presenter.state.busy):
            self.app.processEvents()
        port.removeEventFilter(watch)

    def alternate(self, name: str) -> Callable[[], None]:
        """Bring another token in front, which the next paste replaces."""
        self.paste("other")
        self.wait(0.02)
        return lambda: self.paste(name)


Times = tuple[float, float]


def timed(work: Callable[[], object], *, profile: bool = False) -> Times:
    """Milliseconds that something takes: by the clock, and of the processor in this process."""
    profiler = cProfile.Profile() if profile else None
    began, busy = time.perf_counter(), time.process_time()
    if profiler is None:
        work()
    else:
        profiler.runcall(work)
    took = (time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000
    if profiler is not None:
        for order, count in (("cumulative", 70), ("tottime", 30)):
            pstats.Stats(profiler).sort_stats(order).print_stats(count)
    return took


def median(times: list[Times]) -> Times:
    return statistics.median(t[0] for t in times), statistics.median(t[1] for t in times)


def run(runs: int, *, profile: str) -> None:
    made = subprocess.run(
        [sys.executable, __file__, "--tokens"], capture_output=True, text=True, check=True
    )
    bench = Bench(json.loads(made.stdout))
    bench.gain()
    found = {"pane shown": timed(bench.show, profile=profile == "show")}
    bench.settle()
    found["first paste"] = timed(lambda: bench.paste("short"), profile=profile == "first")
    for title, name in (("warm paste", "short"), ("64 KiB paste", "long")):
        found[title] = median([timed(bench.alternate(name)) for _ in range(runs)])
        if profile == name:
            timed(bench.alternate(name), profile=True)
    floor = median([timed(bench.judge) for _ in range(50)])
    print(f"{'judgement alone':16} {floor[0]:6.2f} ms  {floor[1]:6.2f} ms of processor")
    for title, took in found.items():
        print(f"{title:16} {took[0]:6.1f} ms  {took[1]:6.1f}  {took[0] / floor[0]:6.0f} x")
    print(f"sizes: {len(bench.tokens['short'])} and {len(bench.tokens['long'])} characters")
    print("goals: first paste 30 ms, warm 16 ms, 64 KiB 50 ms")
    bench.program.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--profile", default="", choices=("", "show", "first", "short", "long"))
    parser.add_argument("--tokens", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.tokens:
        print(json.dumps(make_tokens()))
        return
    with tempfile.TemporaryDirectory() as home:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = home
        os.environ["XDG_RUNTIME_DIR"] = home
        os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        run(args.runs, profile=args.profile)


if __name__ == "__main__":
    main()
