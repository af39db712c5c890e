"""Key files as other programs write them, and reading them back with openssl."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from oidc_workbench.jose.key_import import read_keys
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from oidc_workbench.jose.imported_keys import ImportedKey, ImportedKeys

NOW = 1_800_000_000.0
PASSWORD = Secret("correct horse battery staple")
PASS = f"pass:{PASSWORD.reveal()}"


def openssl(*arguments: str | Path, stdin: bytes = b"", merge: bool = False) -> bytes:
    """Run openssl; what it says on standard output, and on the other one as well to merge."""
    return _run("openssl", *arguments, stdin=stdin, merge=merge)


def ssh_keygen(path: Path, *arguments: str, passphrase: str = "") -> bytes:
    """Make an OpenSSH key; its private file."""
    _run("ssh-keygen", "-q", "-f", path, "-N", passphrase, *arguments)
    return path.read_bytes()


def genpkey(kind: str) -> bytes:
    """A private key in PKCS #8, as openssl makes it; ``kind`` is "RSA", a curve or ED25519 …"""
    if kind == "RSA":
        return openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    if kind.startswith(("ED", "X")):
        return openssl("genpkey", "-algorithm", kind)
    return openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{kind}")


def certificate(folder: Path, key: bytes, *options: str, subject: str = "/CN=client") -> bytes:
    """A self-signed certificate; valid for ten years from the machine's today."""
    path = folder / "key.pem"
    path.write_bytes(key)
    days = () if "-days" in options else ("-days", "3650")
    return openssl("req", "-x509", "-new", "-key", path, "-subj", subject, *days, *options)


def imported(octets: bytes, password: Secret | None = None, name: str = "") -> ImportedKeys:
    return read_keys(octets, password, NOW, name)


def only(octets: bytes, password: Secret | None = None, name: str = "") -> ImportedKey:
    """The one key that is found."""
    (key,) = imported(octets, password, name).keys
    return key


def today() -> float:
    """The machine's time, which openssl dates its certificates by."""
    return time.time()  # noqa: TID251 - beside a program that asks the machine


def _run(*command: str | Path, stdin: bytes = b"", merge: bool = False) -> bytes:
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout + done.stderr if merge else done.stdout
