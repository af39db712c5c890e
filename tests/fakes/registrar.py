"""The practice provider in memory as the network of a flow, with ports that can be cut off."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from anyio.lowlevel import checkpoint

from fakes.world import FakeWorld
from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.ports import FlowPorts
from oidc_workbench.practice.core import PracticeCore
from oidc_workbench.practice.keys import KeyRing, ProviderKey, generate
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client, Provider

ISSUER = "http://127.0.0.1:4711"
PROVIDER = Provider("p", "Practice", ISSUER)
REGISTRATION = f"{ISSUER}/register"
_Value = TypeVar("_Value")
_MADE: dict[str, ProviderKey] = {}
_KEYS = {name: generate_key("P-256") for name in ("old", "new", "third")}


def _spare(alg: str) -> ProviderKey:
    """Make the provider's own keys once for a whole run."""
    return _MADE.setdefault(alg, generate(alg))


class Scissors:
    """Counts the effects of a flow on the world, and cuts it off at one of them.

    Args:
        at: which one; 0 for none.
        before: whether it is cut before the effect comes about, or only its answer is lost.
    """

    def __init__(self, at: int = 0, *, before: bool = True) -> None:
        self.at, self.before = at, before
        self.count = 0
        self.cut = ""

    async def let(self, name: str, effect: Callable[[], Awaitable[_Value]]) -> _Value:
        self.count += 1
        if self.count == self.at and self.before:
            self._cut(name)
        result = await effect()
        if self.count == self.at:
            self._cut(name)
        return result

    def _cut(self, name: str) -> None:
        self.cut = name
        raise asyncio.CancelledError


class _Cut:
    """A part of the world whose named methods go through the scissors."""

    def __init__(self, part: Any, scissors: Scissors, *names: str) -> None:
        self._part, self._scissors, self._names = part, scissors, names

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if name not in self._names:
            return found

        async def through(*args: Any, **more: Any) -> Any:
            label = args[0].method if isinstance(args[0], HttpRequest) else name
            return await self._scissors.let(label, lambda: found(*args, **more))

        return through


class Registrar:
    """A client, its keys and its provider, all in memory.

    Args:
        answer: changes an answer before the flow sees it.
    """

    def __init__(self) -> None:
        self.world = FakeWorld()
        self.core = PracticeCore(ISSUER, self.world.clock, self.world.random, keys=KeyRing(_spare))
        self.client = Client(
            "job", "p", "Job", "", actor="service", auth_method="private_key_jwt", key_id="old",
            scopes=("summarize:write",), resource=f"{ISSUER}/api",
        )  # fmt: skip
        self.kept: list[Client] = []
        self.sent: list[HttpRequest] = []
        self.answer: Callable[[HttpRequest, HttpResponse], HttpResponse] = lambda _, given: given
        self.scissors = Scissors()
        for number, (name, key) in enumerate(_KEYS.items()):
            public = key.public
            self.world.vault.keys[name] = key
            self.world.vault.key_records[name] = KeyRecord(
                name, name, public.kid, public.kty, "ES256", public.thumbprint, float(number),
                public_jwk=public_jwk(public),
            )  # fmt: skip

    @property
    def ports(self) -> FlowPorts:
        vault = _Cut(self.world.vault, self.scissors, "change", "put_secret", "remove_secret")
        return replace(self.world.ports, http=_Cut(self, self.scissors, "send"), vault=vault)

    async def send(self, request: HttpRequest) -> Exchange:
        """Stand for the sender: hand the request to the provider."""
        await checkpoint()
        self.sent.append(request)
        response = self.answer(request, self.core.handle(request))
        return Exchange(request, response, self.world.clock.now(), 0.01)

    async def keep(self, client: Client) -> None:
        await self.scissors.let("keep", lambda: self._keep(client))

    async def _keep(self, client: Client) -> None:
        await checkpoint()
        self.client = client
        self.kept.append(client)

    @property
    def registered_kids(self) -> list[object]:
        """The kids that the provider knows of the client."""
        known = self.core.authority.clients[self.client.client_id]
        return [key["kid"] for key in known.jwks]

    def kid(self, name: str) -> str:
        return _KEYS[name].public.kid

    def new_token(self) -> None:
        """Enter a registration access token that the provider's people gave out anew."""
        token = Secret("t0ken-given-out-anew")
        self.core.authority.clients[self.client.client_id].registration_token = token
        self.world.vault.kept_secrets[self.client.registration_token_ref] = token
