"""Tokens and keys: lenient reading, verification, signing, JWK, thumbprints."""
