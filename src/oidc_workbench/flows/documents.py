"""Judging the documents of a run: what was asked and answered, with everything the run knows.

Findings are shown in the step; none of them stops a flow, since the flow's own checks decide that.
"""

from dataclasses import replace

from oidc_workbench.exchange import Exchange
from oidc_workbench.flows.stage import Draft
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.ports import Callback
from oidc_workbench.rules.document import DocumentContext, DocumentKind, Parameter
from oidc_workbench.rules.document_judging import inspect_document
from oidc_workbench.workspace.profile import Client


def judge_document(
    draft: Draft, name: str, kind: DocumentKind, text: str, context: DocumentContext
) -> None:
    """Judge one document and show it in the step under a name."""
    now = draft.ports.clock.now()
    draft.documents[name] = inspect_document(kind, text, context, now)


def judge_answer(
    draft: Draft, name: str, kind: DocumentKind, exchange: Exchange, context: DocumentContext
) -> None:
    """Judge the body of a response as a document; without a response there is none."""
    if exchange.response is None:
        return
    known = replace(context, exchange=exchange)
    judge_document(draft, name, kind, exchange.response.text(), known)


def judge_request(draft: Draft, url: str, context: DocumentContext) -> None:
    """Judge the authorization request that the browser is to carry."""
    kind = DocumentKind.AUTHORIZATION_REQUEST
    judge_document(draft, "authorization request", kind, url, context)


def judge_callback(draft: Draft, callback: Callback, context: DocumentContext) -> None:
    """Judge the authorization response that came to the redirect URI, as URL or as form post."""
    text = callback.body.decode("utf-8", "replace") or callback.url
    kind = DocumentKind.AUTHORIZATION_RESPONSE
    judge_document(draft, "authorization response", kind, text, context)


def judge_form(draft: Draft, name: str, exchange: Exchange, context: DocumentContext) -> None:
    """Judge the form of a request to the token endpoint, or to one for token management."""
    text = exchange.request.body.decode("utf-8", "replace")
    known = replace(context, exchange=exchange)
    judge_document(draft, name, DocumentKind.TOKEN_REQUEST, text, known)


def known_of(client: Client, metadata: ProviderMetadata, leeway: int = 60) -> DocumentContext:
    """What a run knows of its client and provider, whatever the document is."""
    return DocumentContext(
        issuer=metadata.issuer,
        client_id=client.client_id,
        client_type="public" if client.auth_method == "none" else "confidential",
        redirect_uris=(client.redirect_uri,) if client.redirect_uri else None,
        metadata=metadata.raw,
        leeway=leeway,
    )


def parameters_of(pairs: tuple[tuple[str, str], ...]) -> tuple[Parameter, ...]:
    """The parameters of a request that was sent, for the judgement on its answer."""
    return tuple(Parameter(name, value, "query") for name, value in pairs)
