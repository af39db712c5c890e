"""The browser's session with the provider."""

from urllib.parse import urlsplit

from oidc_workbench.exchange import Headers
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.records import Session


def cookie_name(authority: Authority) -> str:
    """Return the cookie's name; cookies know no ports, so the name does."""
    return f"practice_{urlsplit(authority.issuer).port}"


def current_session(authority: Authority, call: Call) -> Session | None:
    """Return the session of this browser, unless it is over."""
    session = authority.sessions.get(call.cookies.get(cookie_name(authority), ""))
    if session is None or session.expires_at <= authority.now:
        return None
    return session


def new_session(authority: Authority, username: str = "", previous: str = "") -> Session:
    """Begin a session; signing in always begins a new one, so that none can be planted."""
    now = authority.now
    session = Session(
        authority.unguessable(),
        username,
        now if username else 0,
        now + authority.settings.session_lifetime,
        previous,
    )
    authority.sessions.put(session.session_id, session, session.expires_at, now)
    return session


def set_cookie(authority: Authority, session: Session) -> Headers:
    """Hand the session to the browser.

    SameSite=Lax: the sign-in begins with a link from elsewhere, its forms are our own. Without
    Secure, since the provider speaks plain http on loopback.
    """
    name = cookie_name(authority)
    return (("Set-Cookie", f"{name}={session.session_id}; Path=/; HttpOnly; SameSite=Lax"),)
