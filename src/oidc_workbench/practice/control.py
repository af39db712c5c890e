"""The control page: rotate keys, register a client's key, switch faults, read the refusals."""

import json
from dataclasses import asdict, replace
from hashlib import sha256
from hmac import compare_digest
from html import escape

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpResponse, header
from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.call import Call
from oidc_workbench.practice.client_keys import register_key
from oidc_workbench.practice.pages import page
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.replies import json_reply, redirect
from oidc_workbench.practice.sessions import current_session, new_session, set_cookie
from oidc_workbench.practice.settings import Misbehaviour


def show(authority: Authority, call: Call) -> HttpResponse:
    """Show the page."""
    session = current_session(authority, call) or new_session(authority)
    token = f'<input type="hidden" name="token" value="{_form_token(session.session_id)}">'
    lead = (
        f'<p class="wide">The issuer is <code>{escape(authority.issuer)}</code>. Everything here '
        "is gone when the provider stops.</p>"
    )
    parts = (
        lead,
        _rotation(authority, token),
        _faults(authority, token),
        _keys(authority, token),
        _registration(authority, token),
        _refusals(authority),
    )
    shown = page("Control the practice provider", "\n".join(parts))
    return replace(shown, headers=(*shown.headers, *set_cookie(authority, session)))


def _form_token(session_id: str) -> str:
    """Derive the form's token from the session, which no other site can read."""
    return sha256(f"control {session_id}".encode()).hexdigest()


def _check_origin(authority: Authority, call: Call) -> None:
    """Refuse a browser that was sent by another site.

    Browsers name the origin of a POST; programs on this computer need no token.

    Raises:
        Refusal: the form was not made by our page.
    """
    if header(call.headers, "origin") is None and header(call.headers, "sec-fetch-site") is None:
        return
    session = current_session(authority, call)
    expected = _form_token(session.session_id) if session else ""
    if not expected or not compare_digest(call.form.get("token").encode(), expected.encode()):
        raise Refusal("invalid_request", "This form was not made by this provider's page.", 403)


def _done(authority: Authority, call: Call) -> HttpResponse:
    if header(call.headers, "origin") is None:
        return json_reply(_state(authority))
    return redirect(f"{authority.issuer}/practice")


def _state(authority: Authority) -> dict[str, object]:
    return {
        "next_rotation_stage": authority.keys.next_stage,
        "kids": [key.kid for key in authority.keys.published()],
        "misbehaviours": sorted(authority.settings.misbehaviours),
        "registration": authority.settings.registration,
    }


def rotate(authority: Authority, call: Call) -> HttpResponse:
    """Take the next step of a key rotation; ``stage`` may be left out."""
    _check_origin(authority, call)
    authority.keys.rotate(call.form.get("stage") or authority.keys.next_stage)
    return _done(authority, call)


def misbehave(authority: Authority, call: Call) -> HttpResponse:
    """Switch faults: those named in ``misbehaviour`` are on, all others off."""
    _check_origin(authority, call)
    names = [value for key, value in call.form.pairs if key == "misbehaviour" and value]
    unknown = [name for name in names if name not in set(Misbehaviour)]
    if unknown:
        known = ", ".join(Misbehaviour)
        raise Refusal("invalid_request", f"There is no misbehaviour {unknown[0]}; known: {known}.")
    faults = frozenset(Misbehaviour(name) for name in names)
    authority.settings = replace(authority.settings, misbehaviours=faults)
    return _done(authority, call)


def keys(authority: Authority, call: Call) -> HttpResponse:
    """Register a client's public key: ``client_id`` and ``jwk`` as JSON."""
    _check_origin(authority, call)
    try:
        jwk = json.loads(call.form.get("jwk"))
    except ValueError:
        raise Refusal("invalid_request", "The key is not JSON; paste a public JWK.") from None
    try:
        register_key(authority, call.form.get("client_id"), jwk)
    except WorkbenchError as error:
        raise Refusal("invalid_request", str(error)) from None
    return _done(authority, call)


def registration(authority: Authority, call: Call) -> HttpResponse:
    """Choose who may register clients: ``mode`` is open or token."""
    _check_origin(authority, call)
    mode = call.form.get("mode")
    if mode not in ("open", "token"):
        raise Refusal("invalid_request", "The mode of registration is open or token.")
    authority.settings = replace(
        authority.settings, registration="open" if mode == "open" else "token"
    )
    return _done(authority, call)


def refusals(authority: Authority, _call: Call) -> HttpResponse:
    """Return the log of refusals, the newest last."""
    return json_reply({"refusals": [asdict(note) for note in authority.refusals]})


def _rotation(authority: Authority, token: str) -> str:
    stage = authority.keys.next_stage
    kids = "".join(
        f"<li><code>{key.alg}</code> <code>{escape(key.kid)}</code> "
        f"{authority.keys.stage_of(key)}</li>"
        for key in authority.keys.published()
    )
    return (
        f"<h2>Signing keys</h2>\n<ul>{kids}</ul>\n"
        f'<form method="post" action="/practice/rotate">{token}'
        f'<button class="primary" name="stage" value="{stage}">Next step: {stage}</button></form>'
    )


def _faults(authority: Authority, token: str) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" name="misbehaviour" value="{fault}"'
        f"{' checked' if authority.misbehaves(fault) else ''}> {fault} "
        f"<span>{escape(fault.sentence)}</span></label>\n"
        for fault in Misbehaviour
    )
    return (
        f'<h2>Misbehave on purpose</h2>\n<form method="post" action="/practice/misbehave">{token}\n'
        f"{boxes}<button>Apply</button></form>"
    )


def _keys(authority: Authority, token: str) -> str:
    options = "".join(
        f"<option>{escape(client.client_id)}</option>"
        for client in authority.clients.values()
        if client.auth_method == "private_key_jwt"
    )
    return (
        f'<h2>Register a client key</h2>\n<form method="post" action="/practice/keys">{token}\n'
        f'<label>Client <select name="client_id">{options}</select></label>\n'
        '<label>Public key (JWK) <textarea name="jwk" rows="5" spellcheck="false" required>'
        "</textarea></label>\n<button>Register</button></form>"
    )


def _registration(authority: Authority, token: str) -> str:
    if authority.settings.registration == "open":
        said = "<p>Anybody may register a client.</p>"
        other, title = "token", "Ask for an initial access token"
    else:
        shown = escape(authority.initial_access_token.reveal())
        said = f"<p>Registering a client takes the initial access token <code>{shown}</code>.</p>"
        other, title = "open", "Let anybody register"
    return (
        f"<h2>Registration of clients</h2>\n{said}\n"
        f'<form method="post" action="/practice/registration">{token}'
        f'<button name="mode" value="{other}">{title}</button></form>'
    )


def _refusals(authority: Authority) -> str:
    if not authority.refusals:
        return "<h2>Refusals</h2>\n<p>None so far.</p>"
    rows = "".join(
        f"<tr><td><code>{escape(note.path)}</code><td>{escape(note.client_id)}"
        f"<td>{escape(note.error)}<td>{escape(note.description)}</tr>\n"
        for note in reversed(authority.refusals)
    )
    return (
        "<h2>Refusals, the newest first</h2>\n<table><tr><th>Endpoint<th>Client<th>Error"
        f"<th>Why</tr>\n{rows}</table>"
    )
