"""The authorization response: waited for, and taken or refused (RFC 6749 §4.1.2, RFC 9207)."""

from collections.abc import Awaitable, Callable

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import FORM, HttpRequest
from oidc_workbench.flows.documents import judge_callback
from oidc_workbench.flows.stage import Draft, Steps
from oidc_workbench.flows.tokens import refusal
from oidc_workbench.oauth.authorization import (
    AuthorizationRequest,
    AuthorizationResponse,
    NotOurs,
    read_callback,
)
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.oauth.oauth_error import OAuthError
from oidc_workbench.ports import Callback, CallbackListener
from oidc_workbench.redaction.masking import mask
from oidc_workbench.rules.document import DocumentContext
from oidc_workbench.secret import Secret

_STRAY = "No stray answer came"
Ours = OAuthError | AuthorizationResponse | WorkbenchError


class AuthorizationAnswer:
    """Waits for the response to one authorization request, and keeps the code that it brings.

    Args:
        listener: an open one, where the response arrives.
        close: awaited when the response is there, so that nothing listens any more.
    """

    code: Secret
    came_at: float
    """Seconds since the epoch."""

    def __init__(
        self,
        request: AuthorizationRequest,
        metadata: ProviderMetadata,
        listener: CallbackListener,
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self._request, self._metadata = request, metadata
        self._listener, self._close = listener, close

    async def wait(self, draft: Draft, known: DocumentContext, within: float) -> Steps:
        """Wait for the response, and pass over whatever else arrives.

        Args:
            draft: the step that waits.
            known: what the response is judged by.
            within: seconds to wait for the person.

        Raises:
            WorkbenchError: the time is over, the provider refuses, or its response can't be used.
        """
        clock = draft.ports.clock
        began = clock.elapsed()
        deadline = clock.now() + within
        hint = "Sign in in the browser, or paste the callback URL here."
        yield draft.waiting("Waiting for the browser to come back.", hint, deadline)
        strays = 0
        while True:
            left = within - (clock.elapsed() - began)
            callback = await self._listener.receive(within=max(left, 0.0))
            reading = self._read(callback)
            if not isinstance(reading, NotOurs):
                break
            self._listener.answer(accepted=False)
            strays += 1
            draft.check(_STRAY, False, f"{reading.reason} Ignored so far: {strays}.")
            yield draft.waiting(f"{reading.reason} Still waiting.", hint, deadline)
        self._listener.answer(accepted=True)
        draft.front(_as_request(callback), clock.elapsed() - began)
        self.came_at = clock.now()
        judge_callback(draft, callback, known)
        await self._close()
        self._accept(draft, reading)

    def _read(self, callback: Callback) -> NotOurs | Ours:
        try:
            return read_callback(callback.url, callback.body, self._request, self._metadata)
        except WorkbenchError as error:
            return error  # ours, yet unusable: the browser is still told that it is over

    def _accept(self, draft: Draft, reading: Ours) -> None:
        draft.check("state is ours", True)
        if isinstance(reading, WorkbenchError):
            raise reading
        if isinstance(reading, OAuthError):
            raise refusal(draft, reading)
        if reading.issuer:
            draft.check("iss is the provider", True, reading.issuer)
        else:
            draft.fact("iss", "not sent, and not promised (RFC 9207)")
        draft.check("code came once", True)
        draft.fact("code", mask(reading.code.reveal()))
        self.code = reading.code


def _as_request(callback: Callback) -> HttpRequest:
    headers = (("Content-Type", FORM),) if callback.body else ()
    method = "POST" if callback.body else "GET"
    return HttpRequest(method, callback.url, headers, callback.body, "authorization response")
