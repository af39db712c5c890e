"""From a token response to tokens that carry what the run knows about them."""

from dataclasses import dataclass, replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange
from oidc_workbench.flows.documents import judge_answer, judge_form, known_of
from oidc_workbench.flows.stage import Draft
from oidc_workbench.flows.step import ObtainedToken, TokenKind
from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.oauth.token import TokenResponse, read_token_response
from oidc_workbench.redaction.masking import mask
from oidc_workbench.rules.document import DocumentKind, Parameter
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client, Provider

# Scopes of OIDC Core §5.4 and §11 are asked of the provider; no API requires them of a token.
IDENTITY_SCOPES = frozenset({"openid", "profile", "email", "address", "phone", "offline_access"})


@dataclass(frozen=True, slots=True)
class TokenRun:
    """What a run knows about the tokens it is about to obtain.

    Args:
        id_token: what the client requires of an ID token.
        access_token: what the resource server requires of an access token.
        context: the run's own values; access token and code are added to it.
        asked: the authorization request that the code answers; None without one.
        code_came_at: when the code was received, seconds since the epoch.
    """

    provider: Provider
    client: Client
    metadata: ProviderMetadata
    keys: tuple[KeySet, ...]
    id_token: Expectation
    access_token: Expectation
    context: RunContext
    asked: tuple[Parameter, ...] | None = None
    code_came_at: float | None = None


def access_expectation(
    issuer: str, resource: str, scopes: tuple[str, ...], leeway: int
) -> Expectation:
    """What the resource server requires: issuer, itself as audience, and the scopes asked for.

    Without a resource the audience is not stated, so that it counts as not checked.
    """
    return Expectation(
        Purpose.ACCESS_TOKEN,
        issuer=issuer,
        audiences=(resource,) if resource else (),
        scopes=tuple(s for s in scopes if s not in IDENTITY_SCOPES and not _stands_for_others(s)),
        leeway=leeway,
    )


def accept_token_response(
    draft: Draft, exchange: Exchange, run: TokenRun, code: Secret | None = None
) -> TokenResponse:
    """Read the answer, show it in the step, and put the tokens there.

    Access token and code go into the tokens' context: at_hash and c_hash are made of them
    (OIDC Core §3.1.3.8, §3.3.2.11).

    Raises:
        WorkbenchError: ``oauth-error`` with the provider's refusal, or why the answer can't be
            read.
    """
    _judge_messages(draft, exchange, run)
    answer = read_token_response(exchange)
    if isinstance(answer, OAuthError):
        raise refusal(draft, answer)
    _describe(draft, answer)
    run = replace(run, context=replace(run.context, access_token=answer.access_token, code=code))
    draft.tokens = _obtained(answer, run, draft.ports.clock.now())
    return answer


def _judge_messages(draft: Draft, exchange: Exchange, run: TokenRun) -> None:
    """Judge the request and the answer, also one that can't be used."""
    known = known_of(run.client, run.metadata, run.access_token.leeway)
    sent = replace(known, request=run.asked, issued_at=run.code_came_at)
    judge_form(draft, "token request", exchange, sent)
    judge_answer(draft, "token response", DocumentKind.TOKEN_RESPONSE, exchange, known)


def _stands_for_others(scope: str) -> bool:
    """Whether a scope asks for "whatever is registered", as Entra's does, and is never granted."""
    return scope.endswith("/.default")


def refusal(draft: Draft, error: OAuthError) -> WorkbenchError:
    """Show an error reply in the step, and return it as the reason to stop."""
    for name, value in (
        ("error", error.error),
        ("error_description", error.description),
        ("error_uri", error.uri),
    ):
        if value:
            draft.fact(name, value)
    return WorkbenchError("oauth-error", error.message, error.hint)


def check_scopes(draft: Draft, asked: tuple[str, ...], answer: TokenResponse) -> None:
    """Compare granted with requested scopes (RFC 6749 §5.1: silence means as requested)."""
    if answer.scope is None:
        draft.fact("scope granted", "not said, so as requested")
        return
    missing = [s for s in asked if s not in answer.scope and not _stands_for_others(s)]
    detail = f"Not granted: {' '.join(missing)}." if missing else ""
    draft.check("Every requested scope was granted", not missing, detail)


def _describe(draft: Draft, answer: TokenResponse) -> None:
    draft.fact("access_token", mask(answer.access_token.reveal()))
    for name, secret in (("id_token", answer.id_token), ("refresh_token", answer.refresh_token)):
        if secret:
            draft.fact(name, mask(secret.reveal()))
    draft.fact("token_type", answer.token_type or "missing")
    if answer.expires_in is not None:
        draft.fact("expires_in", f"{answer.expires_in:.0f} seconds")
    if answer.scope is not None:
        draft.fact("scope granted", " ".join(answer.scope) or "none")
    detail = "" if answer.is_bearer else "Only bearer tokens can be used by this program."
    draft.check("Token type is Bearer", answer.is_bearer, detail)


def _obtained(answer: TokenResponse, run: TokenRun, now: float) -> tuple[ObtainedToken, ...]:
    def obtained(kind: TokenKind, secret: Secret, expectation: Expectation) -> ObtainedToken:
        return ObtainedToken(
            kind,
            secret.reveal(),
            expectation,
            run.context,
            run.keys,
            run.provider.provider_id,
            run.client.key,
            now,
            answer.scope,
        )

    tokens = [obtained("access_token", answer.access_token, run.access_token)]
    if answer.id_token:
        tokens.insert(0, obtained("id_token", answer.id_token, run.id_token))
    if answer.refresh_token:
        other = Expectation(Purpose.OTHER, issuer=run.metadata.issuer)
        tokens.append(obtained("refresh_token", answer.refresh_token, other))
    return tuple(tokens)
