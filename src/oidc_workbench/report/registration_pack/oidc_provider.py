"""oidc-provider, and every other server with dynamic registration (RFC 7591)."""

import json
from dataclasses import replace

from oidc_workbench.exchange import HttpRequest
from oidc_workbench.flows.client_metadata import client_metadata, jwks_of
from oidc_workbench.report.curl import as_curl
from oidc_workbench.report.registration_pack.page import Section, code
from oidc_workbench.report.registration_pack.server_kind import ServerKind, steps
from oidc_workbench.report.registration_pack.subject import PackSubject

_ENDPOINT = "https://REGISTRATION-ENDPOINT"


def _steps(subject: PackSubject) -> tuple[Section, ...]:
    named = subject.registration_endpoint
    where = code(named) if named else "the `registration_endpoint` of the server's metadata"
    section = steps(
        f"See that registration is open to you: the server's registration endpoint is {where}.",
        "Where it wants an initial access token, put that into the shell's variable "
        "`INITIAL_ACCESS_TOKEN`; otherwise leave out the line with it.",
        "Run the command. The answer holds the new `client_id`, and mostly a "
        "`registration_access_token` with a `registration_client_uri`.",
        "Keep that token like a password: it changes and deletes the client. The workbench keeps "
        "it in the keyring when it registers the client itself.",
    )
    return (*section, Section("Command", block=_command(subject)))


def _command(subject: PackSubject) -> str:
    keys: dict[str, object] = {"jwks": jwks_of(subject.published)}
    if subject.jwks_uri:
        keys = {"jwks_uri": subject.jwks_uri}
    client = replace(subject.client, auth_method="private_key_jwt")
    metadata = client_metadata(client, keys, next(iter(subject.algorithms), ""))
    headers = (("Content-Type", "application/json"), ("Accept", "application/json"))
    body = json.dumps(metadata, indent=2).encode()
    url = subject.registration_endpoint or _ENDPOINT
    command = as_curl(HttpRequest("POST", url, headers, body))
    # In double quotes, so that the shell puts the token in; it stands nowhere else.
    return f'{command} \\\n  --header "Authorization: Bearer $INITIAL_ACCESS_TOKEN"'


OIDC_PROVIDER = ServerKind(
    "oidc-provider",
    "oidc-provider (dynamic registration)",
    (),
    "issuer",
    "Yes, in its jwks; the workbench changes it by itself where registration management "
    "(RFC 7592) is on.",
    _steps,
)
