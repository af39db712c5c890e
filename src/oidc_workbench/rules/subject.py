"""What the token rules look at: parsed once, handed to plain functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.decryption_outcome import Decryption
    from oidc_workbench.jose.key_set import KeySet, PublicKey
    from oidc_workbench.jose.signature_check import SignatureCheck
    from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
    from oidc_workbench.rules.outcome import Verdict


@dataclass(frozen=True, slots=True)
class Proof:
    """The DPoP proof that came with an access token, judged for that request and token.

    Args:
        jkt: the RFC 7638 thumbprint of the key in its header; empty when there is none.
        is_single: whether the header field holds one JWT and nothing else (RFC 9449 §4.3 step 2).
    """

    verdict: Verdict
    jkt: str
    is_single: bool = True


@dataclass(frozen=True, slots=True)
class TokenSubject:
    """One token, with everything that is known about it.

    Args:
        head: the header's members, ``claims`` the payload's; empty when unreadable.
        signature: the check against the keys that were given.
        embedded: the check against the key in the token's own header, where there is one;
            computed from the token alone, never fetched.
        keys: the key sets that were given.
        now: seconds since the epoch; NaN when the time of judgement is not known.
        confusion: the published key whose text, taken as a secret, makes the MAC right.
        proof: the DPoP proof that came with an access token; None when there is none, or more
            than one.
        decryption: how the decryption went, when the token came encrypted and keys were given.
        outer: the encrypted token that this one came out of, with every layer between, from
            the outside in; empty when it came in the clear.
    """

    reading: Reading
    purpose: Purpose
    head: Mapping[str, object]
    claims: Mapping[str, object]
    expectation: Expectation
    context: RunContext
    signature: SignatureCheck
    embedded: SignatureCheck | None
    keys: tuple[KeySet, ...]
    now: float
    confusion: PublicKey | None = None
    proof: Proof | None = None
    decryption: Decryption | None = None
    outer: tuple[Reading, ...] = ()

    @property
    def alg(self) -> str:
        """The header's ``alg``; empty when it is absent or no string."""
        value = self.head.get("alg")
        return value if isinstance(value, str) else ""

    @property
    def kid(self) -> str:
        """The header's ``kid``; empty when it is absent or no string."""
        value = self.head.get("kid")
        return value if isinstance(value, str) else ""

    @property
    def is_encrypted(self) -> bool:
        """Whether this is an encrypted token or layer, and not what is inside."""
        return self.reading.form in (TokenForm.JWE_COMPACT, TokenForm.JWE_JSON)
