"""Registrations as a step shows them: judged as documents, and described without their secrets."""

import json

from oidc_workbench.exchange import Exchange
from oidc_workbench.flows.documents import judge_answer, judge_document
from oidc_workbench.flows.stage import Draft
from oidc_workbench.oauth.registration import Registration
from oidc_workbench.oauth.text import clean
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.workspace.profile import Client


def judge_registration_request(draft: Draft, body: bytes, client: Client) -> None:
    """Judge the metadata that is about to be registered."""
    kind, known = DocumentKind.REGISTRATION, _known(client)
    judge_document(draft, "registration request", kind, body.decode(), known)


def judge_registration(draft: Draft, exchange: Exchange, client: Client) -> None:
    """Judge the registration that came back."""
    kind, known = DocumentKind.REGISTRATION, _known(client)
    judge_answer(draft, "registration", kind, exchange, known)


def _known(client: Client) -> DocumentContext:
    return DocumentContext(
        client_id=client.client_id,
        client_type="public" if client.auth_method == "none" else "confidential",
    )


def describe(draft: Draft, registration: Registration) -> None:
    """Show a registration, without what is secret in it."""
    draft.fact("client_id", clean(registration.client_id))
    for name in (
        "client_name",
        "token_endpoint_auth_method",
        "token_endpoint_auth_signing_alg",
        "jwks_uri",
        "scope",
    ):
        if registration.text(name):
            draft.fact(name, clean(registration.text(name)))
    for name in ("grant_types", "redirect_uris"):
        listed = registration.metadata.get(name)
        if isinstance(listed, list) and listed:
            draft.fact(name, clean(json.dumps(listed, ensure_ascii=False)))
    kids = [clean(key.get("kid"), 100) or "no kid" for key in registration.keys]
    if kids:
        draft.fact("keys", ", ".join(kids))
