"""``none``: a public client only names itself (RFC 6749 §3.2.1, OIDC Core §9)."""

from oidc_workbench.exchange import FormRequest
from oidc_workbench.oauth.client_auth import ClientAuthMethod, ClientCredential


def _apply(request: FormRequest, credential: ClientCredential) -> FormRequest:
    return request.with_params({"client_id": credential.client_id})


NONE = ClientAuthMethod("none", "None (public client)", "nothing", _apply)
