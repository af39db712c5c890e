"""What can be made, with words for a person. No Qt."""

USES: tuple[tuple[str, str], ...] = (
    ("sig", "Sign client assertions"),
    ("enc", "Decrypt tokens"),
    ("secret", "Shared secret"),
)
SIGNING: tuple[tuple[str, str], ...] = (
    ("P-256", "EC P-256 (recommended)"),
    ("Ed25519", "Ed25519"),
    ("P-384", "EC P-384"),
    ("P-521", "EC P-521"),
    ("Ed448", "Ed448"),
    ("RSA-2048", "RSA 2,048 bits"),
    ("RSA-3072", "RSA 3,072 bits"),
    ("RSA-4096", "RSA 4,096 bits"),
    ("secp256k1", "EC secp256k1"),
    ("ML-DSA-44", "ML-DSA-44 (post-quantum)"),
    ("ML-DSA-65", "ML-DSA-65 (post-quantum)"),
    ("ML-DSA-87", "ML-DSA-87 (post-quantum)"),
)
ENCRYPTION: tuple[tuple[str, str], ...] = (
    ("ECDH-ES P-256", "EC P-256 (recommended)"),
    ("X25519", "X25519"),
    ("ECDH-ES P-384", "EC P-384"),
    ("ECDH-ES P-521", "EC P-521"),
    ("X448", "X448"),
    ("RSA-OAEP 2048", "RSA 2,048 bits"),
    ("RSA-OAEP 3072", "RSA 3,072 bits"),
    ("RSA-OAEP 4096", "RSA 4,096 bits"),
)
SECRETS: tuple[tuple[str, str], ...] = (
    ("256", "256 bits"),
    ("384", "384 bits"),
    ("512", "512 bits"),
)
_SECRET_ALGORITHMS = {
    "256": ("HS256", "A256KW", "dir"),
    "384": ("HS384", "HS256", "dir"),
    "512": ("HS512", "HS384", "HS256", "dir"),
}
NO_ALG = "not stated"


def kinds_for(use: str) -> tuple[tuple[str, str], ...]:
    """Return the kinds to offer for a use, the recommended one first."""
    return {"enc": ENCRYPTION, "secret": SECRETS}.get(use, SIGNING)


def algorithms_for_kind(use: str, kind: str) -> tuple[str, ...]:
    """Return the algorithms to offer for a kind, the recommended one first (RFC 7518)."""
    if use == "secret":
        return _SECRET_ALGORITHMS.get(kind, ())
    from oidc_workbench.jose.key_generation import algorithms_for

    return algorithms_for(kind)


def is_slow(kind: str) -> bool:
    """Whether making one may take seconds."""
    return kind.endswith("4096")
