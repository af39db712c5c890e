"""A person signs in: the authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636, RFC 8252)."""

from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpRequest
from oidc_workbench.flows.authorization_answer import AuthorizationAnswer
from oidc_workbench.flows.client_identity import ClientIdentity, load_identity
from oidc_workbench.flows.discovery import Discovery
from oidc_workbench.flows.documents import judge_request, known_of, parameters_of
from oidc_workbench.flows.judging import judge
from oidc_workbench.flows.manual_callback import ManualCallback
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.flows.step import ObtainedToken
from oidc_workbench.flows.tokens import (
    TokenRun,
    accept_token_response,
    access_expectation,
    check_scopes,
)
from oidc_workbench.jose import base64url
from oidc_workbench.oauth.authorization import AuthorizationRequest
from oidc_workbench.oauth.pkce import VERIFIER_OCTETS, code_challenge, code_verifier
from oidc_workbench.oauth.token import authorization_code_request
from oidc_workbench.ports import CallbackListener, FlowPorts
from oidc_workbench.redaction.masking import mask
from oidc_workbench.rules.document import DocumentContext
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client, Provider

_STATE_OCTETS = 16


@dataclass(frozen=True, slots=True)
class AuthorizationCodePlan:
    """What to sign in with.

    Args:
        prompt: OIDC Core §3.1.2.1 (``login``, ``consent``, ``none`` …); empty for none.
        max_age: seconds; None leaves it out.
        callback_timeout: seconds to wait for the person.
        use_nonce: bind the ID token to this run; off only to see what happens.
        response_mode: ``form_post``, or empty for the default, ``query``.
        leeway: seconds of clock difference that are tolerated.
        manual: takes a callback URL that the person pastes.
    """

    provider: Provider
    client: Client
    prompt: str = ""
    max_age: int | None = None
    callback_timeout: float = 300.0
    use_nonce: bool = True
    response_mode: str = ""
    leeway: int = 60
    manual: ManualCallback | None = None


async def authorization_code(plan: AuthorizationCodePlan, ports: FlowPorts) -> Steps:
    """Sign a person in and judge the tokens.

    Steps: discover, keys, prepare, browser, callback, token, validate. Close the generator
    (``contextlib.aclosing``) when leaving it early: the listener closes with it.
    """
    async with AsyncExitStack() as resources:
        run = _Run(plan, ports, resources)
        async with aclosing(run_stages(ports, run.stages)) as steps:
            async for step in steps:
                yield step


class _Run:
    """The values that one stage leaves for the next."""

    listener: CallbackListener
    identity: ClientIdentity
    request: AuthorizationRequest
    verifier: Secret
    answer: AuthorizationAnswer
    tokens: tuple[ObtainedToken, ...]

    def __init__(
        self, plan: AuthorizationCodePlan, ports: FlowPorts, resources: AsyncExitStack
    ) -> None:
        self.plan = plan
        self.ports = ports
        self.resources = resources
        self.found = Discovery(plan.provider.issuer)

    @property
    def stages(self) -> tuple[Stage, ...]:
        return (
            self.found.discover_stage,
            self.found.keys_stage,
            Stage(
                "prepare",
                "Prepare the request",
                "state, nonce and code verifier are fresh for every run: they tie the answer, "
                "the ID token and the code to this request. The listener is open before the "
                "browser is.",
                self._prepare,
            ),
            Stage(
                "browser",
                "Open the browser",
                "You sign in at the provider itself, in your own browser, so no other program "
                "sees your password.",
                self._open_browser,
            ),
            Stage(
                "callback",
                "Wait for the answer",
                "The provider sends the browser back with a code. Only an answer with our state "
                "from the right issuer counts.",
                self._await_answer,
            ),
            Stage(
                "token",
                "Redeem the code",
                "The code alone is worth nothing: the provider wants the code verifier that "
                "only this run knows.",
                self._redeem,
            ),
            Stage(
                "validate",
                "Judge the tokens",
                "A token is worth only what its checks say: signature, issuer, audience, times, "
                "and for the ID token the nonce of this run.",
                self._validate,
            ),
        )

    @property
    def _known(self) -> DocumentContext:
        return known_of(self.plan.client, self.found.metadata, self.plan.leeway)

    async def _prepare(self, draft: Draft) -> Steps:
        yield draft.running()
        metadata = self.found.metadata
        metadata.endpoint("authorization_endpoint")
        metadata.endpoint("token_endpoint")
        # The vault is asked before the person signs in, not after.
        self.identity = await load_identity(self.plan.client, self.ports)
        await self._listen()
        self._compose()
        for name, value in self.request.parameters:
            draft.fact(name, value)
        draft.fact("code_verifier", mask(self.verifier.reveal()))
        methods = metadata.code_challenge_methods_supported
        known = "S256" in methods
        detail = "" if known else "The metadata does not say so; the provider may ignore it."
        draft.check("Provider supports PKCE with S256", known, detail)

    async def _listen(self) -> None:
        manual = self.plan.manual
        self.listener = await self.resources.enter_async_context(
            self.ports.listen(self.plan.client.redirect_uri)
        )
        if manual:
            manual.attach(self.listener)
            self.resources.callback(manual.detach)

    def _compose(self) -> None:
        plan, client = self.plan, self.plan.client
        octets = self.ports.random.octets
        self.verifier = code_verifier(octets(VERIFIER_OCTETS))
        self.request = AuthorizationRequest(
            client.client_id,
            self.listener.redirect_uri,
            client.scopes,
            state=base64url.encode(octets(_STATE_OCTETS)),
            code_challenge=code_challenge(self.verifier),
            nonce=base64url.encode(octets(_STATE_OCTETS)) if plan.use_nonce else "",
            resources=(client.resource,) if client.resource else (),
            prompt=plan.prompt,
            max_age=plan.max_age,
            response_mode=plan.response_mode,
        )

    async def _open_browser(self, draft: Draft) -> Steps:
        url = self.request.url(self.found.metadata.endpoint("authorization_endpoint"))
        draft.fact("authorization request", url)
        draft.front(HttpRequest("GET", url, purpose="authorization request"))
        judge_request(draft, url, self._known)
        yield draft.running()
        try:
            await self.ports.browser.open(url)
        except WorkbenchError as error:
            # The listener is open: the person can still open the address by hand.
            draft.check("Browser was opened", False, f"{error.message} {error.hint}")
        else:
            draft.check("Browser was opened", True)

    def _await_answer(self, draft: Draft) -> Steps:
        known = replace(
            self._known,
            state=self.request.state,
            secret=self.identity.secret,
            keys=self.found.keys,
            request=parameters_of(self.request.parameters),
        )
        self.answer = AuthorizationAnswer(
            self.request, self.found.metadata, self.listener, self.resources.aclose
        )
        return self.answer.wait(draft, known, self.plan.callback_timeout)

    async def _redeem(self, draft: Draft) -> Steps:
        metadata, client = self.found.metadata, self.plan.client
        request = authorization_code_request(
            metadata.endpoint("token_endpoint"),
            self.answer.code,
            self.request.redirect_uri,
            self.verifier,
            self.request.resources,
        )
        draft.fact("client authentication", client.auth_method)
        yield draft.running()
        signed = self.identity.authenticate(request, metadata, self.ports)
        exchange = await draft.send(signed.to_http("redeem the code"))
        answer = accept_token_response(draft, exchange, self._token_run(), self.answer.code)
        self.tokens = draft.tokens
        check_scopes(draft, client.scopes, answer)
        if "openid" in client.scopes and answer.id_token is None:
            raise WorkbenchError(
                "id-token-missing",
                "The scope openid was requested, but no ID token came.",
                "Ask the provider whether this client is registered for OpenID Connect.",
            )

    def _token_run(self) -> TokenRun:
        plan, metadata = self.plan, self.found.metadata
        id_token = Expectation(
            Purpose.ID_TOKEN,
            issuer=metadata.issuer,
            client_id=plan.client.client_id,
            nonce=self.request.nonce,
            max_age=plan.max_age,
            leeway=plan.leeway,
        )
        return TokenRun(
            plan.provider,
            plan.client,
            metadata,
            self.found.keys,
            id_token,
            access_expectation(
                metadata.issuer, plan.client.resource, plan.client.scopes, plan.leeway
            ),
            RunContext(
                metadata.raw,
                dict(self.request.parameters),
                shared_secret=self.identity.secret,
            ),
            parameters_of(self.request.parameters),
            self.answer.came_at,
        )

    async def _validate(self, draft: Draft) -> Steps:
        yield draft.running()
        await judge(draft, self.tokens, self.found.metadata)
