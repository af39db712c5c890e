"""The algorithm names of the IANA "JSON Web Signature and Encryption Algorithms" registry."""

HMAC = ("HS256", "HS384", "HS512")
RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
ECDSA = ("ES256", "ES384", "ES512", "ES256K")
EDWARDS = ("EdDSA", "Ed25519", "Ed448")
ML_DSA = ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87")
ASYMMETRIC = frozenset((*RSA, *ECDSA, *EDWARDS, *ML_DSA))
SIGNATURE = frozenset((*ASYMMETRIC, *HMAC))

KEY_MANAGEMENT = frozenset(
    (
        "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512",
        "A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW", "dir",
        "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW",
        "PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW",
    )
)  # fmt: skip
CONTENT_ENCRYPTION = frozenset(
    ("A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512")
)
ENCRYPTION = KEY_MANAGEMENT | CONTENT_ENCRYPTION

# alg → the octets of its signature (RFC 7518 §3.2-3.4, RFC 8037, RFC 9964);
# RSA's length is its modulus'.
SIGNATURE_OCTETS = {
    "HS256": 32, "HS384": 48, "HS512": 64,
    "ES256": 64, "ES384": 96, "ES512": 132, "ES256K": 64,
    "Ed25519": 64, "Ed448": 114,
    "ML-DSA-44": 2420, "ML-DSA-65": 3309, "ML-DSA-87": 4627,
}  # fmt: skip

# alg → the (kty, crv) that fit it; an empty curve stands for "any" (RFC 7518 §3.1, RFC 9864).
KEY_SHAPES: dict[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(HMAC, (("oct", ""),)),
    **dict.fromkeys(RSA, (("RSA", ""),)),
    **dict.fromkeys(ML_DSA, (("AKP", ""),)),
    "ES256": (("EC", "P-256"),),
    "ES384": (("EC", "P-384"),),
    "ES512": (("EC", "P-521"),),
    "ES256K": (("EC", "secp256k1"),),
    "EdDSA": (("OKP", "Ed25519"), ("OKP", "Ed448")),
    "Ed25519": (("OKP", "Ed25519"),),
    "Ed448": (("OKP", "Ed448"),),
}


def fits(alg: str, kty: str, crv: str) -> bool:
    """Whether a key of this type and curve may be used with ``alg``."""
    shapes = KEY_SHAPES.get(alg, ())
    return any(kty == shape and curve in ("", crv) for shape, curve in shapes)


def same_algorithm(declared: str, used: str, crv: str) -> bool:
    """Whether a JWK's ``alg`` allows ``used``; EdDSA is Ed25519 or Ed448 by its curve."""
    if declared == used:
        return True
    return "EdDSA" in (declared, used) and crv in (declared, used)
