"""A key's public side as text: what is given to a provider. No Qt."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.pane import Job, PaneContext
from oidc_workbench.workspace.key_record import KeyRecord

FORMS: tuple[tuple[str, str, str], ...] = (
    ("jwk", "JWK", ".jwk.json"),
    ("jwks", "JWKS", ".jwks.json"),
    ("pem", "PEM", ".pem"),
    ("certificate", "Certificate", ".crt.pem"),
)


@dataclass(frozen=True, slots=True)
class PublicSide:
    """The forms of a public key; a form that it does not have is empty.

    Args:
        problem: why the key can't be shown as PEM.
    """

    jwk: str = ""
    jwks: str = ""
    pem: str = ""
    certificate: str = ""
    problem: str = ""

    def form(self, name: str) -> str:
        """Return one of :data:`FORMS`."""
        return str(getattr(self, name))


def jwk_text(record: KeyRecord) -> str:
    """Return the public JWK (RFC 7517 §4)."""
    return json.dumps(record.public_jwk, indent=2)


def jwks_text(records: Iterable[KeyRecord]) -> str:
    """Return a JWK Set of public keys (RFC 7517 §5)."""
    return json.dumps({"keys": [record.public_jwk for record in records]}, indent=2)


def pem_text(record: KeyRecord) -> str:
    """Return the public key as SubjectPublicKeyInfo in PEM.

    Raises:
        WorkbenchError: the record holds no whole key.
    """
    from oidc_workbench.jose.jwk import public_key, public_pem

    return public_pem(public_key(record.public_jwk))


def with_certificate(record: KeyRecord) -> dict[str, object]:
    """Return the public JWK with ``x5c`` and ``x5t#S256`` (RFC 7517 §4.7, §4.9) where it can be."""
    if not record.certificate:
        return record.public_jwk
    from oidc_workbench.jose.certificate_text import chain_from_pem
    from oidc_workbench.jose.certificate_text import with_certificate as joined
    from oidc_workbench.jose.jwk import public_jwk, public_key

    chain = chain_from_pem(record.certificate)
    return public_jwk(joined(public_key(record.public_jwk), chain))


class PublicShowing:
    """Makes the forms of the selected key; what takes cryptography beside the window's thread.

    Args:
        show: told of every change.
    """

    def __init__(self, context: PaneContext, show: Callable[[PublicSide], None]) -> None:
        self._context, self._show = context, show
        self._job: Job | None = None

    def follow(self, record: KeyRecord | None) -> None:
        """Show another key."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if record is None:
            self._show(PublicSide())
            return
        quick = PublicSide(jwk_text(record), jwks_text([record]))
        self._show(quick)

        def work() -> PublicSide:
            return _whole(record)

        def failed(error: WorkbenchError) -> None:
            self._show(replace(quick, problem=f"{error.message} {error.hint}"))

        self._job = self._context.runner.compute(work, self._show, failed)


def _whole(record: KeyRecord) -> PublicSide:
    jwk = with_certificate(record)
    return PublicSide(
        json.dumps(jwk, indent=2),
        json.dumps({"keys": [jwk]}, indent=2),
        pem_text(record),
        record.certificate,
    )
