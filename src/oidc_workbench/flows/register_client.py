"""Registering a client at its provider (RFC 7591), and keeping what comes of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.awaited import Gate, KeepClient
from oidc_workbench.flows.client_metadata import client_metadata, jwks_of, signing_alg
from oidc_workbench.flows.discovery import Discovery
from oidc_workbench.flows.initial_token import InitialToken
from oidc_workbench.flows.registration_access import (
    keep_client_secret,
    keep_registration_token,
    registration_refusal,
    same_place,
    secret_ref,
    token_ref,
)
from oidc_workbench.flows.registration_documents import (
    describe,
    judge_registration,
    judge_registration_request,
)
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.oauth.registration import (
    Registration,
    delete_request,
    read_deletion,
    read_registration,
    registration_request,
)
from oidc_workbench.ports import FlowPorts
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import AuthMethod, Client, Provider

_METHODS: tuple[AuthMethod, ...] = (
    "none",
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
)


@dataclass(frozen=True, slots=True)
class RegisterClientPlan:
    """What to register.

    Args:
        client: as it is wanted, with an empty client id; its ``key_id`` names the vault key for
            ``private_key_jwt``, whose public part is registered.
        keep: told of the client as it came out.
        initial_token_ref: names the vault entry of the initial access token (RFC 7591 §1.2);
            empty where anybody may register.
        initial_token: one that the vault does not have yet; it is put there, under that name, once
            the provider has accepted it.
        jwks_uri: where the provider finds the client's keys; empty registers them by value.
        gate: awaited before the request is sent, while it is shown.
        sharers: the names of other clients that authenticate with the key already.
        left: told what could not be taken back after a cancellation, of which no step tells.
    """

    provider: Provider
    client: Client
    keep: KeepClient
    initial_token_ref: str = ""
    jwks_uri: str = ""
    gate: Gate | None = None
    sharers: tuple[str, ...] = ()
    initial_token: Secret | None = None
    left: Callable[[str], None] = lambda _sentence: None


def register_client(plan: RegisterClientPlan, ports: FlowPorts) -> Steps:
    """Register a client. Steps: discover, prepare, register."""
    return run_stages(ports, _Run(plan, ports).stages)


class _Run:
    """The values that one stage leaves for the next."""

    registration: Registration
    metadata: dict[str, object]
    key: KeyRecord | None = None

    def __init__(self, plan: RegisterClientPlan, ports: FlowPorts) -> None:
        self.plan = plan
        self.ports = ports
        self.found = Discovery(plan.provider.issuer)
        ref, entered = plan.initial_token_ref, plan.initial_token
        self.initial_token = InitialToken(plan.provider, ref, entered, ports)
        self.alg = ""

    @property
    def stages(self) -> tuple[Stage, ...]:
        return (
            self.found.discover_stage,
            Stage(
                "prepare",
                "Prepare the registration",
                "The client's metadata says how it will authenticate and what it may do; of its "
                "key only the public part is in it.",
                self._prepare,
            ),
            Stage(
                "register",
                "Register the client",
                "The provider gives the client its id, and mostly a token for changing the "
                "registration later; secret and token go into the vault, the rest into the "
                "client's profile.",
                self._register,
            ),
        )

    async def _prepare(self, draft: Draft) -> Steps:
        plan = self.plan
        draft.fact("registration_endpoint", self.found.metadata.endpoint("registration_endpoint"))
        yield draft.running()
        keys: dict[str, object] = {}
        if plan.client.auth_method == "private_key_jwt":
            record = self.key = await self._key()
            _check_alone(draft, plan, record)
            self.alg = signing_alg(plan.client, record, self.found.metadata)
            keys = {"jwks_uri": plan.jwks_uri} if plan.jwks_uri else {"jwks": jwks_of((record,))}
        self.metadata = client_metadata(plan.client, keys, self.alg)
        draft.fact("client metadata", json.dumps(self.metadata, indent=2, ensure_ascii=False))
        judge_registration_request(draft, json.dumps(self.metadata).encode(), plan.client)
        await self.initial_token.get(draft)
        if plan.gate:
            yield draft.waiting("The registration is ready.", "Look at it, then send it.")
            await plan.gate()

    async def _key(self) -> KeyRecord:
        records = await self.ports.vault.records()
        found = next((r for r in records if r.key_id == self.plan.client.key_id), None)
        if found is None:
            raise WorkbenchError(
                "client-key-missing",
                f"The client “{self.plan.client.name}” has no key here, but its method needs one.",
                "Choose or make a key for this client, then register it.",
            )
        return found

    async def _register(self, draft: Draft) -> Steps:
        endpoint = self.found.metadata.endpoint("registration_endpoint")
        yield draft.running()
        request = registration_request(endpoint, self.metadata, self.initial_token.value)
        exchange = await draft.send(request)
        answer = read_registration(exchange)
        judge_registration(draft, exchange, replace(self.plan.client, client_id=""))
        if isinstance(answer, OAuthError):
            raise registration_refusal(draft, answer)
        self.registration = answer
        describe(draft, answer)
        _describe_times(draft, answer)
        self._check_method(draft)
        # In the same step, so that nobody can leave between the registration and its keeping.
        await self._keep(draft)

    def _check_method(self, draft: Draft) -> None:
        asked = self.plan.client.auth_method
        given = self.registration.text("token_endpoint_auth_method") or asked
        detail = f"The provider registered {given}." if given != asked else ""
        draft.check(f"It may authenticate with {asked}", given == asked, detail)

    async def _keep(self, draft: Draft) -> None:
        client = self._registered(draft)
        try:
            await self._keep_secrets(client)
            await self.initial_token.keep(draft)
            await self.plan.keep(client)
        except BaseException as cause:  # a cancellation, too, and it is passed on
            # What can't be kept must not go on existing at the provider, out of reach.
            left = [f"“{client.name}” may still be registered at {self.plan.provider.name}."]
            try:
                left = await self._take_back(draft)
            finally:  # also when that is cancelled in its turn
                left += await self.initial_token.undo(draft)
                if left and not isinstance(cause, Exception):
                    self.plan.left(" ".join(left))
            raise
        if self.key is not None and not self.key.client_key:
            ids = {"provider_id": client.provider_id, "client_key": client.key}
            await self.ports.vault.change(client.key_id, **ids)
        draft.check("The client is kept", True, client.client_id)

    def _registered(self, draft: Draft) -> Client:
        """The client with what the provider decided."""
        plan, given = self.plan, self.registration
        method = given.text("token_endpoint_auth_method")
        scope = given.metadata.get("scope")
        managed = self._is_managed(draft)
        return replace(
            plan.client,
            provider_id=plan.provider.provider_id,
            client_id=given.client_id,
            auth_method=next((m for m in _METHODS if m == method), plan.client.auth_method),
            signing_alg=given.text("token_endpoint_auth_signing_alg") or self.alg,
            scopes=tuple(scope.split()) if isinstance(scope, str) else plan.client.scopes,
            secret_ref=secret_ref(plan.client) if self._needs_secret(method) else "",
            registration_uri=given.uri if managed else "",
            registration_token_ref=token_ref(plan.client) if managed else "",
        )

    def _needs_secret(self, method: str) -> bool:
        """Whether there is a secret worth keeping: some servers give one to every client."""
        used = method or self.plan.client.auth_method
        return self.registration.client_secret is not None and used.startswith("client_secret")

    def _is_managed(self, draft: Draft) -> bool:
        """Whether the registration can be managed from here (RFC 7592)."""
        given = self.registration
        if not given.uri or given.access_token is None:
            draft.fact("management", "not offered: changes are made by hand at the provider")
            return False
        endpoint = self.found.metadata.endpoint("registration_endpoint")
        own = same_place(given.uri, (endpoint, self.found.metadata.issuer))
        draft.check(
            "The registration is managed at the provider",
            own,
            "" if own else "The answer names another server for that; its address is not kept.",
        )
        return own

    async def _keep_secrets(self, client: Client) -> None:
        given = self.registration
        if client.registration_token_ref and given.access_token:
            await keep_registration_token(self.ports, client, given.access_token)
        if client.secret_ref and given.client_secret:
            await keep_client_secret(self.ports, client, given.client_secret)

    async def _take_back(self, draft: Draft) -> list[str]:
        """Delete what was registered; whether that worked is shown beside why it was needed.

        Returns:
            Sentences on what is left.
        """
        why = await self._delete(draft)
        draft.check("What was registered is deleted again", not why, why)
        if why:  # its token is the only thing that still reaches it
            plan = self.plan
            return [f"“{plan.client.name}” is still registered at {plan.provider.name}. {why}"]
        return await self._forget(draft)

    async def _delete(self, draft: Draft) -> str:
        """Delete the registration; say why it could not be, empty when it could."""
        given = self.registration
        if given.access_token is None or not self._is_managed(draft):
            return "Delete it by hand at the provider: it offers no other way."
        try:
            exchange = await draft.send(delete_request(given.uri, given.access_token))
            error = read_deletion(exchange)
        except WorkbenchError as failure:
            return failure.message
        return error.message if error else ""

    async def _forget(self, draft: Draft) -> list[str]:
        """Delete what the vault has of a client that is no more; where that fails, it is said."""
        try:
            for ref in (token_ref(self.plan.client), secret_ref(self.plan.client)):
                await self.ports.vault.remove_secret(ref)
        except WorkbenchError as failure:
            draft.check("The vault has none of its secrets", False, failure.message)
            return [f"The vault may have secrets of “{self.plan.client.name}”: {failure.message}"]
        return []


def _check_alone(draft: Draft, plan: RegisterClientPlan, record: KeyRecord) -> None:
    alone = not plan.sharers and record.client_key in {"", plan.client.key}
    who = ", ".join(plan.sharers) or "Another client"
    use = "use" if len(plan.sharers) > 1 else "uses"
    draft.check(
        "The key is this client's alone",
        alone,
        "" if alone else f"{who} {use} it, too: whoever has the one's key is the other.",
    )


def _describe_times(draft: Draft, answer: Registration) -> None:
    if answer.client_secret is None:
        return
    if answer.secret_expires_at is None:
        draft.fact("client_secret", "received; when it expires is not said")
    elif answer.secret_expires_at == 0:
        draft.fact("client_secret", "received; it does not expire")
    else:
        hours = (answer.secret_expires_at - draft.ports.clock.now()) / 3600
        draft.fact("client_secret", f"received; it expires in {hours:.0f} hours")
