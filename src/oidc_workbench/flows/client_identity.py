"""What a client proves itself with, taken from the vault only when it is needed."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import FormRequest
from oidc_workbench.jose.certificate_text import chain_from_pem
from oidc_workbench.oauth.client_auth import ClientCredential
from oidc_workbench.oauth.client_auths import client_auth_method
from oidc_workbench.oauth.client_auths.private_key_jwt import (
    JTI_OCTETS,
    ClientAssertion,
    client_assertion,
)
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.ports import FlowPorts
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """A client with its secret or key in memory, for the length of one flow.

    Args:
        x5t_s256: thumbprint of the key's certificate, by which some servers find the key
            (RFC 7515 §4.1.8); empty without a certificate.
    """

    client: Client
    secret: Secret | None = field(default=None, repr=False)
    key: "SigningKey | None" = field(default=None, repr=False)
    x5t_s256: str = ""

    def assertion(self, metadata: ProviderMetadata, ports: FlowPorts) -> ClientAssertion | None:
        """Build a fresh assertion, or None when the method needs none.

        Raises:
            WorkbenchError: ``alg-does-not-fit``, ``endpoint-missing``.
        """
        if self.key is None:
            return None
        to_issuer = self.client.assertion_audience == "issuer"
        return client_assertion(
            self.client.client_id,
            metadata.issuer if to_issuer else metadata.endpoint("token_endpoint"),
            alg=self._algorithm(self.key, metadata),
            kid=self.key.public.kid,
            now=ports.clock.now(),
            jti=ports.random.octets(JTI_OCTETS),
            x5t_s256=self.x5t_s256,
        )

    def apply(self, request: FormRequest, signed_assertion: Secret | None) -> FormRequest:
        """Add the client's credential to a request.

        Raises:
            WorkbenchError: ``client-secret-missing``, ``client-key-missing``.
        """
        credential = ClientCredential(
            self.client.client_id,
            self.secret,
            signed_assertion,
            raw_basic=self.client.basic_encoding == "raw",
        )
        return client_auth_method(self.client.auth_method).apply(request, credential)

    def authenticate(
        self, request: FormRequest, metadata: ProviderMetadata, ports: FlowPorts
    ) -> FormRequest:
        """Add the client's credential, with a fresh assertion where the method needs one.

        Raises:
            WorkbenchError: as :meth:`assertion` and :meth:`apply`.
        """
        assertion = self.assertion(metadata, ports)
        signed = assertion.sign(self.key) if assertion and self.key else None
        return self.apply(request, signed)

    def _algorithm(self, key: "SigningKey", metadata: ProviderMetadata) -> str:
        """Choose the client's registered algorithm, or one that key and provider share."""
        chosen = self.client.signing_alg
        if chosen and chosen not in key.algorithms:
            raise WorkbenchError(
                "alg-does-not-fit",
                f"The client is set to sign with {chosen}, which its {key.public.kty} key can't.",
                f"Choose one of {', '.join(key.algorithms)}, or another key.",
            )
        offered = metadata.token_endpoint_auth_signing_alg_values_supported
        shared = next((alg for alg in key.algorithms if alg in offered), "")
        return chosen or shared or key.default_alg


async def load_identity(client: Client, ports: FlowPorts) -> ClientIdentity:
    """Take from the vault what the client's authentication method needs.

    Raises:
        WorkbenchError: ``client-secret-missing``, ``client-key-missing``, or what the vault
            raises.
    """
    needs = client_auth_method(client.auth_method).needs
    if needs == "secret":
        return ClientIdentity(client, secret=await _secret(client, ports))
    if needs == "key":
        return await key_identity(client, _key_id(client), ports)
    return ClientIdentity(client)


async def _secret(client: Client, ports: FlowPorts) -> Secret:
    if not client.secret_ref:
        raise WorkbenchError(
            "client-secret-missing",
            f"The client “{client.client_id}” has no secret here, but its method needs one.",
            "Enter the client secret, or choose another authentication method.",
        )
    return await ports.vault.secret(client.secret_ref)


async def key_identity(client: Client, key_id: str, ports: FlowPorts) -> ClientIdentity:
    """Take one key from the vault, with what its record says of a certificate.

    Raises:
        WorkbenchError: what the vault raises, ``certificate-unusable``.
    """
    key = await ports.vault.signing_key(key_id)
    record = next((one for one in await ports.vault.records() if one.key_id == key_id), None)
    chain = chain_from_pem(record.certificate) if record and record.certificate else ()
    return ClientIdentity(client, key=key, x5t_s256=chain[0].x5t_s256 if chain else "")


def _key_id(client: Client) -> str:
    if not client.key_id:
        raise WorkbenchError(
            "client-key-missing",
            f"The client “{client.client_id}” has no key here, but its method needs one.",
            "Choose or make a key for this client, and register its public part.",
        )
    return client.key_id
