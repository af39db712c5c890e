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
PRIVATE_JWK_MEMBERS = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"))
"""What makes a JWK private (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 8037 §2; RFC 9964)."""
SECRET_JWK_MEMBERS = PRIVATE_JWK_MEMBERS | {"seed"}
"""The same, with the name that drafts of RFC 9964 had for it."""
OTHER_PRIME_MEMBERS = frozenset(("r", "d", "t"))
"""Of each object in ``oth``, a private RSA key's further primes (RFC 7518 §6.3.2.7)."""
SECRET_MEMBERS = SECRET_JWK_MEMBERS.union(SECRET_PARAMETERS)
"""Members whose strings are secret wherever JSON was parsed."""
SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key")
"""Header fields, in lower case, that hold credentials."""
