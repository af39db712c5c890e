"""The pages a person sees: no script, one style sheet, readable in light and dark."""

from base64 import b64encode
from hashlib import sha256
from html import escape

from oidc_workbench.exchange import Headers, HttpResponse
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.records import Interaction
from oidc_workbench.practice.registry import SCOPE_WORDS, RegisteredClient, User
from oidc_workbench.practice.replies import NO_STORE
from oidc_workbench.practice.style import STYLE

_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()


def page(title: str, body: str, status: int = 200, form_target: str = "") -> HttpResponse:
    """Serve a page.

    Args:
        title: plain text; the window's title and the page's heading.
        body: HTML, escaped where it shows what came from outside.
        status: the HTTP status.
        form_target: where a form may lead after our answer; browsers apply ``form-action`` to
            the redirect that follows it too.
    """
    text = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        "<header><p>Practice provider <span>on this computer only</span></p></header>\n"
        f"<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return HttpResponse(status, _headers(form_target), text.encode())


def _headers(form_target: str) -> Headers:
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action 'self' {_source(form_target)}"
    ).strip()
    return (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        *NO_STORE,
    )


def _source(url: str) -> str:
    """Return a URL's origin as a policy source; an IPv6 literal can't be one, its scheme can."""
    scheme, _, rest = url.partition("://")
    origin = rest.partition("/")[0]
    if not rest:
        return ""
    return f"{scheme}:" if origin.startswith("[") else f"{scheme}://{origin}"


def _form(interaction: Interaction, content: str) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("id", interaction.interaction_id), ("token", interaction.token))
    )
    return f'<form method="post" action="/interaction">{hidden}\n{content}</form>'


def login_page(
    client: RegisteredClient, users: tuple[User, ...], interaction: Interaction, hinted: str
) -> HttpResponse:
    """Ask who signs in; nobody needs a password here."""
    ordered = sorted(users, key=lambda user: user.username != hinted)
    buttons = "\n".join(_user_button(user, suggested=user.username == hinted) for user in ordered)
    lead = (
        f"<p><strong>{escape(client.name)}</strong> wants you to sign in. "
        "Choose who you are; there is no password.</p>"
    )
    deny = '<button class="quiet" name="choice" value="deny">None of these: deny</button>'
    form = _form(interaction, f"{buttons}\n{deny}\n")
    return page("Sign in", f"{lead}\n{form}", form_target=interaction.request.redirect_uri)


def _user_button(user: User, *, suggested: bool) -> str:
    note = " <em>suggested</em>" if suggested else ""
    return (
        f'<button class="user" name="choice" value="{escape(user.username)}">'
        f"<b>{escape(user.name)}</b>{note} <span>{escape(user.email)}</span></button>"
    )


def consent_page(
    authority: Authority, client: RegisteredClient, user: User, interaction: Interaction
) -> HttpResponse:
    """Ask whether the client may do what it asks for, in words."""
    request = interaction.request
    items = "\n".join(
        f"<li>{escape(SCOPE_WORDS.get(scope, scope))} <code>{escape(scope)}</code></li>"
        for scope in request.scopes
    )
    targets = "".join(
        f"<p>The access is meant for {escape(authority.resources[uri].name)} "
        f"<code>{escape(uri)}</code>.</p>"
        for uri in request.resources
    )
    lead = (
        f"<p>You are <strong>{escape(user.name)}</strong>. "
        f"<strong>{escape(client.name)}</strong> asks to:</p>"
    )
    listed = f"<ul>{items}</ul>" if items else "<p>call the service below, nothing else.</p>"
    buttons = (
        '<button class="primary" name="choice" value="allow">Allow</button>\n'
        '<button class="quiet" name="choice" value="deny">Deny</button>\n'
    )
    body = f"{lead}\n{listed}\n{targets}\n{_form(interaction, buttons)}"
    return page("Allow the access?", body, form_target=request.redirect_uri)


def refusal_page(error: str, description: str, status: int) -> HttpResponse:
    """Say why a browser's request is refused and not sent on."""
    body = (
        f"<p>{escape(description)}</p>\n<p>The error is <code>{escape(error)}</code>. "
        "Nothing was sent back to the program that asked.</p>"
    )
    return page("This request is refused", body, status)
