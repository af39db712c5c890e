"""Microsoft Entra ID: certificates only."""

from oidc_workbench.report.registration_pack.page import Section, code
from oidc_workbench.report.registration_pack.server_kind import ServerKind, steps
from oidc_workbench.report.registration_pack.subject import PackSubject


def _steps(subject: PackSubject) -> tuple[Section, ...]:
    found = subject.fingerprints
    compare = (
        f"Compare the Thumbprint that is shown with {code(found.sha1.replace(':', ''))}."
        if found
        else "Compare the Thumbprint that is shown with the certificate's SHA-1 in "
        "`thumbprints.txt`."
    )
    return steps(
        "In the Microsoft Entra admin center open App registrations and choose the application "
        f"whose Application (client) ID is {subject.client_id}.",
        "Open Certificates & secrets, then Certificates, and press Upload certificate.",
        "Choose `certificate.pem` (.cer, .pem and .crt are taken), describe it, and press Add.",
        compare,
        "Have the assertion name the certificate: Entra ID finds it by the header parameter "
        "`x5t#S256`, which goes with the key once its certificate is kept with it here.",
    )


ENTRA_ID = ServerKind(
    "entra-id",
    "Microsoft Entra ID",
    ("PS256", "RS256"),
    "token_endpoint",
    "Yes: several certificates are valid beside each other; delete the old one at the end.",
    _steps,
    needs_certificate=True,
)
