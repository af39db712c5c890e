"""Client authentication methods, one file each."""

from oidc_workbench.oauth.client_auth import ClientAuthMethod
from oidc_workbench.oauth.client_auths.client_secret_basic import CLIENT_SECRET_BASIC
from oidc_workbench.oauth.client_auths.client_secret_post import CLIENT_SECRET_POST
from oidc_workbench.oauth.client_auths.none import NONE
from oidc_workbench.oauth.client_auths.private_key_jwt import PRIVATE_KEY_JWT

CLIENT_AUTH_METHODS: tuple[ClientAuthMethod, ...] = (
    PRIVATE_KEY_JWT,
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    NONE,
)


def client_auth_method(name: str) -> ClientAuthMethod:
    """Return the method of a registered name.

    Raises:
        KeyError: for a name that is not on the shelf.
    """
    return {method.name: method for method in CLIENT_AUTH_METHODS}[name]
