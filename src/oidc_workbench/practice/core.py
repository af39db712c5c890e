"""The practice provider as a function from request to response; nothing here does I/O."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from oidc_workbench.exchange import HttpRequest, HttpResponse, header
from oidc_workbench.ports import Clock, Randomness
from oidc_workbench.practice import api, control, discovery, interaction, registration
from oidc_workbench.practice.api import ApiRefusal
from oidc_workbench.practice.authority import Authority, FetchKeys, new_authority, no_fetch
from oidc_workbench.practice.authorize import authorize, response_url
from oidc_workbench.practice.call import Call, Params, read_call
from oidc_workbench.practice.client_keys import register_key
from oidc_workbench.practice.introspection import introspect
from oidc_workbench.practice.keys import KeyRing
from oidc_workbench.practice.pages import refusal_page
from oidc_workbench.practice.refusal import PageRefusal, RedirectRefusal, Refusal, RefusalNote
from oidc_workbench.practice.replies import NO_STORE, json_reply, redirect
from oidc_workbench.practice.revocation import revoke
from oidc_workbench.practice.settings import Misbehaviour, PracticeSettings
from oidc_workbench.practice.token_endpoint import token
from oidc_workbench.practice.userinfo import userinfo

Handler = Callable[[Authority, Call], HttpResponse]


def _home(authority: Authority, _call: Call) -> HttpResponse:
    return redirect(f"{authority.issuer}/practice")


ROUTES: Mapping[str, Mapping[str, Handler]] = {
    "/": {"GET": _home},
    "/.well-known/openid-configuration": {"GET": discovery.discovery},
    "/.well-known/oauth-authorization-server": {"GET": discovery.discovery},
    "/.well-known/oauth-protected-resource/api": {"GET": discovery.api_metadata},
    "/jwks": {"GET": discovery.jwks},
    "/authorize": {"GET": authorize, "POST": authorize},
    "/interaction": {"GET": interaction.show, "POST": interaction.submit},
    "/token": {"POST": token},
    "/userinfo": {"GET": userinfo, "POST": userinfo},
    "/introspect": {"POST": introspect},
    "/revoke": {"POST": revoke},
    registration.PATH: {"POST": registration.register},
    f"{registration.PATH}/": {
        "GET": registration.read,
        "PUT": registration.update,
        "DELETE": registration.delete,
    },
    "/api/summaries": {"POST": api.serve(api.SUMMARIES)},
    "/api/emails": {"POST": api.serve(api.EMAILS)},
    "/api/ping": {"GET": api.serve(api.PING)},
    "/practice": {"GET": control.show},
    "/practice/rotate": {"POST": control.rotate},
    "/practice/misbehave": {"POST": control.misbehave},
    "/practice/keys": {"POST": control.keys},
    "/practice/registration": {"POST": control.registration},
    "/practice/refusals": {"GET": control.refusals},
}


class PracticeCore:
    """A provider in memory. Not safe for threads: its server lets one request in at a time.

    Args:
        keys: signing keys made before; new ones are made when left out (some 40 ms).
        fetch: returns what stands at a client's ``jwks_uri``.
    """

    def __init__(
        self,
        issuer: str,
        clock: Clock,
        random: Randomness,
        settings: PracticeSettings | None = None,
        keys: KeyRing | None = None,
        *,
        fetch: FetchKeys = no_fetch,
    ) -> None:
        self.authority = new_authority(issuer, clock, random, settings, keys, fetch=fetch)

    @property
    def refusals(self) -> tuple[RefusalNote, ...]:
        """The latest refusals, the newest last."""
        return tuple(self.authority.refusals)

    def misbehave(self, *faults: Misbehaviour) -> None:
        """Switch these faults on and all others off."""
        settings = replace(self.authority.settings, misbehaviours=frozenset(faults))
        self.authority.settings = settings

    def rotate(self, stage: str = "") -> None:
        """Take the next step of a key rotation.

        Raises:
            Refusal: when another stage is due.
        """
        self.authority.keys.rotate(stage or self.authority.keys.next_stage)

    def register_key(self, client_id: str, public_jwk: Mapping[str, object]) -> None:
        """Register a client's public key.

        Raises:
            WorkbenchError: ``practice-client-unknown``, ``practice-key-refused``.
        """
        register_key(self.authority, client_id, dict(public_jwk))

    def handle(self, request: HttpRequest) -> HttpResponse:
        """Answer a request. The URL is absolute; its host is what the Host header said."""
        call = Call(request.method, request.url, Params(), request.headers, request.body)
        try:
            call = read_call(request)
            self._check_host(request)
            return self._route(call)(self.authority, call)
        except Refusal as refusal:
            self._note(call, refusal)
            return self._answer(call, refusal)

    def _check_host(self, request: HttpRequest) -> None:
        """Refuse other names for this address, as DNS rebinding would use (RFC 9110 §15.5.20)."""
        if request.host != self.authority.issuer.partition("://")[2]:
            raise Refusal(
                "misdirected_request",
                f"This provider answers as {self.authority.issuer} only, not as {request.host!r}.",
                421,
            )

    def _route(self, call: Call) -> Handler:
        # Each client has an address of its own for its registration.
        one = f"{registration.PATH}/"
        methods = ROUTES.get(one if call.path.startswith(one) else call.path)
        if methods is None:
            raise Refusal("not_found", f"There is nothing at {call.path!r} here.", 404)
        method = "GET" if call.method == "HEAD" else call.method
        handler = methods.get(method)
        if handler is None:
            allowed = ", ".join([*methods, "HEAD"] if "GET" in methods else methods)
            raise Refusal(
                "method_not_allowed",
                f"{call.path} answers to {allowed}, not to {call.method!r}.",
                405,
                (("Allow", allowed),),
            )
        return handler

    def _note(self, call: Call, refusal: Refusal) -> None:
        note = RefusalNote(
            self.authority.now, call.path, _client_id(call), refusal.error, refusal.description
        )
        self.authority.refusals.append(note)

    def _answer(self, call: Call, refusal: Refusal) -> HttpResponse:
        if isinstance(refusal, RedirectRefusal):
            params = {
                "error": refusal.error,
                "error_description": refusal.description,
                "state": refusal.state,
            }
            return redirect(response_url(self.authority, refusal.redirect_uri, params))
        if isinstance(refusal, PageRefusal) or _is_page(call):
            return refusal_page(refusal.error, refusal.description, refusal.status)
        body: dict[str, object] = {
            "error": refusal.error,
            "error_description": refusal.description,
        }
        if isinstance(refusal, ApiRefusal):
            body |= {"failed_check": refusal.check, "passed_checks": list(refusal.passed)}
        return json_reply(body, refusal.status, (*NO_STORE, *refusal.headers))


def _is_page(call: Call) -> bool:
    """Whether a person reads the answer: a form of the control page was sent by a browser."""
    accepted = header(call.headers, "accept") or ""
    return call.path.startswith("/practice/") and "text/html" in accepted


def _client_id(call: Call) -> str:
    """Name the client for the log, from where requests name it in the clear."""
    named = call.query.get("client_id")
    if named or call.method != "POST":
        return named
    try:
        return call.form.get("client_id")
    except Refusal:
        return ""
