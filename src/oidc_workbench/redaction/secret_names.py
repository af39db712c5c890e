"""The names under which secrets stand: of parameters, JSON members and headers."""

SECRET_PARAMETERS = (
    "access_token",
    "actor_token",
    "api_key",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "id_token",
    "id_token_hint",
    "initial_access_token",
    "logout_token",
    "passphrase",
    "password",
    "refresh_token",
    "registration_access_token",
    "subject_token",
    "token",
    "user_code",
)
"""Parameters of requests and responses, and members of JSON."""
PRIVATE_JWK_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "k", "priv", "seed")
"""What makes a JWK private (RFC 7518 §6, RFC 8037 §2, RFC 9964)."""
OTHER_PRIME_MEMBERS = frozenset(("r", "d", "t"))
"""Of each object in ``oth``, a private RSA key's further primes (RFC 7518 §6.3.2.7)."""
SECRET_MEMBERS = frozenset((*SECRET_PARAMETERS, *PRIVATE_JWK_MEMBERS))
"""Members whose strings are secret wherever JSON was parsed."""
SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key")
"""Header fields, in lower case, that hold credentials."""
