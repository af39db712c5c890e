"""The practice provider as a profile: what the first minute needs, without any form to fill in."""

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.jose.jwk import public_jwk, public_key
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord
from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.ports import PracticeClient, PracticeInfo, Services

PROVIDER_ID = "practice"
KEY_ID = "practice"


def practice_provider(info: "PracticeInfo") -> Provider:
    """Return the running practice provider as a provider; it is not kept between runs."""
    return Provider(PROVIDER_ID, "Practice provider", info.issuer, practice=True)


def practice_clients(info: "PracticeInfo") -> tuple[Client, ...]:
    """Return its clients; those with a secret refer to a vault entry by name."""
    return tuple(_client(known) for known in info.clients)


def _client(known: "PracticeClient") -> Client:
    return Client(
        key=f"{PROVIDER_ID}:{known.client_id}",
        provider_id=PROVIDER_ID,
        name=known.name,
        client_id=known.client_id,
        actor=known.actor,
        auth_method=known.auth_method,
        secret_ref=f"{PROVIDER_ID}:{known.client_id}" if known.secret else "",
        key_id=KEY_ID if known.auth_method == "private_key_jwt" else "",
        scopes=known.scopes,
        resource=known.resource,
        practice=True,
        registration_uri=known.registration_uri,
        registration_token_ref=_token_ref(known) if known.registration_uri else "",
    )


def _token_ref(known: "PracticeClient") -> str:
    return f"registration:{PROVIDER_ID}:{known.client_id}"


async def prepare_practice(services: "Services", info: "PracticeInfo") -> None:
    """Put the secrets of its clients into the vault, and register a key for the assertion.

    The key stays in the vault between runs; the provider forgets it, so it is registered anew.
    """
    now = services.clock.now()
    for known in info.clients:
        if known.secret:
            record = _secret_record(known, now)
            await services.vault.put_secret(record.ref, known.secret, record)
        if known.registration_token:
            await services.vault.put_secret(
                _token_ref(known), known.registration_token, _token_record(known, now)
            )
    await _forget_rotations(services)
    key = await practice_key(services)
    for known in info.clients:
        if known.auth_method == "private_key_jwt":
            await services.practice.register_key(known.client_id, public_jwk(key.public))


def _secret_record(known: "PracticeClient", now: float) -> SecretRecord:
    name = f"{PROVIDER_ID}:{known.client_id}"
    return SecretRecord(
        name,
        label=known.name,
        provider_id=PROVIDER_ID,
        client_key=name,
        created_at=now,
    )


def _token_record(known: "PracticeClient", now: float) -> SecretRecord:
    return SecretRecord(
        _token_ref(known),
        kind="registration-access-token",
        label=f"Registration token of {known.name}",
        provider_id=PROVIDER_ID,
        client_key=f"{PROVIDER_ID}:{known.client_id}",
        created_at=now,
    )


async def _forget_rotations(services: "Services") -> None:
    """Clear how far rotations had come: the provider is new, and knows nothing of them."""
    for record in await services.vault.records():
        own = record.key_id == KEY_ID or record.client_key.startswith(f"{PROVIDER_ID}:")
        if own and (record.rotation or record.replaces):
            await services.vault.change(record.key_id, rotation="", replaces="", replaced_jwk={})


async def practice_key(services: "Services") -> "SigningKey":
    """Return the practice key from the vault, made on the first run."""
    kept = next((one for one in await services.vault.records() if one.key_id == KEY_ID), None)
    if kept is not None:
        key = await services.vault.signing_key(KEY_ID)
        return key if kept.alg else await _with_alg(services, kept, key)
    key = generate_key("P-256", alg="ES256")
    public = key.public
    record = KeyRecord(
        KEY_ID,
        "Practice key",
        public.kid,
        public.kty,
        public.alg,
        public.thumbprint,
        services.clock.now(),
        origin="practice",
        public_jwk=public_jwk(public),
    )
    await services.vault.add(record, key)
    return key


async def _with_alg(services: "Services", kept: KeyRecord, key: "SigningKey") -> "SigningKey":
    """Have a key that was made before its algorithm was stated state it, in its JWK as well.

    What a record says of a key's public part can't be changed, so it is stored anew. Cut off in
    between, the next start makes another one; the provider forgets the key with every run.
    """
    members = {**public_jwk(key.public), "kid": kept.kid, "use": "sig", "alg": key.default_alg}
    public = public_key(members)
    fresh = replace(key, public=public)
    record = replace(kept, alg=public.alg, public_jwk=public_jwk(public), presence="present")
    await services.vault.remove(KEY_ID)
    await services.vault.add(record, fresh)
    return fresh
