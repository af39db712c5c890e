"""What a program and its key-reading child say to each other, over pipes and nowhere else."""

from typing import Any

import msgspec

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_text import certificate_of
from oidc_workbench.jose.certificates import summary_of
from oidc_workbench.jose.compact_key import key_from_compact, to_compact
from oidc_workbench.jose.imported_keys import ImportedKey, ImportedKeys, Refusal
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.shared_secret import octets_of, secret_text
from oidc_workbench.jose.weakness import Weakness
from oidc_workbench.secret import Secret


class Question(msgspec.Struct, frozen=True):
    """What the child is asked to read; ``password`` is its octets, and None for none."""

    octets: bytes
    password: bytes | None
    now: float
    name: str

    def __repr__(self) -> str:
        return "Question(••••)"

    @property
    def secret(self) -> Secret | None:
        """The password as a secret."""
        return None if self.password is None else Secret(secret_text(self.password))


class _Key(msgspec.Struct, frozen=True):
    """One key: the private part in its compact form, which this side rebuilds in no time."""

    what: str
    public: dict[str, Any]
    compact: str | None
    chain: list[bytes]
    label: str
    alg: str
    place: str
    warnings: list[Weakness]
    refusal: Refusal | None

    def __repr__(self) -> str:
        return f"_Key({self.what} ••••)"


class _Answer(msgspec.Struct, frozen=True):
    """The keys, or why there are none."""

    keys: list[_Key] = []
    notices: list[str] = []
    error: Refusal | None = None


def question(octets: bytes, password: Secret | None, now: float, name: str) -> bytes:
    """Write what the child reads from its standard input."""
    secret = octets_of(password) if password is not None else None
    return msgspec.msgpack.encode(Question(octets, secret, now, name))


def asked(octets: bytes) -> Question:
    """Read a question; the child's part."""
    return msgspec.msgpack.decode(octets, type=Question)


def answer(found: ImportedKeys | WorkbenchError) -> bytes:
    """Write what the child says on its standard output."""
    if isinstance(found, WorkbenchError):
        return msgspec.msgpack.encode(_Answer(error=Refusal.of(found)))
    keys = [_written(one) for one in found.keys]
    return msgspec.msgpack.encode(_Answer(keys, list(found.notices)))


def answered(octets: bytes) -> ImportedKeys:
    """Read an answer.

    Raises:
        WorkbenchError: the child's own.
        ValueError: it is no answer.
    """
    said = msgspec.msgpack.decode(octets, type=_Answer)
    if said.error is not None:
        raise said.error.error
    return ImportedKeys(tuple(map(_read, said.keys)), tuple(said.notices))


def _written(one: ImportedKey) -> _Key:
    from cryptography.hazmat.primitives.serialization import Encoding

    return _Key(
        one.what,
        dict(one.public.raw),
        to_compact(one.key).reveal() if one.key is not None else None,
        [certificate_of(each).public_bytes(Encoding.DER) for each in one.chain],
        one.label,
        one.alg,
        one.place,
        list(one.warnings),
        one.refusal,
    )


def _read(one: _Key) -> ImportedKey:
    public = public_key(one.public)
    return ImportedKey(
        one.what,
        public,
        key_from_compact(Secret(one.compact), public) if one.compact is not None else None,
        tuple(map(summary_of, one.chain)),
        one.label,
        one.alg,
        one.place,
        tuple(one.warnings),
        one.refusal,
    )
