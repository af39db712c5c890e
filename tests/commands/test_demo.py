"""The demo, as a person without a display meets it."""

import json
import subprocess
import sys

PROGRAM = [sys.executable, "-m", "oidc_workbench"]


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def test_demo_runs_both_flows_and_hides_every_secret() -> None:
    done = run("demo")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert done.stderr == ""
    for part in ("Authorization Code + PKCE", "private_key_jwt", "/token", "Accepted"):
        assert part in done.stdout
    assert "Both flows ran to their end." in done.stdout


def test_demo_as_json_carries_steps_exchanges_and_verdicts() -> None:
    done = run("demo", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["ok"] is True
    for flow in ("login", "service"):
        steps = document[flow]
        assert all(step["state"] in {"done", "warning"} for step in steps)
        judged = [one for step in steps for one in step["documents"].values()]
        found = [finding for one in judged for finding in one["findings"]]
        assert judged
        assert not [finding for finding in found if finding["severity"] == "error"]
        decisions = [v["decision"] for step in steps for v in step["inspections"].values()]
        assert decisions
        assert set(decisions) == {"accept"}
        assert any(step["exchanges"] for step in steps)


def test_demo_output_holds_no_usable_token() -> None:
    """Whatever looks like a JWT in the output must have lost its signature."""
    import re

    text = run("demo").stdout
    whole = re.findall(r"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{40,}", text)
    assert whole == []
    assert not re.search(r"code_verifier=[\w~.-]{43}", text)
    assert not re.search(r"[?&]code=[\w-]{16}", text)
