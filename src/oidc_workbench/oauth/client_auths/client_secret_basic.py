"""``client_secret_basic``: id and secret in the Authorization header (RFC 6749 §2.3.1)."""

from base64 import b64encode
from urllib.parse import quote_plus

from oidc_workbench.exchange import FormRequest
from oidc_workbench.oauth.client_auth import ClientAuthMethod, ClientCredential


def _apply(request: FormRequest, credential: ClientCredential) -> FormRequest:
    pair = (credential.client_id, credential.required_secret())
    # RFC 6749 form-encodes both before RFC 7617 joins them; some servers decode neither.
    name, password = pair if credential.raw_basic else map(quote_plus, pair)
    value = b64encode(f"{name}:{password}".encode()).decode("ascii")
    return request.with_header("Authorization", f"Basic {value}")


CLIENT_SECRET_BASIC = ClientAuthMethod(
    "client_secret_basic", "Client secret in the Authorization header", "secret", _apply
)
