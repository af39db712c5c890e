"""A kind of server: what its registration of a key takes, and in which steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from oidc_workbench.report.registration_pack.page import Section
from oidc_workbench.report.registration_pack.subject import PackSubject

EVERY_ALGORITHM = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServerKind:
    """One entry of the shelf.

    Args:
        name: stable, for scripts.
        algorithms: those it accepts for assertions as far as its documentation says; empty when
            its own metadata says it.
        audience: whom the assertion has to name: the client's setting for it.
        several_keys: whether it holds more than one key of a client, so that a rotation overlaps.
        steps: what to do, in its own words for things.
        needs_certificate: whether it takes a certificate and nothing else.
    """

    name: str
    title: str
    algorithms: tuple[str, ...]
    audience: Literal["issuer", "token_endpoint"]
    several_keys: str
    steps: Callable[[PackSubject], tuple[Section, ...]]
    needs_certificate: bool = False


def steps(*lines: str) -> tuple[Section, ...]:
    """Return steps as the one section that most servers need."""
    return (Section("Steps", steps=lines),)
