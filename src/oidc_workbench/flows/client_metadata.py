"""A client as the metadata that is registered for it (RFC 7591 §2, OIDC Registration §2)."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signing_key import algorithms_of
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client


def jwks_of(records: Sequence[KeyRecord]) -> dict[str, object]:
    """Return the key set to register or to serve (RFC 7517 §5); nothing private is in it."""
    return {"keys": [published_jwk(record) for record in records]}


def published_jwk(record: KeyRecord) -> dict[str, object]:
    """Return one key as it is published: with its kid and use, so that it can be told apart."""
    members = public_jwk(public_key(record.public_jwk))
    return {**members, "kid": record.kid, "use": record.use} if record.kid else members


def signing_alg(client: Client, record: KeyRecord, metadata: ProviderMetadata | None) -> str:
    """Choose the algorithm of the client's assertions: its own, or one that the provider takes.

    Raises:
        WorkbenchError: ``alg-does-not-fit``.
    """
    fitting = algorithms_of(public_key(record.public_jwk))
    if client.signing_alg and client.signing_alg not in fitting:
        raise WorkbenchError(
            "alg-does-not-fit",
            f"The client is set to sign with {client.signing_alg}, which its {record.kty} key "
            "can't.",
            f"Choose one of {', '.join(fitting)}, or another key." if fitting else _NO_ALG,
        )
    offered = metadata.token_endpoint_auth_signing_alg_values_supported if metadata else ()
    shared = next((alg for alg in fitting if alg in offered), "")
    return client.signing_alg or shared or next(iter(fitting), "")


_NO_ALG = "Choose a key for signatures."


def client_metadata(client: Client, keys: Mapping[str, object], alg: str) -> dict[str, object]:
    """Return the metadata to register for a client.

    Args:
        client: what is wanted.
        keys: ``jwks`` or ``jwks_uri``, never both (RFC 7591 §2); empty without a key.
        alg: what its assertions are signed with; empty without a key.
    """
    person = client.actor == "user"
    grants = ["authorization_code", "refresh_token"] if person else ["client_credentials"]
    metadata: dict[str, object] = {
        "client_name": client.name,
        "token_endpoint_auth_method": client.auth_method,
        "grant_types": grants,
        "response_types": ["code"] if person else [],
        "redirect_uris": [_registered(client.redirect_uri)] if person else [],
        **keys,
    }
    if alg:
        metadata["token_endpoint_auth_signing_alg"] = alg
    if person:
        metadata["application_type"] = "native"
    if client.scopes:
        metadata["scope"] = " ".join(client.scopes)
    return metadata


def _registered(redirect_uri: str) -> str:
    """Leave out port 0, which stands for any: on loopback every port will do (RFC 8252 §7.3)."""
    parts = urlsplit(redirect_uri)
    netloc = parts.netloc.removesuffix(":0")
    return parts._replace(netloc=netloc).geturl()
