"""A practice provider in memory, with a person, a browser and clients around it."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from fakes.clock import FakeClock
from fakes.randomness import FakeRandomness
from oidc_workbench.exchange import FORM, Headers, HttpRequest, HttpResponse
from oidc_workbench.practice.assertion import ASSERTION_TYPE
from oidc_workbench.practice.compact import sign
from oidc_workbench.practice.core import PracticeCore
from oidc_workbench.practice.keys import KeyRing, ProviderKey, generate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from joserfc.jwk import Key

ISSUER = "http://127.0.0.1:4711"
API = f"{ISSUER}/api"
REDIRECT_URI = "http://127.0.0.1:50505/callback"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()

_MADE: dict[tuple[str, int], ProviderKey] = {}


def spare_keys() -> Callable[[str], ProviderKey]:
    """Hand out keys that are made once for the whole run: the first, the second …, by alg."""
    counts: dict[str, int] = {}

    def make(alg: str) -> ProviderKey:
        counts[alg] = counts.get(alg, 0) + 1
        place = (alg, counts[alg])
        if place not in _MADE:
            _MADE[place] = generate(alg)
        return _MADE[place]

    return make


class Form(HTMLParser):
    """The hidden fields and the buttons of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.choices: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "input" and named.get("type") == "hidden":
            self.fields[named["name"]] = named["value"]
        if tag == "button" and named.get("name") == "choice":
            self.choices.append(named["value"])


def body(response: HttpResponse) -> dict[str, Any]:
    document = json.loads(response.body)
    assert isinstance(document, dict)
    return document


def answer_of(response: HttpResponse) -> dict[str, str]:
    """Return the parameters that a redirect carries."""
    assert response.status == 303, response.text()
    return dict(parse_qsl(urlsplit(response.header("location") or "").query))


def basic(client_id: str, secret: str) -> Headers:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return (("Authorization", "Basic " + b64encode(pair.encode()).decode()),)


def bearer(token: str) -> Headers:
    return (("Authorization", f"Bearer {token}"),)


class Bench:
    """The provider, one browser's cookies, and what clients do."""

    def __init__(self, **settings: Any) -> None:
        self.clock = FakeClock()
        self.core = PracticeCore(ISSUER, self.clock, FakeRandomness(), keys=KeyRing(spare_keys()))
        self.core.authority.settings = replace(self.core.authority.settings, **settings)
        self.cookies: dict[str, str] = {}

    def secret(self, client_id: str) -> str:
        secret = self.core.authority.clients[client_id].secret
        assert secret is not None
        return secret.reveal()

    def send(
        self, method: str, path: str, headers: Headers = (), content: bytes = b""
    ) -> HttpResponse:
        url = path if path.startswith("http") else ISSUER + path
        response = self.core.handle(HttpRequest(method, url, headers, content))
        for name, value in response.headers:
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response

    def get(self, path: str, headers: Headers = ()) -> HttpResponse:
        return self.send("GET", path, (*headers, *self._cookie()))

    def post(
        self,
        path: str,
        form: Mapping[str, str] | list[tuple[str, str]],
        headers: Headers = (),
    ) -> HttpResponse:
        fixed = (("Content-Type", FORM), *self._cookie())
        return self.send("POST", path, (*headers, *fixed), urlencode(form).encode())

    def _cookie(self) -> Headers:
        if not self.cookies:
            return ()
        return (("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items())),)

    def request_params(self, **changes: str | None) -> dict[str, str]:
        params: dict[str, str | None] = {
            "client_id": "desktop-app",
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "openid profile offline_access summarize:write",
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return {name: text for name, text in (params | changes).items() if text is not None}

    def authorize(self, **changes: str | None) -> HttpResponse:
        return self.get("/authorize?" + urlencode(self.request_params(**changes)))

    def choose(self, page_url: str, choice: str) -> HttpResponse:
        """Press a button of a page."""
        form = Form(self.get(page_url).text())
        assert choice in form.choices
        return self.post("/interaction", {**form.fields, "choice": choice})

    def sign_in(self, user: str = "alice", /, **changes: str | None) -> dict[str, str]:
        """Sign in through the pages; return the authorization response."""
        response = self.authorize(**changes)
        for choice in (user, "allow"):
            location = response.header("location") or ""
            if (
                location.startswith(f"{ISSUER}/interaction")
                and choice in Form(self.get(location).text()).choices
            ):
                response = self.choose(location, choice)
        return answer_of(response)

    def redeem(self, code: str, /, **changes: str | None) -> HttpResponse:
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "client_id": "desktop-app",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": VERIFIER,
        }
        kept = {name: text for name, text in (form | changes).items() if text is not None}
        return self.post("/token", kept)

    def tokens(self, **changes: str | None) -> dict[str, Any]:
        """Sign in and redeem the code."""
        response = self.redeem(self.sign_in("alice", **changes)["code"])
        assert response.status == 200, response.text()
        return body(response)

    def refresh(self, token: str, /, **changes: str) -> HttpResponse:
        form = {
            "grant_type": "refresh_token",
            "client_id": "desktop-app",
            "refresh_token": token,
        }
        return self.post("/token", form | changes)

    def machine_token(self, client_id: str = "legacy-batch", **form: str) -> HttpResponse:
        """Ask with client credentials, as a client with client_secret_basic."""
        headers = basic(client_id, self.secret(client_id))
        return self.post("/token", {"grant_type": "client_credentials", **form}, headers)

    def introspect(self, token: str, client_id: str = "summary-api") -> dict[str, Any]:
        headers = basic(client_id, self.secret(client_id))
        return body(self.post("/introspect", {"token": token}, headers))

    def assertion_claims(self, **changes: object) -> dict[str, object]:
        now = int(self.clock.now())
        claims: dict[str, object] = {
            "iss": "nightly-summarizer",
            "sub": "nightly-summarizer",
            "aud": ISSUER,
            "iat": now,
            "exp": now + 60,
            "jti": "assertion-1",
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def present(self, assertion: str, **changes: str) -> HttpResponse:
        """Ask for a token with a client assertion."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }
        return self.post("/token", form | changes)


def signed_by(key: Key, alg: str, claims: dict[str, object], **header: object) -> str:
    return sign({"alg": alg, "typ": "JWT", **header}, claims, key)
