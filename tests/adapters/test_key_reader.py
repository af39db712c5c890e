"""Foreign keys are read in a child process that can be ended, and that leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from fakes.clock import FakeClock
from jose.key_files import NOW
from jose.keys import key
from oidc_workbench.adapters.key_reader import ChildKeyReader, child_command
from oidc_workbench.adapters.key_reader_wire import answer, answered, asked, question
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_making import CertificateNames, self_signed
from oidc_workbench.jose.compact_key import to_compact
from oidc_workbench.jose.decryption_keys import decryption_key_from_octets
from oidc_workbench.jose.key_export import export_pem, export_pkcs8, export_pkcs12
from oidc_workbench.jose.key_generation import KINDS, generate_encryption_key
from oidc_workbench.jose.key_import import MAX_OCTETS, read_keys
from oidc_workbench.jose.private_jwk import private_jwk
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from oidc_workbench.jose.imported_keys import ImportedKey, ImportedKeys

pytestmark = pytest.mark.anyio
PASSWORD = Secret("correct horse battery staple")
CLOCK = FakeClock(NOW)
# Tells through a named pipe which process it is, and never ends by itself.
HANGS = "import os, sys, signal; open(sys.argv[1], 'w').write(str(os.getpid())); signal.pause()"


def reader(*command: str, within: float = 60.0) -> ChildKeyReader:
    return ChildKeyReader(CLOCK, command=command or None, within=within)


def encrypted(kind: str) -> bytes:
    return export_pkcs8(key(kind), PASSWORD, os.urandom)


def everything(one: ImportedKey) -> tuple[object, ...]:
    compact = to_compact(one.key) if one.key is not None else None
    named = (one.what, one.label, one.alg, one.place, one.algorithms, one.storable)
    return (*named, one.public.raw, compact, one.chain, one.warnings, one.refusal)


def same(one: ImportedKeys, other: ImportedKeys) -> bool:
    return one.notices == other.notices and [*map(everything, one.keys)] == [
        *map(everything, other.keys)
    ]


async def failure(reading: ChildKeyReader, octets: bytes, password: Secret | None = None) -> str:
    with pytest.raises(WorkbenchError) as caught:
        await reading.read(octets, password)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert caught.value.hint
    return caught.value.code


async def test_an_encrypted_rsa_key_comes_through_the_child() -> None:
    octets = encrypted("RSA-2048")
    found = await reader().read(octets, PASSWORD, "billing.pem")
    assert same(found, read_keys(octets, PASSWORD, NOW, "billing.pem"))
    assert found.storable[0].label == "billing"


def whole_set() -> bytes:
    """Every kind of key, some of them with something to refuse or to warn of."""
    listed: list[dict[str, object]] = [private_jwk(key(kind, kind)) for kind in KINDS]
    listed += [private_jwk(generate_encryption_key(kind, kind)) for kind in ("X25519", "X448")]
    listed.append(private_jwk(decryption_key_from_octets(b"\xff" * 32, "mac")))
    listed.append(dict(key("P-256", "public").public.raw) | {"x": 1})
    listed += [{"kty": "EC", "crv": "P-192"}, private_jwk(key("P-384", "P-256"))]
    return json.dumps({"keys": listed}).encode()


def test_every_kind_of_key_is_the_same_on_both_sides_of_the_pipe() -> None:
    found = read_keys(whole_set(), None, NOW)
    assert len(found.refused) == 4
    assert same(answered(answer(found)), found)


def test_a_certificate_comes_along() -> None:
    own = self_signed(key("P-256"), CertificateNames("c"), NOW - 9, NOW - 1, bytes(range(16)))
    octets = export_pkcs12(key("P-256"), (own,), PASSWORD, "x")
    found = read_keys(octets, PASSWORD, NOW)
    again = answered(answer(found))
    assert same(again, found)
    assert again.keys[0].chain == (own,)
    assert again.keys[0].refusal is not None
    assert again.keys[0].refusal.code == "certificate-expired"


async def test_what_the_child_refuses_is_said_here() -> None:
    octets = encrypted("P-256")
    assert await failure(reader(), octets) == "key-password-needed"
    assert await failure(reader(), octets, Secret("wrong")) == "key-password-wrong"
    assert await failure(reader(), octets[:100]) == "key-input-truncated"


async def test_a_large_file_is_refused_before_a_child_is_started() -> None:
    assert await failure(reader("/nowhere"), bytes(MAX_OCTETS + 1)) == "key-input-too-large"


@pytest.mark.parametrize(
    "script",
    [
        "import os; os.abort()",
        "raise SystemExit(1)",
        "print('no answer')",
        "import sys; sys.stdin.buffer.read()",
    ],
)
async def test_a_child_that_fails_is_told_in_a_sentence(script: str) -> None:
    assert await failure(reader(sys.executable, "-c", script), b"x") == "key-reader-failed"


async def test_a_child_that_cannot_be_started_is_told_in_a_sentence() -> None:
    assert await failure(reader("/nowhere/at/all"), b"x") == "key-reader-failed"


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are others there")
async def test_cancelling_ends_the_child(tmp_path: Path) -> None:
    fifo = tmp_path / "pid"
    os.mkfifo(fifo)
    hanging = reader(sys.executable, "-c", HANGS, str(fifo))
    reading = asyncio.create_task(hanging.read(b"x", PASSWORD))
    pid = int(await asyncio.to_thread(fifo.read_text))
    assert not is_gone(pid)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert is_gone(pid)


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are others there")
async def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    fifo = tmp_path / "pid"
    os.mkfifo(fifo)
    hanging = reader(sys.executable, "-c", HANGS, str(fifo), within=0.01)
    # Open for both, so that neither side waits for the other.
    descriptor = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
    try:
        assert await failure(hanging, b"x") == "key-reader-timed-out"
        # The deadline may be over before the child has said who it is.
        with suppress(BlockingIOError):
            assert is_gone(int(os.read(descriptor, 20)))
    finally:
        os.close(descriptor)


WATCHED = """
import os, sys
seen = "\\0".join([*sys.argv, *os.environ, *os.environ.values()])
with open(sys.argv[1], "w") as file:
    file.write(seen)
from oidc_workbench.adapters import key_reader_child
sys.exit(key_reader_child.main())
"""


async def test_nothing_of_the_key_is_in_arguments_environment_or_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, folder = tmp_path / "seen", tmp_path / "folder"
    folder.mkdir()
    for name in ("TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.chdir(folder)
    octets = encrypted("P-256")
    watched = reader(sys.executable, "-P", "-c", WATCHED, str(seen))
    assert (await watched.read(octets, PASSWORD)).storable
    shown = seen.read_text()
    assert str(seen) in shown
    for secret in (PASSWORD.reveal(), "BEGIN", octets.decode()[100:140]):
        assert secret not in shown
    assert list(folder.iterdir()) == []


async def test_the_folder_it_is_started_in_supplies_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("oidc_workbench.py", "json.py", "msgspec.py"):
        (tmp_path / name).write_text("raise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path)
    found = await reader().read(export_pem(key("P-256").public), None)
    assert found.keys[0].what == "EC P-256 public key, SubjectPublicKeyInfo"


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == (sys.executable, "--read-keys")


def test_the_child_says_nothing_but_its_answer_and_needs_no_window() -> None:
    script = (
        "import sys; sys.argv = ['program', '--read-keys'];"
        " from oidc_workbench.__main__ import main; status = main();"
        " heavy = {'PySide6', 'httpx', 'keyring', 'asyncio'} & sys.modules.keys();"
        " sys.exit(status or len(heavy))"
    )
    asking = question(encrypted("P-256"), PASSWORD, NOW, "")
    done = subprocess.run(
        [sys.executable, "-c", script], input=asking, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert answered(done.stdout).storable


@pytest.mark.skipif(sys.platform == "win32", reason="there are no core dumps")
def test_a_crash_of_the_child_dumps_no_core() -> None:
    script = (
        "import resource; from oidc_workbench.adapters import key_reader_child as child;"
        " child._leave_no_core(); print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "(0, 0)"


def test_a_question_shows_nothing_and_keeps_the_password_as_it_is() -> None:
    strange = Secret("\udcff pass")
    said = asked(question(b"the key", strange, NOW, "name"))
    assert said.secret == strange
    assert "key" not in repr(said)
    assert "pass" not in repr(said)
    assert asked(question(b"", None, NOW, "")).secret is None
