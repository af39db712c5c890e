"""Secrets that are recognised wherever they turn up, in whatever form, and who looks for them."""

from __future__ import annotations

import base64
import secrets
import threading
import urllib.parse
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_SLICE = 12  # octets: a part of a secret is a secret too
_MARK = "WORKBENCH_CANARY"


def forms(secret: bytes) -> set[bytes]:
    """Every writing of the beginning, the middle and the end of a secret."""
    found: set[bytes] = set()
    for start in (0, (len(secret) - _SLICE) // 2, len(secret) - _SLICE):
        part = secret[start : start + _SLICE]
        found |= {part, part.hex().encode(), part.hex().upper().encode()}
        found |= set(_in_base64(part))
    return found


def _in_base64(part: bytes) -> Iterator[bytes]:
    """The characters that stand for a part wherever it begins within a longer text."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + part).rstrip(b"=")
        # The first and last characters also carry bits of what stands beside it.
        inner = coded[before + 1 if before else 0 : -1]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


@dataclass(frozen=True)
class Canaries:
    """Made anew for each test.

    Attributes:
        texts: by name: client secret, initial access token, password of an export.
        keys: by kind: a private key as the text that a person would import.
    """

    texts: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    octets: list[bytes] = field(default_factory=list)

    @classmethod
    def make(cls) -> Canaries:
        made = cls()
        for name in ("client_secret", "registration_token", "password"):
            made.texts[name] = f"Canary-{name}-{secrets.token_hex(24)}"
        made._add("rsa", one := rsa.generate_private_key(65537, 2048))
        numbers = one.private_numbers()
        crt = (numbers.dmp1, numbers.dmq1, numbers.iqmp)
        made.numbers.extend((numbers.d, numbers.p, numbers.q, *crt))
        for name in ("ec", "ec2"):
            made._add(name, two := ec.generate_private_key(ec.SECP256R1()))
            made.numbers.append(two.private_numbers().private_value)
        made._add("ed25519", three := ed25519.Ed25519PrivateKey.generate())
        made.octets.append(three.private_bytes_raw())
        made.octets.append(shared := secrets.token_bytes(32))
        k = base64.urlsafe_b64encode(shared).rstrip(b"=").decode()
        made.keys["oct"] = f'{{"kty":"oct","kid":"shared","use":"enc","k":"{k}"}}'
        return made

    def _add(self, kind: str, key: PrivateKeyTypes) -> None:
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.keys[kind] = pem.decode()

    @cached_property
    def needles(self) -> dict[bytes, str]:
        """What to look for, with what it is."""
        found: dict[bytes, str] = {}
        for name, text in self.texts.items():
            # Behind its beginning, which a mask may show.
            tail = text.removeprefix(f"Canary-{name}-").encode()
            writings = forms(tail) | {urllib.parse.quote(text, safe="").encode()}
            found |= dict.fromkeys(writings, name)
        for number in self.numbers:
            octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
            found |= dict.fromkeys(forms(octets) | {str(number).encode()}, "private number")
        for octets in self.octets:
            found |= dict.fromkeys(forms(octets), "secret octets")
        return found

    def found_in(self, data: bytes) -> set[str]:
        """Which of them stand in some data, in any of their writings."""
        joined = b"".join(data.split()).replace(b"\\n", b"").replace(b":", b"")
        variants = (data, joined, data.replace(b"\0", b""))
        return {name for needle, name in self.needles.items() for v in variants if needle in v}

    def found_under(self, folder: Path) -> dict[str, set[str]]:
        """Which of them stand in files, and in the names of files, below a folder."""
        hits = {}
        for path in folder.rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            if found := self.found_in(data + str(path).encode()):
                hits[str(path.relative_to(folder))] = found
        return hits


class ProcessWatch:
    """Collects the arguments and environments of all processes that carry a mark.

    The mark stands in the environment, so that whatever they start carries it as well.
    """

    def __init__(self) -> None:
        self.mark = secrets.token_hex(8)
        self.seen: dict[bytes, None] = {}
        self.processes: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="process-watch")

    @property
    def environment(self) -> dict[str, str]:
        """What to start the first one with."""
        return {_MARK: self.mark}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.03):
            for folder in Path("/proc").glob("[0-9]*"):
                self._look_at(folder)

    def _look_at(self, folder: Path) -> None:
        try:
            environment = (folder / "environ").read_bytes()
            if self.mark.encode() not in environment:
                return
            arguments = (folder / "cmdline").read_bytes()
        except OSError:
            return  # it has ended, or is another user's
        self.processes.add(folder.name)
        self.seen[environment + b"\n" + arguments] = None

    @property
    def everything(self) -> bytes:
        """All that was seen."""
        return b"\n".join(self.seen)


def job_of(canaries: Canaries, scenario: str, **more: Any) -> dict[str, Any]:
    """What a child process is told on its standard input."""
    return {"scenario": scenario, "keys": canaries.keys, **canaries.texts, **more}
