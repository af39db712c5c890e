"""Shared secrets that anybody tries first (RFC 8725 §3.5). A secret that stands here is none.

They are those of tutorials, of a well-known debugger page and of a standard's examples, and the
usual first guesses.
"""

from __future__ import annotations

GUESSABLE_SECRETS: tuple[bytes, ...] = (
    b"",
    *(b"secret", b"Secret", b"SECRET", b"password", b"passw0rd", b"123456", b"12345678"),
    *(b"changeme", b"changeit", b"change-me", b"test", b"testing", b"key", b"private"),
    *(b"jwt", b"jwtsecret", b"jwt-secret", b"jwt_secret", b"JWT_SECRET", b"token", b"admin"),
    *(b"mysecret", b"my-secret", b"my_secret_key", b"mysecretkey", b"supersecret"),
    *(b"super-secret", b"supersecretkey", b"topsecret", b"secretkey", b"secret-key"),
    *(b"secret_key", b"shhhhh", b"keyboard cat", b"your_jwt_secret", b"your-secret-key"),
    *(b"your-256-bit-secret", b"your-384-bit-secret", b"your-512-bit-secret"),
    b"a-string-secret-at-least-256-bits-long",
    b"a-valid-string-secret-that-is-at-least-384-bits-long-or-more",
    b"a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    # RFC 7515 appendix A.1.
    bytes.fromhex(
        "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebf"
        "d3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3"
    ),
)
_GUESSABLE = frozenset(GUESSABLE_SECRETS)


def is_guessable(octets: bytes) -> bool:
    """Whether a secret stands on the list, or repeats one octet."""
    return octets in _GUESSABLE or len(set(octets)) == 1
