"""The authorization request: complete, bound to the browser, with its answer in a safe place."""

import re

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.entropy import LEAST_BITS, estimated_bits
from oidc_workbench.rules.evidence import show_nonce
from oidc_workbench.rules.metadata_members import texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import (
    asked,
    hidden,
    is_authorization,
    response_types,
    shown,
    value_in,
)
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_ON = (Artefact.AREQ,)
_LEAST_LENGTH = 16
_LONGEST_NONCE = 64  # FAPI 2.0 Security Profile §5.3.3.2 item 7
_LEAKS = (
    ("an address", re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)),
    ("an e-mail address", re.compile(r"[^\s@/]+@[^\s@/]+\.[a-z]{2,}", re.IGNORECASE)),
    ("a readable JWT", re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*(?!\.)")),
)


@document_rule(
    "csrf-unprotected",
    "No CSRF binding",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9700 §2.1, §4.7.1; OAuth 2.1",
    remedy="Use PKCE, or a one-time state that is bound to the browser's session.",
)
def csrf_unprotected(subject: DocumentSubject) -> Answer:
    """The request has neither ``state`` nor ``code_challenge`` nor ``nonce``.

    Nothing then ties the answer to the browser that asked: an attacker can make the user's
    browser deliver a code of the attacker's own, and the user works in a stranger's account.
    PKCE suffices; a missing state beside it is fine.
    """
    if not is_authorization(subject):
        return NOT_APPLICABLE
    if asked(subject, "state") or asked(subject, "nonce"):
        return None
    challenge = asked(subject, "code_challenge")
    if challenge and not _pkce_is_unknown(subject):
        return None
    if hidden(subject):
        return Missing(hidden(subject))
    also = ", and the server knows no PKCE" if challenge else ""
    evidence = f"no state, no nonce{'' if challenge else ', no code_challenge'}"
    message = f"Nothing ties the answer to the browser that asked{also}."
    return Found("the parameters", evidence, message)


def _pkce_is_unknown(subject: DocumentSubject) -> bool:
    """Whether the metadata says outright that there is no PKCE; silence says nothing."""
    return texts(subject.context.metadata or {}, "code_challenge_methods_supported") == ()


@document_rule(
    "state-nonce-weak",
    "state or nonce weak or leaky",
    Severity.WARNING,
    on=_ON,
    cites="RFC 6749 §10.10, §10.12; OIDC Core §3.1.2.1, §15.5.2; "
    "FAPI 2.0 Security Profile §5.3.3.2 item 7",
    remedy="Use 128 fresh random bits for each, bound to the browser's session.",
)
def state_nonce_weak(subject: DocumentSubject) -> Answer:
    """``state`` or ``nonce`` could be guessed, was used before, or tells something.

    They tie the answer to the session that asked, so nobody else may know or guess them. How
    random they are, is estimated from their characters. With PKCE a weak ``state`` is only
    noted, and so is a nonce above 64 characters, since some servers refuse it.
    """
    values = {name: asked(subject, name) for name in ("state", "nonce")}
    if not any(values.values()):
        return Missing(hidden(subject), decisive=False) if hidden(subject) else NOT_APPLICABLE
    found = [
        Found(name, f"{name}={show_nonce(value)}", f"The {name} {problem}.", severity)
        for name, value in values.items()
        if value
        for problem, severity in _problems(subject, name, value)
    ]
    if not found and subject.context.earlier_requests is None:
        return Missing("the client's earlier requests, to see reuse", decisive=False)
    return found


def _problems(subject: DocumentSubject, name: str, value: str) -> list[tuple[str, Severity | None]]:
    spared = name == "state" and bool(asked(subject, "code_challenge"))
    note = Severity.INFO if spared else None
    problems: list[tuple[str, Severity | None]] = []
    if len(value) < _LEAST_LENGTH:
        problems.append((f"has {len(value)} characters only; 22 hold 128 random bits", note))
    elif (bits := estimated_bits(value)) < LEAST_BITS:
        problems.append((f"holds about {bits:.0f} random bits; 128 are due", note))
    leak = next((what for what, form in _LEAKS if form.search(value)), "")
    if leak:
        problems.append((f"holds {leak}, which all who see the URL can read", None))
    earlier = subject.context.earlier_requests or ()
    if any(value_in(request, name) == value for request in earlier):
        problems.append(("was used in an earlier request", note))
    if name == "nonce" and len(value) > _LONGEST_NONCE:
        text = f"has {len(value)} characters; above {_LONGEST_NONCE} some servers refuse it"
        problems.append((text, Severity.INFO))
    return problems


@document_rule(
    "nonce-required",
    "nonce missing where it is mandatory",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §3.2.2.1, §3.3.2.1",
    remedy="Send a nonce.",
)
def nonce_required(subject: DocumentSubject) -> Answer:
    """An ID token is asked for from the authorization endpoint, without a nonce.

    It then comes through the browser, where an ID token of another session can be put in its
    place. Only the nonce shows that. In the plain code flow the nonce is optional.
    """
    if "id_token" not in response_types(subject):
        unseen = hidden(subject) and not response_types(subject)
        return Missing(hidden(subject)) if unseen else NOT_APPLICABLE
    if asked(subject, "nonce"):
        return None
    if hidden(subject):
        return Missing(hidden(subject))
    evidence = shown("response_type", asked(subject, "response_type"))
    message = "The ID token comes through the browser, and no nonce ties it to this request."
    return Found("nonce", f"{evidence}, no nonce", message)


@document_rule(
    "response-mode-query",
    "Tokens in the query string",
    Severity.ERROR,
    on=_ON,
    cites="OAuth Multiple Response Types §3, §5; JARM §2.3.1",
    remedy="Use response_mode form_post, or the code flow.",
)
def response_mode_query(subject: DocumentSubject) -> Answer:
    """Tokens are asked for in the query part of the redirect URI.

    A query is sent to the server, written into its logs and into the Referer of the next page.
    ``query.jwt`` is allowed with tokens only when the response is encrypted.
    """
    tokens = [value for value in response_types(subject) if value in ("token", "id_token")]
    mode = asked(subject, "response_mode")
    if hidden(subject) and (mode is None or not response_types(subject)):
        return Missing(hidden(subject))
    if mode not in ("query", "query.jwt"):
        return NOT_APPLICABLE
    if not tokens:
        return None
    registration = subject.context.registration
    if mode == "query.jwt" and registration is None:
        return Missing("the client's registration (authorization_encrypted_response_alg)")
    if mode == "query.jwt" and (registration or {}).get("authorization_encrypted_response_alg"):
        return None
    evidence = f"response_mode={mode}, {shown('response_type', ' '.join(response_types(subject)))}"
    return Found("response_mode", evidence, "Tokens would come in the query of a URL.")
