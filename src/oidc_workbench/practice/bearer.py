"""Bearer tokens in requests, and the challenges that refuse them (RFC 6750)."""

from oidc_workbench.practice.call import Call
from oidc_workbench.practice.refusal import Refusal, plain

STATUS = {"invalid_request": 400, "invalid_token": 401, "insufficient_scope": 403}


def challenge(error: str, description: str, scope: str = "", metadata: str = "") -> str:
    """Compose a WWW-Authenticate header (RFC 6750 §3, RFC 9728 §5.1)."""
    members = {
        "realm": "practice",
        "error": error,
        "error_description": plain(description),
        "scope": scope,
        "resource_metadata": metadata,
    }
    return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in members.items() if value)


def refuse(error: str, description: str, scope: str = "", metadata: str = "") -> Refusal:
    """Refuse a presented token, with its challenge."""
    header = ("WWW-Authenticate", challenge(error, description, scope, metadata))
    return Refusal(error, description, STATUS[error], (header,))


def bearer_token(call: Call, metadata: str = "") -> str:
    """Return the token that was sent in the Authorization header.

    Raises:
        Refusal: there is none (401 without an error code, RFC 6750 §3.1), or it was sent in the
            URL, where it would be logged.
    """
    if call.query.get("access_token"):
        raise refuse(
            "invalid_request",
            "The token was sent in the URL, where logs keep it; send it in the Authorization "
            "header (RFC 6750 section 2.3).",
            metadata=metadata,
        )
    scheme, token = call.authorization
    if scheme == "bearer" and token:
        return token
    sent = f"the scheme {scheme}" if scheme else "no Authorization header"
    header = ("WWW-Authenticate", challenge("", "", metadata=metadata))
    raise Refusal(
        "unauthorized", f"The request carries {sent}; send Authorization: Bearer.", 401, (header,)
    )
