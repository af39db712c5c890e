"""Paste to findings painted in the inspector: the first time after idle, warm, and a long token.

    python benchmarks/paste.py [--runs 30] [--profile show|first|short|long|select]

The whole catalogue judges an ES256 access token whose issuer's keys are at hand. Every paste is a
token that was never shown before, so that no cache of an earlier one helps; the clock stops when
everything that a person needs of this very token has been painted: its text, the claims, the
verdict, the times and the findings. The floor is one repaint of the unchanged pane, measured in
the same run: whatever else is saved, this much painting remains.
"""

import argparse
import cProfile
import json
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from home import at_home

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oidc_workbench.ui.panes.inspector.view import InspectorPane

sys.dont_write_bytecode = False
BYTECODE = str(Path(tempfile.gettempdir()) / "workbench-bytecode")
sys.pycache_prefix = BYTECODE  # as when installed
ISSUER, API = "https://as.example", "https://api.example/"
PROFILES = ("", "show", "first", "short", "long", "select")
SETTLED = 1.5  # seconds without work after which the program counts as idle
FRAME = 16  # milliseconds
GOALS = {"first paste": 30, "64 KiB paste": 50}


def make_tokens(runs: int) -> dict[str, list[str]]:
    """Tokens and their key; in a process of its own, so that this one stays cold."""
    from joserfc import jwt
    from joserfc.jwk import ECKey

    key = ECKey.generate_key("P-256", {"kid": "as-1", "use": "sig", "alg": "ES256"})
    now = int(time.time())  # noqa: TID251 - the token has to be valid on the real clock

    def token(number: int, **changed: object) -> str:
        claims: dict[str, object] = {
            "iss": ISSUER, "sub": f"alice-{number}", "aud": API, "client_id": "app-1",
            "iat": now - 10 - number, "exp": now + 3600 - number, "jti": f"{number:016x}",
            "scope": f"orders:read orders:write:{number}", "auth_time": now - 60 - number,
            "acr": f"urn:example:acr:{number}", "amr": ["pwd", "otp"],
            "roles": ["reader", "writer", f"auditor-{number}"],
            "groups": [f"group-{number}-{n}" for n in range(20)], **changed,
        }  # fmt: skip
        return jwt.encode({"alg": "ES256", "kid": "as-1", "typ": "at+jwt"}, claims, key)

    def entries(number: int) -> list[dict[str, object]]:
        return [{"id": n, "name": f"entry {number} {n}"} for n in range(1280)]

    return {
        "short": [token(n) for n in range(runs)],
        "other": [token(1000 + n, aud="https://billing.example/") for n in range(2 * runs)],
        "long": [token(2000 + n, entries=entries(n)) for n in range(runs)],
        "keys": [json.dumps({"keys": [key.as_dict(private=False)]})],
    }


class Bench:
    """The program with its inspector, and what a person does with it."""

    def __init__(self, tokens: dict[str, list[str]]) -> None:
        from PySide6.QtCore import QEvent, QEventLoop

        from oidc_workbench.app import Program, application

        # Python's classes of these are made when first used: not while a paste is timed.
        self.waiting, self.painting = QEventLoop.ProcessEventsFlag.WaitForMoreEvents, QEvent.Type
        self.app = application()
        self.program = Program(self.app)
        self.program.window.show()
        self.tokens = tokens
        self.keys: tuple[Any, ...] = ()
        self.selected = -1
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

    def take(self, name: str) -> str:
        """Take the next token of a kind, and put it on the bench as a run of a flow does."""
        from oidc_workbench.flows.step import ObtainedToken
        from oidc_workbench.jose.jwk_set import read_key_set
        from oidc_workbench.jose.key_set import KeySource
        from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext

        if not self.keys:
            source = KeySource("issuer", f"{ISSUER}/jwks", ISSUER, f"{ISSUER}/.well-known")
            self.keys = (read_key_set(self.tokens["keys"][0], source),)
        text = self.tokens[name].pop()
        expected = Expectation(Purpose.ACCESS_TOKEN, ISSUER, "app-1", (API,), ("orders:read",))
        token = ObtainedToken(
            "access_token", text, expected, RunContext(), self.keys, "", "", obtained_at=0
        )
        self.program.bench.change(tokens=(token,))
        self.expected = expected
        return text

    def judge(self, text: str) -> None:
        """The judgement alone."""
        from oidc_workbench.rules.expectation import RunContext
        from oidc_workbench.rules.inspection import inspect

        now = time.time()  # noqa: TID251 - as above
        inspect(text, self.expected, self.keys, RunContext(), now)

    def show(self) -> None:
        self.program.window.show_pane("inspector")

    @property
    def pane(self) -> "InspectorPane":
        return cast("InspectorPane", self.program.window.pane("inspector"))

    def needed(self) -> "list[QWidget]":
        """What has to be painted before a person has everything."""
        pane = self.pane
        return [
            pane.token.text.viewport(), pane.tables.claims.list.viewport(), pane.verdict,
            pane.ruler, pane.findings.list.viewport(),
        ]  # fmt: skip

    def paste(self, text: str) -> None:
        """Paste, and go on until all that is needed of this very token has been painted."""
        presenter = self.pane.presenter
        presenter.paste(text)
        # The token's text may have been painted before it was judged; all else may not.
        self.until_painted(lambda: bool(presenter.state.outcomes) and not presenter.state.busy)

    def until_painted(self, ready: Callable[[], bool]) -> None:
        """Go on until everything was painted after ``ready``; what was painted before is void."""
        from PySide6.QtCore import QEvent, QObject

        missing, paint = set(map(id, self.needed())), self.painting.Paint

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == paint and ready():
                    missing.discard(id(watched))
                return False

        watch = Watch()
        for widget in self.needed():
            widget.installEventFilter(watch)
        while missing:
            self.app.processEvents(self.waiting)
        for widget in self.needed():
            widget.removeEventFilter(watch)

    def alternate(self, name: str) -> Callable[[], None]:
        """Bring another token in front, which the next paste replaces."""
        self.paste(self.take("other"))
        text = self.take(name)
        self.wait(0.02)
        return lambda: self.paste(text)

    def repaint(self) -> None:
        """Paint the whole pane, which has not changed."""
        self.pane.repaint()

    def tick(self) -> None:
        """Let a second pass: everything is judged and told anew, and little of it changes."""
        self.pane.presenter.tick()
        self.app.processEvents()

    def select(self) -> Callable[[], None]:
        """Select another claim than the last one, and paint it."""
        rows = self.pane.tables.claims.list.rows()
        self.selected = (self.selected + 1) % min(len(rows), 8)
        place, presenter = rows[self.selected].place, self.pane.presenter

        def work() -> None:
            presenter.select(place)
            self.app.processEvents()

        return work


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
        [sys.executable, __file__, "--tokens", "--runs", str(runs + 8)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    bench = Bench(json.loads(made.stdout))
    sizes = [len(bench.tokens[name][0]) for name in ("short", "long")]
    first = bench.take("short")
    found = {"pane shown": timed(bench.show, profile=profile == "show")}
    bench.settle()
    found["first paste"] = timed(lambda: bench.paste(first), profile=profile == "first")
    for title, name in (("warm paste", "short"), ("64 KiB paste", "long")):
        found[title] = median([timed(bench.alternate(name)) for _ in range(runs)])
        if profile == name:
            timed(bench.alternate(name), profile=True)
    bench.alternate("short")()
    found["a second later"] = median([timed(bench.tick) for _ in range(runs)])
    found["claim selected"] = median([timed(bench.select()) for _ in range(runs)])
    if profile == "select":
        timed(bench.select(), profile=True)
    judged = median([timed(lambda: bench.judge(first)) for _ in range(50)])
    floor = median([timed(bench.repaint) for _ in range(50)])
    print(f"{'judgement alone':16} {judged[0]:6.2f} ms  {judged[1]:6.2f} ms of processor")
    print(f"{'one repaint':16} {floor[0]:6.2f} ms  {floor[1]:6.2f}")
    for title, took in found.items():
        goal = f"  (goal {GOALS.get(title, FRAME)} ms)"
        times = f"{took[0]:6.1f} ms  {took[1]:6.1f}  {took[1] / floor[1]:6.1f} x repaint"
        print(f"{title:16} {times}{goal}")
    print(f"sizes: {sizes[0]} and {sizes[1]} characters")
    bench.program.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--profile", default="", choices=PROFILES)
    parser.add_argument("--tokens", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.tokens:
        print(json.dumps(make_tokens(args.runs)))
        return
    with at_home():
        run(args.runs, profile=args.profile)


if __name__ == "__main__":
    main()
