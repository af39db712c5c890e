"""A claims set of a megabyte in the inspector: on the screen, scrolled, selected, read as text.

    python benchmarks/large.py [--runs 10] [--profile show|tick|scroll|jump|select|raw]

A token of this size is refused unless the limit on its size is raised, as it is here; the refusal
is measured as well. Reading and judging go beside the window; what is timed is what the window
does when the judgement is there, to the end of the frame. The floor is one repaint of the
unchanged pane, measured in the same run. No frame may take longer than 16 ms, the first 50 ms.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import paste
from home import at_home
from paste import API, ISSUER, Bench, Times, median, timed

GOALS = {"show": 50, "refusal": 50, "raw": 50}
MEGABYTE = 1_000_000


def make_token() -> str:
    """A token that carries 10,000 claims, some of them nested."""
    from joserfc import jwt
    from joserfc.jwk import ECKey

    now = int(time.time())  # noqa: TID251 - the token has to be valid on the real clock
    claims: dict[str, Any] = {
        "iss": ISSUER, "sub": "alice", "aud": API, "client_id": "app-1", "iat": now,
        "exp": now + 3600, "jti": "0123456789abcdef", "scope": "orders:read",
    }  # fmt: skip
    room = "a value of some length as directories write them into tokens " * 2
    for n in range(2_500):
        claims[f"entry-{n}"] = {"id": n, "name": f"entry {n}", "text": room}
    for n in range(5_000):
        claims[f"claim-{n}"] = f"{n} {room}"
    key = ECKey.generate_key("P-256", {"kid": "as-1"})
    return jwt.encode({"alg": "ES256", "kid": "as-1", "typ": "at+jwt"}, claims, key)


class Large(Bench):
    """The inspector with a megabyte of claims, and what a person does with it."""

    def __init__(self, token: str) -> None:
        super().__init__({})
        self.token = token
        self.program.window.show_pane("inspector")
        self.settle()

    def refuse(self) -> None:
        """Paste it as it is, under the usual limits."""
        self.paste(self.token)
        self.refused = self.pane.presenter.state

    def take_in(self) -> None:
        """Read and judge it with raised limits, and keep what the window is then told."""
        from oidc_workbench.jose.limits import DEFAULT_LIMITS
        from oidc_workbench.rules.inspection import Inspection, inspect
        from oidc_workbench.ui.panes.inspector.engine import Case, RealEngine

        class Roomy(RealEngine):
            def judge(self, case: Case) -> Inspection:
                limits = replace(DEFAULT_LIMITS, token_octets=4 * MEGABYTE)
                parts = (case.text, case.expectation, case.keys, case.context, case.at)
                return inspect(*parts, limits=limits)

        presenter = self.pane.presenter
        presenter._judging._engine = Roomy()  # noqa: SLF001 - the limits are set for this alone
        self.paste(self.token)
        self.state = presenter.state
        assert len(self.state.claims) > 10_000, "it was not read"

    def work(self, name: str) -> Callable[[], object]:
        """Prepare one piece of work to be timed."""
        table, bar = self.pane.tables.claims.list, self.pane.tables.claims.list.verticalScrollBar()
        if name == "show":
            self.and_paint(lambda: self.pane.show_state(self.refused))
            return lambda: self.and_paint(lambda: self.pane.show_state(self.state))
        if name == "tick":
            return lambda: self.and_paint(self.pane.presenter.tick)
        if name == "scroll":
            return lambda: self.and_paint(lambda: bar.setValue(bar.value() + 97))
        if name == "jump":
            target = (bar.value() + bar.maximum() * 2 // 5) % bar.maximum()
            return lambda: self.and_paint(lambda: bar.setValue(target))
        if name == "select":
            number = (table.currentIndex().row() + 3_001) % len(table.rows())
            return lambda: self.and_paint(
                lambda: table.setCurrentIndex(table.model().index(number, 0))
            )
        if name == "place":
            self.spot = getattr(self, "spot", 0) + 40_007
            return lambda: self.and_paint(
                lambda: self.pane.presenter.select_at(1, self.spot % MEGABYTE)
            )
        self.pane.tables.tabs.setCurrentIndex(0)
        self.pane.tables._raw_of = None  # noqa: SLF001 - as for a token that is new
        return lambda: self.and_paint(lambda: self.pane.tables.tabs.setCurrentIndex(3))

    def and_paint(self, work: Callable[[], object]) -> None:
        """Do something, then all that it asked for, up to the end of the frame."""
        work()
        self.app.processEvents(self.waiting)


def longest_slice(bench: Large) -> Times:
    """The longest of the goes at which the raw text is written after its first page."""
    raw = bench.pane.tables.raw
    bench.work("raw")()
    worst = (0.0, 0.0)
    while not raw.is_whole:
        worst = max(worst, timed(bench.app.processEvents))
    return worst


def run(runs: int, *, profile: str) -> None:
    made = subprocess.run(
        [sys.executable, __file__, "--token"], capture_output=True, text=True, check=True
    )
    bench = Large(json.loads(made.stdout))
    found = {"refusal": timed(bench.refuse)}
    found["read, judged"] = timed(bench.take_in)
    for name in ("show", "tick", "scroll", "jump", "select", "place", "raw"):
        found[name] = median([timed(bench.work(name)) for _ in range(runs)])
        if profile == name:
            timed(bench.work(name), profile=True)
    found["raw, a slice"] = longest_slice(bench)
    bench.pane.tables.tabs.setCurrentIndex(0)
    floor = median([timed(bench.repaint) for _ in range(50)])
    size = f"{len(bench.token):,} characters, {len(bench.state.claims):,} claims"
    print(f"{'one repaint':12} {floor[0]:6.2f} ms  {floor[1]:6.2f} ms of processor; {size}")
    for title, took in found.items():
        goal = (
            "(mostly beside the window)"
            if title == "read, judged"
            else f"(goal {GOALS.get(title, 16)} ms)"
        )
        times = f"{took[0]:6.1f} ms  {took[1]:6.1f}  {took[1] / floor[1]:6.1f} x repaint"
        print(f"{title:12} {times}  {goal}")
    bench.program.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--profile", default="")
    parser.add_argument("--token", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.token:
        print(json.dumps(make_token()))
        return
    with at_home():
        run(args.runs, profile=args.profile)


if __name__ == "__main__":
    sys.pycache_prefix = paste.BYTECODE
    main()
