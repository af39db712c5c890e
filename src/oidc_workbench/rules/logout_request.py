"""The request for logout (OIDC RP-Initiated Logout §2)."""

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.metadata_members import texts
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import is_logout, shown
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    document_rule,
)

_NAME = "post_logout_redirect_uri"


@document_rule(
    "rpl-redirect",
    "Unsafe post-logout redirect",
    Severity.ERROR,
    on=(Artefact.AREQ,),
    cites="OIDC RP-Initiated Logout §2, §3",
    remedy="Register the post_logout_redirect_uri, and send the ID token as id_token_hint.",
)
def rpl_redirect(subject: DocumentSubject) -> Answer:
    """After logout the browser is sent to an address that is not registered.

    A server that does so sends its users wherever a link says. Without an ``id_token_hint`` the
    server does not know whose session to end, and must ask (a warning). The ID token in the hint
    may have expired.
    """
    if not is_logout(subject):
        return NOT_APPLICABLE
    hint = [] if subject.param("id_token_hint") else [_without_hint()]
    uri = subject.param(_NAME)
    if uri is None:
        return hint
    known = subject.context.post_logout_redirect_uris
    if known is None:
        known = texts(subject.context.registration or {}, "post_logout_redirect_uris")
    if known is None:
        return hint or Missing("the registered post-logout redirect URIs")
    if uri in known:
        return hint
    message = "The address after logout is not registered."
    return [Found(_NAME, shown(_NAME, uri), message), *hint]


def _without_hint() -> Found:
    message = "The request does not show whose session it ends."
    return Found("id_token_hint", "no id_token_hint", message, Severity.WARNING)
