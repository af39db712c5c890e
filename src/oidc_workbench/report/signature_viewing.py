"""Signatures as they may be told: that of a JWT, and those of tokens that are no JWT."""

from oidc_workbench.jose.signature_check import SignatureCheck
from oidc_workbench.report.cleaning import Cleaner
from oidc_workbench.report.view import BoundView, OtherView, SignatureView
from oidc_workbench.rules.evidence import visible
from oidc_workbench.rules.inspection import Inspection


def signature_view(check: SignatureCheck, cleaner: Cleaner) -> SignatureView:
    """Return what may be told of a signature: never the signature itself."""
    source = check.source
    trust: tuple[str, ...] = ()
    if source is not None:
        chain = (source.issuer, source.metadata_url, source.location)
        trust = tuple(visible(cleaner.text(part)) for part in chain if part)
    return SignatureView(
        status=check.status.value,
        reason=visible(cleaner.prose(check.reason)),
        alg=visible(cleaner.text(check.alg)),
        kid=visible(cleaner.text(check.kid)),
        thumbprint=check.key.thumbprint if check.key else "",
        origin=source.kind if source else "",
        trust=trust,
    )


def other_view(inspection: Inspection, cleaner: Cleaner) -> OtherView | None:
    """Return what may be told of an SD-JWT or a JWS in JSON; None for any other token.

    Salts, digests and disclosures stay out; the claims disclosed are among those of the token.
    """
    other = inspection.other
    if other is None:
        return None
    taken = other.presented
    defects = tuple(dict.fromkeys(one.message for one in taken.defects)) if taken else ()
    return OtherView(
        signatures=tuple(signature_view(one, cleaner) for one in other.signatures),
        binding=signature_view(other.binding, cleaner) if other.binding else None,
        bound_to=tuple(
            BoundView(one.name, one.holds, visible(cleaner.prose(one.said)))
            for one in other.bound_to
        ),
        disclosures=len(taken.disclosures) if taken else None,
        withheld=taken.withheld if taken else None,
        defects=tuple(visible(cleaner.prose(one)) for one in defects),
    )
