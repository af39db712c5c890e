"""What can be said of a signed token that is no JWT: SD-JWT, and JWS in JSON.

No verdict stands on it: the catalogue judges JWTs, which are compact (RFC 7519 §1). It is what one
wants to know of such a token all the same: which signatures are right, and what was disclosed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.jose.sd_jwt import SdJwt
    from oidc_workbench.jose.signature_check import SignatureCheck
    from oidc_workbench.rules.key_binding import BindingClaim
    from oidc_workbench.rules.subject import TokenSubject


@dataclass(frozen=True, slots=True)
class OtherSerialisation:
    """A signed token in another serialisation, taken apart.

    Args:
        signatures: each by itself, in their order; of an SD-JWT the issuer's.
        presented: an SD-JWT taken apart, else None.
        binding: of an SD-JWT, whether its holder proved to be the one the issuer meant.
        bound_to: what that proof was made for, where there is one.
    """

    signatures: tuple[SignatureCheck, ...]
    presented: SdJwt | None = None
    binding: SignatureCheck | None = None
    bound_to: tuple[BindingClaim, ...] = ()

    @property
    def disclosed(self) -> Mapping[str, object]:
        """The claims with everything disclosed in its place; empty where none may be used."""
        return self.presented.claims if self.presented is not None else {}


def other_serialisation(subject: TokenSubject, limits: Limits) -> OtherSerialisation | None:
    """Verify what a token in another serialisation holds; None for any other. Never raises."""
    reading, keys, wanted = subject.reading, subject.keys, subject.expectation
    algorithms, secret = wanted.signing_algorithms, subject.context.shared_secret
    if reading.form is TokenForm.JWS_JSON:
        from oidc_workbench.jose.json_verification import verify_each

        found = verify_each(reading, keys, algorithms=algorithms, shared_secret=secret)
        return OtherSerialisation(found)
    if reading.form is not TokenForm.SD_JWT:
        return None
    from oidc_workbench.jose.sd_binding import verify_binding
    from oidc_workbench.jose.sd_jwt import read_sd_jwt
    from oidc_workbench.jose.verification import verify
    from oidc_workbench.rules.key_binding import binding_claims

    presented = read_sd_jwt(reading, limits)
    if presented is None:
        return None
    check = verify(presented.issued, keys, algorithms=algorithms, shared_secret=secret)
    proof = presented.binding
    bound_to = binding_claims(proof.claims, wanted, subject.now) if proof is not None else ()
    return OtherSerialisation((check,), presented, verify_binding(presented), bound_to)
