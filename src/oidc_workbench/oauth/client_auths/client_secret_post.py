"""``client_secret_post``: id and secret as form parameters (RFC 6749 §2.3.1)."""

from oidc_workbench.exchange import FormRequest
from oidc_workbench.oauth.client_auth import ClientAuthMethod, ClientCredential


def _apply(request: FormRequest, credential: ClientCredential) -> FormRequest:
    secret = credential.required_secret()
    return request.with_params({"client_id": credential.client_id, "client_secret": secret})


CLIENT_SECRET_POST = ClientAuthMethod(
    "client_secret_post", "Client secret in the form", "secret", _apply
)
