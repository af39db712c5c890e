"""Finding out about a provider: the beginning of every flow that talks to one."""

from dataclasses import dataclass

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.flows.documents import judge_answer
from oidc_workbench.flows.stage import Draft, Stage, Steps
from oidc_workbench.flows.trail import Trail
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.jose.limits import DEFAULT_LIMITS, Limits
from oidc_workbench.oauth.answer import json_object, response_of
from oidc_workbench.oauth.metadata import (
    ProviderMetadata,
    metadata_request,
    read_metadata,
    well_known_urls,
)
from oidc_workbench.ports import FlowPorts
from oidc_workbench.rules.document import DocumentContext, DocumentKind

_KEYS = "the provider's keys"


@dataclass(frozen=True, slots=True)
class Discovered:
    """A provider as it describes itself.

    Args:
        keys: its published keys, bound to the issuer; empty when it names no JWKS.
    """

    metadata: ProviderMetadata
    keys: tuple[KeySet, ...]
    exchanges: tuple[Exchange, ...]


async def load_metadata(trail: Trail, issuer: str) -> ProviderMetadata:
    """Fetch the metadata from the first well-known place that holds it.

    Raises:
        WorkbenchError: ``issuer-invalid``, what the sender raises, or why no place holds the
            issuer's metadata.
    """
    failures: list[WorkbenchError] = []
    for url in well_known_urls(issuer):
        exchange = await trail.send(metadata_request(url))
        try:
            return read_metadata(exchange, issuer)
        except WorkbenchError as error:
            failures.append(error)
    # Metadata of another issuer says more than the 404 of the other place.
    telling = (error for error in failures if error.code.startswith("metadata-issuer"))
    raise next(telling, failures[0])


async def load_keys(
    trail: Trail, metadata: ProviderMetadata, limits: Limits = DEFAULT_LIMITS
) -> tuple[KeySet, ...]:
    """Fetch the keys from the JWKS URI that the issuer's own metadata names.

    Of a set with more keys than the limits allow, the first ones are read.

    Returns:
        One key set, or none when the metadata names no JWKS URI.

    Raises:
        WorkbenchError: what the sender raises, or why the answer is no key set.
    """
    if not metadata.offers("jwks_uri"):
        return ()
    url = metadata.endpoint("jwks_uri")
    request = HttpRequest(
        "GET",
        url,
        (("Accept", "application/jwk-set+json, application/json"),),
        purpose=f"read {_KEYS}",
    )
    exchange = await trail.send(request)
    if not isinstance(json_object(exchange, _KEYS).get("keys"), list):
        raise WorkbenchError(
            "key-set-invalid",
            f"{exchange.request.host} answered the request for {_KEYS} with JSON that is no JWK "
            "Set: it has no list of keys.",
            "The provider has to publish a JWK Set (RFC 7517 section 5) at its jwks_uri.",
        )
    body = response_of(exchange, _KEYS).body
    source = KeySource("issuer", url, metadata.issuer, metadata.url)
    return (read_key_set(body, source, limits),)


async def load_provider(
    ports: FlowPorts, issuer: str, limits: Limits = DEFAULT_LIMITS
) -> Discovered:
    """Fetch metadata and keys in one call, for those who show no steps.

    Raises:
        WorkbenchError: as :func:`load_metadata` and :func:`load_keys`.
    """
    trail = Trail(ports)
    metadata = await load_metadata(trail, issuer)
    keys = await load_keys(trail, metadata, limits)
    return Discovered(metadata, keys, tuple(trail.exchanges))


class Discovery:
    """The two first stages of a flow, and what they found."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._metadata: ProviderMetadata | None = None
        self.keys: tuple[KeySet, ...] = ()

    @property
    def metadata(self) -> ProviderMetadata:
        """The metadata; only there once its stage is over."""
        if self._metadata is None:
            raise AssertionError("the stage discover runs first")
        return self._metadata

    @property
    def discover_stage(self) -> Stage:
        """The stage that fetches the metadata."""
        return Stage(
            "discover",
            "Discover the provider",
            "The provider publishes where its endpoints are; its issuer must be exactly the one "
            "you named, or another server could pose as it.",
            self._discover,
        )

    @property
    def keys_stage(self) -> Stage:
        """The stage that fetches the keys."""
        return Stage(
            "keys",
            "Fetch the provider's keys",
            "Tokens are verified with the keys that the issuer's own metadata leads to, and with "
            "no others.",
            self._fetch_keys,
        )

    async def _discover(self, draft: Draft) -> Steps:
        draft.fact("issuer", self._issuer)
        yield draft.running()
        try:
            metadata = self._metadata = await load_metadata(draft, self._issuer)
        finally:
            self._judge(draft, "metadata", DocumentKind.METADATA)
        draft.fact("metadata", metadata.url)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if metadata.offers(name):
                draft.fact(name, metadata.endpoint(name))
        draft.check("Issuer is the one you named", True, metadata.issuer)

    def _judge(self, draft: Draft, name: str, kind: DocumentKind) -> None:
        """Judge the last document that came, also one that can't be used."""
        came = [one for one in draft.exchanges if one.response and one.response.status == 200]
        if not came:
            return
        raw = self._metadata.raw if self._metadata is not None else None
        known = DocumentContext(issuer=self._issuer, metadata=raw)
        judge_answer(draft, name, kind, came[-1], known)

    async def _fetch_keys(self, draft: Draft) -> Steps:
        yield draft.running()
        try:
            self.keys = await load_keys(draft, self.metadata)
        finally:
            self._judge(draft, "keys", DocumentKind.JWKS)
        if not self.keys:
            draft.check(
                "Provider publishes keys",
                False,
                "The metadata names no JWKS URI, so no signature can be checked.",
            )
        for key_set in self.keys:
            _describe(draft, key_set)


def _describe(draft: Draft, key_set: KeySet) -> None:
    draft.fact("jwks_uri", key_set.source.location)
    for number, key in enumerate(key_set.keys, 1):
        parts = (key.kty, key.crv, key.alg, key.use, f"kid {key.kid}" if key.kid else "no kid")
        draft.fact(f"key {number}", " ".join(part for part in parts if part))
    draft.check("Chain issuer → metadata → JWKS is complete", key_set.source.bound_to_issuer)
    usable = sum(key.usable for key in key_set.keys)
    detail = f"{usable} of {len(key_set.keys)} keys can be used."
    draft.check("There is a usable key", usable > 0, detail)
