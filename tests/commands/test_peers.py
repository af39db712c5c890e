"""The command line against a real authorization server."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from oidc_workbench.commands.terminal import Exit
from peers.browser import Chromium
from peers.oidc_provider import OidcProvider

JWT_API = "urn:api:jwt"


def run(*arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "oidc_workbench", *arguments],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        input=stdin,
    )


def key_file(folder: Path) -> tuple[Path, dict[str, object]]:
    key = ec.generate_private_key(ec.SECP256R1())
    path = folder / "service.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    public = ECKey.import_key(key.public_key()).as_dict(private=False)
    return path, {**public, "alg": "ES256", "use": "sig"}


@pytest.mark.needs("oidc-provider")
def test_token_with_private_key_jwt_is_accepted_and_then_inspected(
    oidc_provider: OidcProvider, tmp_path: Path
) -> None:
    path, public = key_file(tmp_path)
    oidc_provider.register_service("cli-service", public)
    done = run(
        "token", "--issuer", oidc_provider.issuer, "--client-id", "cli-service",
        "--key-file", str(path), "--scope", "api:read", "--resource", JWT_API,
        "--reveal", "--json",
    )  # fmt: skip
    assert done.returncode == Exit.OK, done.stdout + done.stderr
    token = json.loads(done.stdout)["tokens"]["access_token"]
    inspected = run(
        "inspect", "-", "--issuer", oidc_provider.issuer, "--discover", "--as", "access-token",
        "--audience", JWT_API, "--scope", "api:read", "--json", stdin=token,
    )  # fmt: skip
    assert inspected.returncode == Exit.OK, inspected.stdout + inspected.stderr
    refused = run(
        "inspect", "-", "--issuer", oidc_provider.issuer, "--discover", "--as", "access-token",
        "--audience", "urn:api:other", "--json", stdin=token,
    )  # fmt: skip
    assert refused.returncode == Exit.REJECTED
    rules = [finding["rule"] for finding in json.loads(refused.stdout)["findings"]]
    assert "at-aud-resource" in rules


@pytest.mark.needs("oidc-provider")
@pytest.mark.parametrize(
    ("client_id", "auth"),
    [
        ("service-basic", "client_secret_basic"),
        ("service-post", "client_secret_post"),
        ("service:odd/id", "client_secret_basic"),
    ],
)
def test_token_with_a_secret_reads_it_from_standard_input_and_shows_it_nowhere(
    oidc_provider: OidcProvider, client_id: str, auth: str
) -> None:
    secret = oidc_provider.client(client_id)["client_secret"]
    done = run(
        "token", "--issuer", oidc_provider.issuer, "--client-id", client_id, "--auth", auth,
        "--secret-stdin", "--scope", "api:read", "--resource", JWT_API, stdin=f"{secret}\n",
    )  # fmt: skip
    assert done.returncode == Exit.OK, done.stdout + done.stderr
    assert secret not in done.stdout + done.stderr


@pytest.mark.needs("oidc-provider")
def test_a_wrong_secret_is_a_failed_step_with_the_servers_reason(
    oidc_provider: OidcProvider,
) -> None:
    done = run(
        "token", "--issuer", oidc_provider.issuer, "--client-id", "service-basic",
        "--auth", "client_secret_basic", "--secret-stdin", stdin="wrong\n",
    )  # fmt: skip
    assert done.returncode == Exit.REJECTED
    assert "invalid_client" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.needs("oidc-provider")
def test_discover_lists_endpoints_and_keys(oidc_provider: OidcProvider) -> None:
    done = run("discover", oidc_provider.issuer, "--json")
    assert done.returncode == Exit.OK, done.stderr
    document = json.loads(done.stdout)
    assert document["metadata"]["issuer"] == oidc_provider.issuer
    assert {key["kty"] for key in document["keys"]} >= {"RSA", "EC"}


@pytest.mark.needs("oidc-provider", "chromium")
def test_login_through_a_real_browser(oidc_provider: OidcProvider, chromium: Chromium) -> None:
    with subprocess.Popen(
        [
            sys.executable, "-m", "oidc_workbench", "login", "--issuer", oidc_provider.issuer,
            "--client-id", "native", "--scope", "openid", "--browser", chromium.command, "--json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:  # fmt: skip
        chromium.open_requested()
        chromium.sign_in("alice")
        out, err = program.communicate(timeout=60)
    assert program.returncode in (Exit.OK, Exit.UNDECIDED), out + err
    steps = {step["id"]: step for step in json.loads(out)["steps"]}
    assert steps["validate"]["inspections"]
    assert all(step["state"] != "failed" for step in steps.values())
