"""The command line as a whole: its index, its exits, its one-sentence errors."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from oidc_workbench import cli
from oidc_workbench.commands import COMMANDS, parser
from oidc_workbench.commands.terminal import Exit


def no_window(_practice: bool) -> int:
    raise AssertionError("no window was asked for")


def test_every_subcommand_offers_json_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            cli.main([command.NAME, "--help"], no_window)
        assert stopped.value.code == 0
        out = capsys.readouterr().out
        assert "--json" in out
        assert command.HELP.split("(")[0].strip() in " ".join(out.split())


@pytest.mark.parametrize(
    "argv",
    [
        ["nonsense"],
        ["token"],
        ["inspect"],
        ["discover"],
        ["practice", "--port", "many"],
        ["login", "--timeout", "nan"],
        ["login", "--timeout", "0"],
        ["login", "--max-age", "-5"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_sentence_and_64(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(argv, no_window)
    assert stopped.value.code == Exit.USAGE
    err = capsys.readouterr().err
    assert len(err.strip().splitlines()) == 1
    assert "--help" in err


def test_without_a_display_the_window_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main([], no_window) == Exit.USAGE
    assert "demo" in capsys.readouterr().err


@pytest.mark.parametrize(("argv", "practice"), [([], False), (["--practice"], True)])
def test_without_a_subcommand_the_window_opens(
    argv: list[str], practice: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":1")
    asked: list[bool] = []

    def window(wanted: bool) -> int:
        asked.append(wanted)
        return 7

    assert cli.main(argv, window) == 7
    assert asked == [practice]


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"], no_window)
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("oidc-workbench 0.")


class Broken:
    """A subcommand with a bug in it, whose exception holds a secret."""

    NAME = "broken"
    HELP = "break"

    def add_arguments(self, _parser: object) -> None:
        """It has none."""

    def run(self, _args: object, _terminal: object) -> int:
        raise ValueError("canary-secret")


def test_a_bug_of_ours_is_70_and_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OIDC_WORKBENCH_DEBUG", raising=False)
    monkeypatch.setattr(parser, "COMMANDS", (Broken(),))
    assert cli.main(["broken", "--json"], no_window) == Exit.BUG
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"] == "bug"
    assert "canary-secret" not in shown.out + shown.err
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_output_suits_a_terminal_of_any_encoding(encoding: str) -> None:
    # {"alg":"RS256"} . {"sub":"e with acute, check mark, face"}
    signature = "A" * 342  # as long as that of an RSA key, or it would be refused for that
    token = f"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiLDqeKck_CfmIAifQ.{signature}"
    for form in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "oidc_workbench", "inspect", token, *form],
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == Exit.UNDECIDED, done.stderr
        text = done.stdout.decode(encoding)
        if form:
            assert "é✓😀" in json.dumps(json.loads(text), ensure_ascii=False)


def test_a_verdict_that_nobody_read_to_its_end_is_not_told_as_accepted() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "oidc_workbench", "inspect", "eyJhbGciOiJub25lIn0.e30."],
            stdout=writer,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writer)
    assert done.returncode == Exit.CUT_OFF
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["discover", "http://127.0.0.1:9"], "127.0.0.1:9"),
        (["discover", "not a url"], "not a url"),
        (["discover", "http://login.example"], "http"),
        (
            [
                "token",
                "--issuer",
                "http://127.0.0.1:9",
                "--client-id",
                "x",
                "--key",
                "gone",
                "--key-file",
                "/nowhere/key.pem",
            ],
            "key file",
        ),
        (
            [
                "token",
                "--issuer",
                "http://127.0.0.1:9",
                "--client-id",
                "x",
                "--auth",
                "client_secret_basic",
            ],
            "--secret-stdin",
        ),
    ],
)
def test_what_goes_wrong_outside_is_said_without_a_traceback(
    arguments: list[str], part: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "oidc_workbench", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == Exit.REJECTED
    assert part in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_offline_command_line_imports_no_qt_and_no_network(tmp_path: Path) -> None:
    script = tmp_path / "probe.py"
    script.write_text(
        "import sys\n"
        "from oidc_workbench import cli\n"
        "try:\n    cli.main(['rules-that-do-not-exist'], lambda practice: 0)\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'PySide6', 'httpx', 'keyring', 'joserfc', 'cryptography', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
