"""The sign-in pages' forms: choose a person, agree or refuse."""

from hmac import compare_digest

from oidc_workbench.exchange import HttpResponse
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.authorize import (
    consent_needed,
    hinted_user,
    signed_in,
    success_url,
)
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.pages import consent_page, login_page
from oidc_workbench.practice.records import Interaction, Session
from oidc_workbench.practice.refusal import PageRefusal, RedirectRefusal, Refusal
from oidc_workbench.practice.replies import redirect
from oidc_workbench.practice.sessions import current_session, new_session, set_cookie


def show(authority: Authority, call: Call) -> HttpResponse:
    """Show the page that is due."""
    interaction, session = _find(authority, call, call.query.get("id"))
    client = authority.clients[interaction.request.client_id]
    if interaction.needs_login:
        hinted = hinted_user(authority, interaction.request)
        return login_page(client, tuple(authority.users.values()), interaction, hinted)
    return consent_page(authority, client, authority.users[session.username], interaction)


def submit(authority: Authority, call: Call) -> HttpResponse:
    """Act on a form."""
    form = call.form
    interaction, session = _find(authority, call, form.get("id"))
    if not compare_digest(form.get("token").encode(), interaction.token.encode()):
        raise PageRefusal("invalid_request", "This form was not made by this provider.", 403)
    choice = form.get("choice")
    if choice == "deny":
        return _deny(authority, interaction)
    if interaction.needs_login:
        return _login(authority, interaction, choice)
    if choice == "allow":
        return _agree(authority, interaction, session)
    raise PageRefusal("invalid_request", "The form holds no choice that is known here.")


def _find(authority: Authority, call: Call, interaction_id: str) -> tuple[Interaction, Session]:
    interaction = authority.interactions.get(interaction_id)
    if interaction is None or interaction.expires_at <= authority.now:
        raise PageRefusal(
            "invalid_request", "This sign-in is over. Begin again from the program that sent you."
        )
    session = current_session(authority, call)
    if session is None or interaction.session_id not in (session.session_id, session.previous):
        raise PageRefusal(
            "invalid_request",
            "This sign-in belongs to another browser session. If cookies are blocked, allow them "
            "for this address and begin again.",
            403,
        )
    return interaction, session


def _deny(authority: Authority, interaction: Interaction) -> HttpResponse:
    authority.interactions.remove(interaction.interaction_id)
    request = interaction.request
    refusal = Refusal("access_denied", "The person refused to sign in or to agree.")
    raise RedirectRefusal(refusal, request.redirect_uri, request.state)


def _login(authority: Authority, interaction: Interaction, choice: str) -> HttpResponse:
    if choice not in authority.users:
        raise PageRefusal("invalid_request", "The form names nobody who is known here.")
    session = new_session(authority, choice, previous=interaction.session_id)
    authority.sessions.remove(interaction.session_id)
    interaction = signed_in(interaction, session)
    request = interaction.request
    interaction.needs_consent = "consent" in request.prompt or consent_needed(
        authority, choice, request
    )
    cookie = set_cookie(authority, session)
    if not interaction.needs_consent:
        return _finish(authority, interaction, session)
    authority.interactions.put(
        interaction.interaction_id, interaction, interaction.expires_at, authority.now
    )
    return redirect(f"{authority.issuer}/interaction?id={interaction.interaction_id}", cookie)


def _agree(authority: Authority, interaction: Interaction, session: Session) -> HttpResponse:
    request = interaction.request
    key = (session.username, request.client_id)
    agreed = authority.consents.get(key, frozenset())
    authority.consents[key] = agreed | set(request.scopes) | set(request.resources)
    return _finish(authority, interaction, session)


def _finish(authority: Authority, interaction: Interaction, session: Session) -> HttpResponse:
    authority.interactions.remove(interaction.interaction_id)
    location = success_url(authority, interaction.request, session)
    return redirect(location, set_cookie(authority, session))
