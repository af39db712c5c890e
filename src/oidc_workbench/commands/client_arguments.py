"""The client as described on the command line; its secrets never stand there."""

import argparse
import getpass
import json
import sys
from typing import TYPE_CHECKING, get_args

from oidc_workbench.commands.discover import add_provider_arguments
from oidc_workbench.commands.named_files import read_octets
from oidc_workbench.commands.terminal import Terminal
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import (
    Actor,
    AssertionAudience,
    AuthMethod,
    Client,
    Provider,
)

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.ports import KeyVault

KEY = "command-line"
MOST_KEY_OCTETS = 1 << 20


def add_client_arguments(parser: argparse.ArgumentParser, default_auth: AuthMethod) -> None:
    """Add provider and client; shared by the subcommands that get tokens."""
    parser.add_argument("--issuer", required=True, help="the issuer's URL")
    parser.add_argument("--client-id", required=True, help="the client's id")
    parser.add_argument("--auth", choices=get_args(AuthMethod), default=default_auth)
    parser.add_argument("--key", default="", help="a key of the vault, by label, kid or id")
    parser.add_argument("--key-file", default="", help="a private key file, PEM or JWK")
    parser.add_argument("--signing-alg", default="", help="algorithm of the client assertion")
    parser.add_argument(
        "--assertion-audience",
        choices=get_args(AssertionAudience),
        default="issuer",
        help="whom the assertion names: the issuer, or the token endpoint (older servers)",
    )
    parser.add_argument(
        "--secret-stdin",
        action="store_true",
        help="read the client secret from standard input (otherwise it is asked for)",
    )
    parser.add_argument(
        "--basic-raw", action="store_true", help="send id and secret unencoded in Basic"
    )
    parser.add_argument("--scope", default="", help="scopes, separated by spaces")
    parser.add_argument("--resource", default="", help="resource indicator (RFC 8707)")
    parser.add_argument("--reveal", action="store_true", help="print tokens whole")
    add_provider_arguments(parser)


def provider_of(args: argparse.Namespace, issuer: str) -> Provider:
    """The provider as described by the arguments."""
    return Provider(
        KEY, issuer, issuer, args.ca_file, args.proxy, allow_plain_http=args.allow_plain_http
    )


async def client_of(
    args: argparse.Namespace, terminal: Terminal, vault: "KeyVault", actor: Actor
) -> Client:
    """The client as described by the arguments; its secret or key is in the vault."""
    secret_ref = key_id = ""
    if args.auth.startswith("client_secret"):
        secret_ref = f"{KEY}:secret"
        await vault.put_secret(secret_ref, _ask_secret(args, terminal))
    elif args.auth == "private_key_jwt":
        key_id = await _key_id(args, vault)
    return Client(
        key=KEY,
        provider_id=KEY,
        name=args.client_id,
        client_id=args.client_id,
        actor=actor,
        auth_method=args.auth,
        secret_ref=secret_ref,
        key_id=key_id,
        signing_alg=args.signing_alg,
        assertion_audience=args.assertion_audience,
        basic_encoding="raw" if args.basic_raw else "form",
        redirect_uri=getattr(args, "redirect_uri", ""),
        scopes=tuple(args.scope.split()),
        resource=args.resource,
    )


def needs_keyring(args: argparse.Namespace) -> bool:
    """Whether a key of the keyring is named; everything else stays in memory."""
    return args.auth == "private_key_jwt" and not args.key_file


def _ask_secret(args: argparse.Namespace, terminal: Terminal) -> Secret:
    if args.secret_stdin:
        return Secret(terminal.stdin.readline().rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise WorkbenchError(
            "secret-missing",
            f"{args.auth} needs the client secret, and there is no terminal to ask on.",
            "Give it on standard input with --secret-stdin; an argument would be visible to all.",
        )
    return Secret(getpass.getpass(f"Client secret of {args.client_id}: "))


async def _key_id(args: argparse.Namespace, vault: "KeyVault") -> str:
    if args.key_file:
        return await _add_key_file(args.key_file, vault)
    records = await vault.records()
    named = [r for r in records if args.key and args.key in (r.label, r.kid, r.key_id)]
    if len(named) == 1:
        return named[0].key_id
    labels = ", ".join(sorted(r.label for r in records)) or "none"
    raise WorkbenchError(
        "key-not-found",
        f"private_key_jwt needs one key, and {len(named)} are called “{args.key}”.",
        f"Name one with --key (in the vault: {labels}) or give a file with --key-file.",
    )


def _read_key_file(path: str) -> "SigningKey":
    from oidc_workbench.jose.jwk import private_from_jwk, private_from_pem

    content = read_octets(path, MOST_KEY_OCTETS, what="key", code="key-file-unreadable")
    if not content.lstrip().startswith(b"{"):
        return private_from_pem(content, None)
    try:
        return private_from_jwk(json.loads(content))
    except ValueError:
        raise WorkbenchError(
            "key-file-broken",
            "The key file is neither PEM nor a JWK: its JSON does not parse.",
            "Export the key again.",
        ) from None


async def _add_key_file(path: str, vault: "KeyVault") -> str:
    from oidc_workbench.workspace.key_record import KeyRecord

    key = _read_key_file(path)
    public = key.public
    record = KeyRecord(
        KEY, path, public.kid, public.kty, public.alg or key.default_alg, public.thumbprint, 0.0
    )
    await vault.add(record, key)
    return KEY
