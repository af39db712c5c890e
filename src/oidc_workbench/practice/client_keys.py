"""Registering a client's public key, as a person would at a real server."""

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.practice.assertion import PUBLIC_MEMBERS, import_public
from oidc_workbench.practice.authority import Authority
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS

KEYS_PER_CLIENT = 10


def register_key(authority: Authority, client_id: str, jwk: object) -> None:
    """Add a public key to a client's JWKS; the same key again changes nothing.

    Raises:
        WorkbenchError: ``practice-client-unknown``, ``practice-key-refused``.
    """
    client = authority.clients.get(client_id)
    if client is None or client.auth_method != "private_key_jwt":
        able = [
            c.client_id for c in authority.clients.values() if c.auth_method == "private_key_jwt"
        ]
        raise WorkbenchError(
            "practice-client-unknown",
            f"The practice provider has no client {client_id!r} that authenticates with a key.",
            f"Use {', '.join(able)}.",
        )
    registered = public_members(jwk)
    others = [known for known in client.jwks if known["kid"] != registered["kid"]]
    client.jwks[:] = [*others, registered][-KEYS_PER_CLIENT:]


def public_members(jwk: object) -> dict[str, object]:
    """Return the public members of a JWK that is fit to be registered, with a kid.

    Raises:
        WorkbenchError: ``practice-key-refused``.
    """
    if not isinstance(jwk, dict):
        raise _refused("it is not a JSON object")
    if SECRET_JWK_MEMBERS & jwk.keys():
        raise _refused("it holds private members")
    if jwk.get("kty") not in ("RSA", "EC", "OKP"):
        raise _refused(f"its kty {jwk.get('kty')!r} is none of RSA, EC and OKP")
    members = {name: jwk[name] for name in PUBLIC_MEMBERS if name in jwk}
    try:
        thumbprint = import_public(members).thumbprint()
    except Exception:  # noqa: BLE001 - joserfc and cryptography raise whatever their parsers meet
        raise _refused("it can't be read as a key") from None
    return {**members, "kid": members.get("kid") or thumbprint}


def _refused(why: str) -> WorkbenchError:
    return WorkbenchError(
        "practice-key-refused",
        f"The practice provider does not register this key: {why}.",
        "Register the public JWK of an RSA, EC or Ed25519 key.",
    )
