"""A client authentication method: one function over a request in the making."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import FormRequest
from oidc_workbench.secret import Secret

Needs = Literal["nothing", "secret", "key"]


@dataclass(frozen=True, slots=True)
class ClientCredential:
    """What the methods may draw on.

    Args:
        secret: the client secret, for the methods that need one.
        assertion: the signed client assertion, for ``private_key_jwt``.
        raw_basic: send id and secret without form-encoding them first, as some servers want.
    """

    client_id: str
    secret: Secret | None = field(default=None, repr=False)
    assertion: Secret | None = field(default=None, repr=False)
    raw_basic: bool = False

    def required_secret(self) -> str:
        """Return the client secret.

        Raises:
            WorkbenchError: ``client-secret-missing``.
        """
        if self.secret is None or not self.secret.reveal():
            raise WorkbenchError(
                "client-secret-missing",
                f"The client “{self.client_id}” has no secret here, but its method needs one.",
                "Enter the client secret, or choose another authentication method.",
            )
        return self.secret.reveal()


@dataclass(frozen=True, slots=True)
class ClientAuthMethod:
    """One entry of the shelf.

    Args:
        name: as registered (RFC 7591 §2, OIDC Core §9).
        needs: what a client must have for it.
        apply: adds the credential to a request to the authorization server.
    """

    name: str
    title: str
    needs: Needs
    apply: Callable[[FormRequest, ClientCredential], FormRequest]
