"""The certificates that come with a published key."""

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.key_sets_entries import complete
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    document_rule,
)


@document_rule(
    "jwk-x5c-mismatch",
    "Certificate does not match the bare key",
    Severity.ERROR,
    on=(Artefact.JWKS,),
    cites="RFC 7517; OIDC Discovery §3",
    remedy="Export the key and its certificate again, together.",
)
def jwk_x5c_mismatch(subject: DocumentSubject) -> Answer:
    """The certificate in ``x5c`` is of another key than the one beside it, or is malformed.

    Software that reads the certificate then verifies with another key than software that reads
    the bare members. The thumbprints x5t and x5t#S256 must be those of the first certificate,
    and x5c holds standard base64 of DER. An expired certificate is a warning; who signed it, be
    it itself, does not matter here.
    """
    from oidc_workbench.jose.certificates import certificate_weaknesses

    certified = [one for one in complete(subject) if "x5c" in one.key.raw]
    if not certified:
        return NOT_APPLICABLE
    return [
        Found(f"{entry.where}.x5c", entry.name, weakness.message, Severity(weakness.severity))
        for entry in certified
        for weakness in certificate_weaknesses(entry.key.raw, subject.now)
    ]
