"""Managing a client's registration (RFC 7592), for every flow that does.

The server may hand out another registration access token with every answer, and forget the one
before. So each answer's token goes into the vault before anything else is done with the answer.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.flows.awaited import KeepClient
from oidc_workbench.flows.registration_documents import (
    judge_registration,
    judge_registration_request,
)
from oidc_workbench.flows.stage import Draft
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.oauth.registration import (
    Registration,
    delete_request,
    read_deletion,
    read_registration,
    read_request,
    read_update,
    registration_hint,
    update_request,
)
from oidc_workbench.ports import FlowPorts
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord
from oidc_workbench.workspace.profile import Client


def can_manage(client: Client) -> bool:
    """Whether this program can change the client's registration by itself."""
    return bool(client.registration_uri and client.registration_token_ref)


class RegistrationAccess:
    """The registration of one client, reached with the token that the vault keeps.

    Args:
        client: as kept; ``client`` holds what has changed of it.
        keep: told of a client that has changed.
    """

    def __init__(self, client: Client, keep: KeepClient, ports: FlowPorts) -> None:
        self.client = client
        self._keep = keep
        self._ports = ports
        self._sent: Secret | None = None

    async def read(self, draft: Draft) -> Registration:
        """Ask for the registration as it stands.

        Raises:
            WorkbenchError: ``registration-refused``, what the sender and the vault raise, or why
                the answer can't be read.
        """
        exchange = await draft.send(read_request(self._uri, await self._token()))
        return await self._adopt(draft, exchange, read_registration(exchange, self._id))

    async def update(
        self, draft: Draft, registration: Registration, changes: Mapping[str, object]
    ) -> Registration:
        """Replace members of the registration, and return it as it then stands.

        Raises:
            WorkbenchError: as :meth:`read`.
        """
        return await self.send_update(draft, await self.update_of(registration, changes))

    async def update_of(
        self, registration: Registration, changes: Mapping[str, object]
    ) -> HttpRequest:
        """Make the request that replaces members of the registration, to be looked at.

        Raises:
            WorkbenchError: what the vault raises.
        """
        return update_request(self._uri, await self._token(), registration, changes)

    async def send_update(self, draft: Draft, request: HttpRequest) -> Registration:
        """Send what :meth:`update_of` made, and return the registration as it then stands.

        Raises:
            WorkbenchError: as :meth:`read`.
        """
        judge_registration_request(draft, request.body, self.client)
        exchange = await draft.send(request)
        answer = read_update(exchange, self._id)
        if answer is None:  # done without a word; then it is asked for
            return await self.read(draft)
        return await self._adopt(draft, exchange, answer)

    async def delete(self, draft: Draft) -> None:
        """Delete the registration at the server, then its token here.

        Raises:
            WorkbenchError: as :meth:`read`.
        """
        exchange = await draft.send(delete_request(self._uri, await self._token()))
        error = read_deletion(exchange)
        if error is not None:
            raise registration_refusal(draft, error)
        await self._ports.vault.remove_secret(self.client.registration_token_ref)
        await self.change(registration_uri="", registration_token_ref="")

    @property
    def _uri(self) -> str:
        if not can_manage(self.client):
            raise WorkbenchError(
                "registration-not-managed",
                f"The client “{self.client.name}” was registered by hand, so its registration "
                "can't be changed from here.",
                "Change it at the provider, or register a client dynamically (RFC 7591).",
            )
        return self.client.registration_uri

    @property
    def _id(self) -> str:
        return self.client.client_id

    async def _token(self) -> Secret:
        self._sent = await self._ports.vault.secret(self.client.registration_token_ref)
        return self._sent

    async def _adopt(
        self, draft: Draft, exchange: Exchange, answer: Registration | OAuthError
    ) -> Registration:
        if isinstance(answer, OAuthError):
            raise registration_refusal(draft, answer)
        if answer.access_token not in {None, self._sent}:
            await keep_registration_token(self._ports, self.client, answer.access_token)
        await self._adopt_secret(answer)
        await self._adopt_uri(answer)
        judge_registration(draft, exchange, self.client)
        return answer

    async def _adopt_secret(self, answer: Registration) -> None:
        """Keep a client secret that the server may have replaced (RFC 7592 §2.2)."""
        if answer.client_secret is None or not self.client.auth_method.startswith("client_secret"):
            return
        ref = self.client.secret_ref or secret_ref(self.client)
        holder = replace(self.client, secret_ref=ref)
        await keep_client_secret(self._ports, holder, answer.client_secret)
        if ref != self.client.secret_ref:
            await self.change(secret_ref=ref)

    async def _adopt_uri(self, answer: Registration) -> None:
        uri = answer.uri
        if uri and uri != self.client.registration_uri and same_place(uri, (self._uri,)):
            await self.change(registration_uri=uri)

    async def change(self, **changes: str) -> None:
        """Change fields of the client by name, and have it kept."""
        self.client = replace(self.client, **changes)  # type: ignore[arg-type]  # texts, by name
        await self._keep(self.client)


def secret_ref(client: Client) -> str:
    """Name the vault entry of a client's secret."""
    return f"client:{client.key}"


def token_ref(client: Client) -> str:
    """Name the vault entry of a client's registration access token."""
    return f"registration:{client.key}"


async def keep_registration_token(ports: FlowPorts, client: Client, token: Secret) -> None:
    """Put the registration access token into the vault, also when the flow is being cancelled.

    The server has forgotten the former one already: without this one nobody manages the client.

    Raises:
        WorkbenchError: ``registration-token-not-kept``.
    """
    ref, record = client.registration_token_ref, _token_record(ports, client)
    try:
        try:
            await ports.vault.put_secret(ref, token, record)
        except WorkbenchError:
            raise
        except BaseException:  # a cancellation, which is passed on once the token is kept
            await ports.vault.put_secret(ref, token, record)
            raise
    except WorkbenchError as error:
        raise WorkbenchError(
            "registration-token-not-kept",
            "The provider handed out a new token for managing this registration, but it could "
            f"not be kept: {error.message}",
            "Get the vault to work, then ask the provider for another registration access token.",
        ) from None


def _token_record(ports: FlowPorts, client: Client) -> SecretRecord:
    return SecretRecord(
        client.registration_token_ref,
        kind="registration-access-token",
        label=f"Registration token of {client.name}",
        provider_id=client.provider_id,
        client_key=client.key,
        created_at=ports.clock.now(),
    )


async def keep_client_secret(ports: FlowPorts, client: Client, secret: Secret) -> None:
    """Put a client's secret into the vault, unless it is there already.

    Raises:
        WorkbenchError: what the vault raises.
    """
    ref = client.secret_ref
    known = {record.ref for record in await ports.vault.secrets()}
    if ref in known and await ports.vault.secret(ref) == secret:
        return
    record = SecretRecord(
        ref,
        kind="client-secret",
        label=f"Client secret of {client.name}",
        provider_id=client.provider_id,
        client_key=client.key,
        created_at=ports.clock.now(),
    )
    await ports.vault.put_secret(ref, secret, record)


def registration_refusal(draft: Draft, error: OAuthError) -> WorkbenchError:
    """Show a refusal in the step, and return it as the reason to stop."""
    for name, value in (("error", error.error), ("error_description", error.description)):
        if value:
            draft.fact(name, value)
    return WorkbenchError("registration-refused", error.message, registration_hint(error))


def same_place(uri: str, named: tuple[str, ...]) -> bool:
    """Whether an address that an answer names lies at a place that the person's provider has.

    The registration access token is sent there, so no answer may lead it elsewhere.
    """
    try:
        parts = urlsplit(uri)
        places = {(one.scheme, one.netloc) for one in map(urlsplit, named)}
    except ValueError:
        return False
    readable = uri.isprintable() and " " not in uri and not parts.fragment
    return readable and (parts.scheme, parts.netloc) in places
