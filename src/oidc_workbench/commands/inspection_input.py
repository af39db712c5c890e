"""What ``inspect`` is told: arguments, a context file, a token and keys."""

import argparse
from typing import TYPE_CHECKING, cast

from oidc_workbench.adapters.clock import SystemClock
from oidc_workbench.commands.inspection_told import Context
from oidc_workbench.commands.named_files import read_octets
from oidc_workbench.commands.terminal import Terminal
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.jose.limits import DEFAULT_LIMITS, Limits
from oidc_workbench.rules.expectation import Expectation, Profile, Purpose, RunContext
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey

MOST_OCTETS = 1 << 20


@dataclass(frozen=True, slots=True)
class Case:
    """A token and all that it is judged by.

    Args:
        jwks_url: where keys are yet to be fetched from; empty for nowhere.
        discover: whether the issuer's metadata and keys are yet to be fetched.
        decryption_keys: what an encrypted token may be decrypted with.
        limits: how much of a stranger's text is looked at.
    """

    text: str
    expectation: Expectation
    keys: tuple[KeySet, ...]
    context: RunContext
    now: float
    jwks_url: str = ""
    discover: bool = False
    decryption_keys: "tuple[DecryptionKey, ...]" = ()
    limits: Limits = DEFAULT_LIMITS


def read_case(args: argparse.Namespace, terminal: Terminal) -> Case:
    """Read everything that lies on this machine; what the arguments say goes before the file.

    Raises:
        WorkbenchError: a file can't be read, or does not hold what it should; or a limit is out of
            bounds.
    """
    limits = _limits(args)
    told = _context(args.context, limits) if args.context else Context()
    expectation = _expectation(args, told)
    if args.discover and not expectation.issuer:
        raise WorkbenchError(
            "issuer-missing",
            "--discover needs to know whose metadata to fetch.",
            "Name the issuer with --issuer.",
        )
    place = args.jwks or told.jwks_place
    is_url = place.lower().startswith(("https://", "http://"))
    keys = () if args.jwks else told.keys
    if place and not is_url:
        keys = (*keys, usable_keys(_file(place, "key set"), place, limits))
    at = args.at if args.at is not None else told.at
    return Case(
        text=_token(args.token, terminal),
        expectation=expectation,
        keys=keys,
        context=told.run,
        now=SystemClock().now() if at is None else at,
        jwks_url=place if is_url else "",
        discover=args.discover,
        decryption_keys=told.decryption_keys,
        limits=limits,
    )


def _context(path: str, limits: Limits) -> Context:
    from oidc_workbench.commands.inspection_context import read_context

    return read_context(_file(path, "context"), limits)


def _limits(args: argparse.Namespace) -> Limits:
    """The limits that were asked for; most calls ask for none, and import nothing for it."""
    asked = {name: getattr(args, name) for name in ("max_token", "max_nesting", "max_keys")}
    if all(value is None for value in asked.values()):
        return DEFAULT_LIMITS
    from oidc_workbench.workspace.profile import ReadingLimits
    from oidc_workbench.workspace.reading_limits import limits_of

    return limits_of(ReadingLimits(**{n: v for n, v in asked.items() if v is not None}))


def usable_keys(octets: bytes, place: str, limits: Limits = DEFAULT_LIMITS) -> KeySet:
    """Read keys that the person vouches for.

    Raises:
        WorkbenchError: there is no key in them.
    """
    found = read_key_set(octets, KeySource("supplied", place), limits)
    if found.keys:
        return found
    reason = found.defects[0].message if found.defects else "It is empty."
    raise WorkbenchError(
        "key-set-invalid",
        f"There is no key in {place}. {reason}",
        "Give a JWK Set, a JWK, or PEM with public keys or certificates.",
    )


def _expectation(args: argparse.Namespace, told: Context) -> Expectation:
    kind = args.kind or told.kind
    scope = told.scopes if args.scope is None else tuple(args.scope.split())
    nonce = told.nonce if args.nonce is None else args.nonce
    return Expectation(
        purpose=None if kind in ("", "auto") else Purpose(kind),
        issuer=args.issuer or told.issuer,
        client_id=args.client_id or told.client_id,
        audiences=tuple(args.audience or told.audiences),
        scopes=scope,
        algorithms=tuple(args.alg or told.algorithms),
        nonce=nonce,
        max_age=told.max_age,
        leeway=told.leeway if args.leeway is None else args.leeway,
        profile=cast("Profile", args.profile or told.profile),
        trusted_audiences=told.trusted_audiences,
        acr_values=told.acr_values,
    )


def _token(argument: str, terminal: Terminal) -> str:
    if argument == "-":
        return _limited(_standard_input(terminal), "standard input").decode("utf-8", "replace")
    if argument.startswith("@"):
        return _file(argument[1:], "token").decode("utf-8", "replace")
    return argument


def _standard_input(terminal: Terminal) -> bytes:
    binary = getattr(terminal.stdin, "buffer", None)
    if binary is None:  # a text stream of its own, as a test or another program may pass
        return terminal.stdin.read(MOST_OCTETS + 1).encode("utf-8", "surrogatepass")
    return cast("bytes", binary.read(MOST_OCTETS + 1))


def _file(path: str, what: str) -> bytes:
    code = f"{what.replace(' ', '-')}-unreadable"
    return _limited(read_octets(path, MOST_OCTETS + 1, what=what, code=code), path)


def _limited(octets: bytes, place: str) -> bytes:
    if len(octets) <= MOST_OCTETS:
        return octets
    raise WorkbenchError(
        "too-large", f"There is more than 1 MiB in {place}.", "Give the token or keys alone."
    )
