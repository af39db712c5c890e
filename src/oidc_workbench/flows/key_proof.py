"""Whether a provider accepts assertions by a key: asked of the provider itself.

What counts:

- A service asks for a token by client credentials. A token is the proof; it is thrown away.
- A client without that grant refreshes with a made-up refresh token. Its client is authenticated
  first (RFC 6749 §6), so ``invalid_grant`` or ``unauthorized_client`` says that the assertion was
  accepted. That alone could also be the answer of a server that looks at no assertion, so the same
  request goes out once more with a signature that can't be right: only when that is refused does
  the first answer count.

Anything else proves nothing, and is said to be unclear.
"""

from enum import StrEnum

from oidc_workbench.exchange import Exchange, FormRequest
from oidc_workbench.flows.client_identity import ClientIdentity
from oidc_workbench.flows.documents import judge_answer, judge_form, known_of
from oidc_workbench.flows.stage import Draft
from oidc_workbench.jose import base64url
from oidc_workbench.oauth.answer import response_of
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.oauth.oauth_error import OAuthError, error_of_response
from oidc_workbench.oauth.token import (
    client_credentials_request,
    read_token_response,
    refresh_request,
)
from oidc_workbench.rules.document import DocumentKind
from oidc_workbench.secret import Secret

_MADE_UP_OCTETS = 16
# RFC 6749 §5.2: both are said to a client that has authenticated.
_AUTHENTICATED = frozenset({"invalid_grant", "unauthorized_client"})
# The client is authenticated, or was not asked: the other way tells.
_OTHER_GRANT = frozenset(
    {"unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_target"}
)
_WHAT = "the assertion"


class Acceptance(StrEnum):
    """What the provider's answers say about assertions by a key."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCLEAR = "unclear"


class KeyProof:
    """Puts assertions by one key to the provider.

    Args:
        identity: the client with the key that signs.
    """

    def __init__(self, draft: Draft, identity: ClientIdentity, metadata: ProviderMetadata) -> None:
        self._draft = draft
        self._identity = identity
        self._client = identity.client
        self._metadata = metadata
        self.answer = ""

    async def ask(self) -> Acceptance:
        """Ask the provider; ``answer`` then says in a few words what it answered.

        Raises:
            WorkbenchError: what the sender raises, or why an answer can't be read.
        """
        if self._client.actor == "service":
            found = await self._by_client_credentials()
            if found is not None:
                return found
        return await self._by_made_up_token()

    async def _by_client_credentials(self) -> Acceptance | None:
        """Ask for a token; None when the answer is not about the assertion."""
        resources = (self._client.resource,) if self._client.resource else ()
        request = client_credentials_request(self._endpoint, self._client.scopes, resources)
        exchange = await self._send(request, self._sign(), "prove the key by a token request")
        self._judge(exchange)
        answer = read_token_response(exchange)
        if not isinstance(answer, OAuthError):
            self._draft.fact("token", "received, and thrown away")
            return self._found(Acceptance.ACCEPTED, "a token, by client credentials")
        if answer.error in _OTHER_GRANT:
            return None
        return self._refusal(answer)

    async def _by_made_up_token(self) -> Acceptance:
        genuine = await self._refused(self._sign(), "prove the key by a refresh")
        if genuine is None or genuine.error not in _AUTHENTICATED:
            return self._refusal(genuine)
        forged = await self._refused(self._forge(), "see a wrong signature refused")
        self._draft.fact("answer to the key", genuine.message)
        self._draft.fact("answer to a wrong signature", forged.message if forged else "a token")
        if forged is None or not _refuses_client(forged):
            said = "no difference between the key and a wrong signature"
            return self._found(Acceptance.UNCLEAR, said)
        said = f"{genuine.error} to a made-up refresh token, and a wrong signature refused"
        return self._found(Acceptance.ACCEPTED, said)

    async def _refused(self, signed: Secret, purpose: str) -> OAuthError | None:
        made_up = Secret(base64url.encode(self._draft.ports.random.octets(_MADE_UP_OCTETS)))
        request = refresh_request(self._endpoint, made_up, (), ())
        response = response_of(await self._send(request, signed, purpose), _WHAT)
        return None if 200 <= response.status < 300 else error_of_response(response)

    def _refusal(self, answer: OAuthError | None) -> Acceptance:
        if answer is None:
            return self._found(Acceptance.UNCLEAR, "tokens for a made-up refresh token")
        said = " ".join(part for part in (str(answer.status or ""), answer.error) if part)
        said += f" ({answer.description})" if answer.description else ""
        refused = _refuses_client(answer)
        return self._found(Acceptance.REFUSED if refused else Acceptance.UNCLEAR, said)

    def _found(self, acceptance: Acceptance, said: str) -> Acceptance:
        self.answer = said
        return acceptance

    @property
    def _endpoint(self) -> str:
        return self._metadata.endpoint("token_endpoint")

    async def _send(self, request: FormRequest, signed: Secret, purpose: str) -> Exchange:
        return await self._draft.send(self._identity.apply(request, signed).to_http(purpose))

    def _sign(self) -> Secret:
        assertion = self._identity.assertion(self._metadata, self._draft.ports)
        if assertion is None or self._identity.key is None:
            raise AssertionError("a proof always has a key")
        return assertion.sign(self._identity.key)

    def _forge(self) -> Secret:
        """Return an assertion with the signature of another one: well formed, and wrong."""
        content = self._sign().reveal().rpartition(".")[0]
        signature = self._sign().reveal().rpartition(".")[2]
        return Secret(f"{content}.{signature}")

    def _judge(self, exchange: Exchange) -> None:
        known = known_of(self._client, self._metadata)
        judge_form(self._draft, "token request", exchange, known)
        judge_answer(self._draft, "token response", DocumentKind.TOKEN_RESPONSE, exchange, known)


def _refuses_client(answer: OAuthError) -> bool:
    """Whether an answer is about the client's authentication.

    RFC 6749 §5.2 wants invalid_client; some servers answer with 401 or 403 and little else.
    """
    if answer.error:
        return answer.error == "invalid_client"
    return answer.status in {401, 403}
