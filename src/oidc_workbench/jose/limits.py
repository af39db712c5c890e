"""How much of a stranger's text is looked at. All numbers are our policy unless a source is named.

A limit is there so that nobody's token stops the program; raise one only deliberately.
"""

from __future__ import annotations

from oidc_workbench.values import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps for reading, verifying and decrypting (RFC 8259 §9, RFC 7516 §11).

    Args:
        token_octets: of one token; beyond, it is not parsed.
        header_octets: of a decoded header.
        nesting: levels of arrays and objects in JSON.
        values: members and items in a JSON text, counted by what divides or opens them.
        coded_characters: of a text whose percent-encoding or escapes are taken off: a token of
            ``token_octets`` with every octet written as an escape of six characters.
        text_characters: of a paste that is looked through for tokens.
        keys: of a key set; ``key_set_octets`` of its text.
        entries: signatures or recipients in a JSON serialisation.
        disclosures: in an SD-JWT.
        certificates: in an ``x5c`` chain.
        tokens: found in one paste.
        nested_tokens: tokens encrypted inside one another.
        p2c: PBES2 iterations (RFC 8725bis §3.13: twice the recommended 600,000).
        passwords: PBES2 derivations for one token.
        inflated_octets: of a compressed plaintext (RFC 8725bis §3.15: 250 KB).
    """

    token_octets: int = 64 * 1024
    header_octets: int = 8 * 1024
    nesting: int = 32
    values: int = 20_000
    coded_characters: int = 6 * 64 * 1024
    text_characters: int = 1 << 20
    keys: int = 500
    key_set_octets: int = 1 << 20
    entries: int = 16
    disclosures: int = 256
    certificates: int = 10
    tokens: int = 64
    nested_tokens: int = 4
    p2c: int = 1_200_000
    passwords: int = 4
    inflated_octets: int = 250_000


DEFAULT_LIMITS = Limits()


# What a refusal calls the limits that a person may set (``workspace.reading_limits``).
TOKEN, NESTING, KEYS = "max-token", "max-nesting", "max-keys"


def kibibytes(octets: int) -> str:
    """Name a size in the unit the messages use."""
    return f"{octets / 1024:g} KiB"
