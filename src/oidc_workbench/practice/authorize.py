"""The authorization endpoint: validate, then answer at once or begin a sign-in."""

from dataclasses import replace

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.practice.authority import GRACE, Authority
from oidc_workbench.practice.authorization_request import (
    read_client,
    read_redirect_uri,
    read_request,
)
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.records import (
    AuthorizationCode,
    AuthorizationRequest,
    Grant,
    Interaction,
    Session,
)
from oidc_workbench.practice.refusal import PageRefusal, RedirectRefusal, Refusal
from oidc_workbench.practice.replies import redirect, with_query
from oidc_workbench.practice.sessions import current_session, new_session, set_cookie
from oidc_workbench.practice.settings import Misbehaviour


def authorize(authority: Authority, call: Call) -> HttpResponse:
    """Answer an authorization request (GET or POST, OpenID Connect Core §3.1.2.1)."""
    params = call.query if call.method == "GET" else call.form
    try:
        params.refuse_duplicates("client_id", "redirect_uri")
    except Refusal as refusal:
        raise PageRefusal(refusal.error, refusal.description) from None
    client = read_client(authority, params)
    redirect_uri = read_redirect_uri(client, params)
    try:
        request = read_request(authority, client, redirect_uri, params)
        return _proceed(authority, call, request)
    except Refusal as refusal:
        raise RedirectRefusal(refusal, redirect_uri, params.get("state")) from None


def _proceed(authority: Authority, call: Call, request: AuthorizationRequest) -> HttpResponse:
    session = current_session(authority, call)
    needs_login = _needs_login(authority, session, request)
    needs_consent = _needs_consent(authority, session, request)
    if "none" in request.prompt:
        _refuse_silence(needs_login, needs_consent)
    if session and not needs_login and not needs_consent:
        return redirect(success_url(authority, request, session))
    session = session or new_session(authority)
    interaction = _begin(authority, session, request)
    interaction.needs_login, interaction.needs_consent = needs_login, needs_consent
    page = f"{authority.issuer}/interaction?id={interaction.interaction_id}"
    return redirect(page, set_cookie(authority, session))


def _needs_login(
    authority: Authority, session: Session | None, request: AuthorizationRequest
) -> bool:
    if session is None or not session.username or request.prompt & {"login", "select_account"}:
        return True
    hinted = hinted_user(authority, request)
    if hinted and hinted != session.username:
        return True
    if request.max_age is None:
        return False
    # max_age=0 means "now", as prompt=login does.
    return request.max_age == 0 or authority.now - session.auth_time > request.max_age


def hinted_user(authority: Authority, request: AuthorizationRequest) -> str:
    """Return the user that login_hint names, or an empty text."""
    for user in authority.users.values():
        if request.login_hint.lower() in (user.username, user.email):
            return user.username
    return ""


def consent_needed(authority: Authority, username: str, request: AuthorizationRequest) -> bool:
    """Whether the person has yet to agree to some of what is asked."""
    agreed = authority.consents.get((username, request.client_id), frozenset())
    return not set(request.scopes + request.resources) <= agreed


def _needs_consent(
    authority: Authority, session: Session | None, request: AuthorizationRequest
) -> bool:
    username = session.username if session else ""
    return "consent" in request.prompt or consent_needed(authority, username, request)


def _refuse_silence(needs_login: bool, needs_consent: bool) -> None:
    """OpenID Connect Core §3.1.2.6: with prompt=none no page may be shown."""
    if needs_login:
        raise Refusal(
            "login_required", "Nobody is signed in (or not recently enough), and prompt is none."
        )
    if needs_consent:
        raise Refusal(
            "consent_required", "The person has not agreed to all of this yet, and prompt is none."
        )


def _begin(authority: Authority, session: Session, request: AuthorizationRequest) -> Interaction:
    interaction = Interaction(
        authority.unguessable(),
        session.session_id,
        request,
        authority.unguessable(),
        authority.now + authority.settings.interaction_lifetime,
    )
    authority.interactions.put(
        interaction.interaction_id, interaction, interaction.expires_at, authority.now
    )
    return interaction


def success_url(authority: Authority, request: AuthorizationRequest, session: Session) -> str:
    """Grant what was asked for and compose the authorization response (RFC 6749 §4.1.2)."""
    settings, now = authority.settings, authority.now
    grant = Grant(
        authority.unguessable(),
        request.client_id,
        session.username,
        request.scopes,
        request.resources,
        request.nonce,
        session.auth_time,
    )
    code, until = authority.unguessable(), now + settings.code_lifetime
    authority.grants.put(grant.grant_id, grant, until + settings.refresh_token_lifetime, now)
    record = AuthorizationCode(
        grant.grant_id, request.client_id, request.redirect_uri, request.code_challenge, until
    )
    authority.codes.put(code, record, until + GRACE, now)
    return response_url(authority, request.redirect_uri, {"code": code, "state": request.state})


def response_url(authority: Authority, redirect_uri: str, params: dict[str, str]) -> str:
    """Compose a response that names its issuer (RFC 9207 §2)."""
    wrong = authority.misbehaves(Misbehaviour.WRONG_ISS_RESPONSE)
    issuer = "https://another-issuer.example" if wrong else authority.issuer
    return with_query(redirect_uri, {**params, "iss": issuer})


def signed_in(interaction: Interaction, session: Session) -> Interaction:
    """Return the interaction after the person signed in with a new session."""
    return replace(interaction, session_id=session.session_id, needs_login=False)
