"""What a registration pack is about: one key of one client, and what can be shown of it."""

import json
from dataclasses import dataclass, field
from functools import cached_property

from oidc_workbench.flows.client_metadata import jwks_of, published_jwk
from oidc_workbench.jose.certificate_text import Fingerprints, chain_from_pem, fingerprints
from oidc_workbench.jose.certificates import CertificateSummary
from oidc_workbench.jose.key_export import export_certificate, export_pem
from oidc_workbench.jose.key_set import PublicKey
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signing_key import algorithms_of
from oidc_workbench.report.registration_pack.page import code
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client


@dataclass(frozen=True)
class PackSubject:
    """One key of one client at one provider; only its public side.

    Args:
        key: the key that is to be registered.
        keys: every key that the provider has to know; the key alone when empty.
        registration_endpoint: of the provider, where it offers dynamic registration.
        jwks_uri: where the key set is served; empty when it is not.
        now: seconds since the epoch, for the validity of the certificate.
    """

    client: Client
    issuer: str
    key: KeyRecord
    keys: tuple[KeyRecord, ...] = ()
    registration_endpoint: str = ""
    jwks_uri: str = ""
    now: float = field(default=0.0, kw_only=True)

    @property
    def client_id(self) -> str:
        """The client id as code in a text, or a stand-in while there is none."""
        return code(self.client.client_id) if self.client.client_id else "(yours)"

    @cached_property
    def published(self) -> tuple[KeyRecord, ...]:
        """The keys of the key set; the one that this is about is always among them."""
        known = any(one.key_id == self.key.key_id for one in self.keys)
        return self.keys if known else (*self.keys, self.key)

    @cached_property
    def public(self) -> PublicKey:
        """The key itself."""
        return public_key(published_jwk(self.key))

    @property
    def algorithms(self) -> tuple[str, ...]:
        """What the key can sign with, the recommended one first."""
        fitting = algorithms_of(self.public)
        chosen = self.client.signing_alg
        return (chosen,) if chosen in fitting else fitting

    @property
    def jwk(self) -> str:
        """The key as JSON."""
        return json.dumps(published_jwk(self.key), indent=2) + "\n"

    @property
    def jwks(self) -> str:
        """The key set as JSON."""
        return json.dumps(jwks_of(self.published), indent=2) + "\n"

    @property
    def pem(self) -> bytes:
        """The key in PEM.

        Raises:
            WorkbenchError: ``key-unusable``.
        """
        return export_pem(self.public)

    @cached_property
    def chain(self) -> tuple[CertificateSummary, ...]:
        """Its certificate, and those above it; empty for none.

        Raises:
            WorkbenchError: ``certificate-unusable``.
        """
        return chain_from_pem(self.key.certificate)

    @property
    def certificate_pem(self) -> bytes:
        """The certificate and those above it in PEM; only when there is one."""
        return export_certificate(self.chain)

    @property
    def fingerprints(self) -> Fingerprints | None:
        """The digests of its certificate; None without one."""
        return fingerprints(self.chain[0]) if self.chain else None
