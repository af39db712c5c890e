"""A token edited and signed anew, to see what a verdict turns on. No Qt."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.reading import Reading
from oidc_workbench.secret import Secret
from oidc_workbench.ui.pane import PaneContext

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey

NONE, SECRET = "none", "secret"
_MACS = ("HS256", "HS384", "HS512")


@dataclass(frozen=True, slots=True)
class Draft:
    """Header and claims as the person wrote them, and what to sign with.

    Args:
        signer: :data:`NONE`, :data:`SECRET`, or the id of a vault key.
    """

    header: str = field(default="", repr=False)
    claims: str = field(default="", repr=False)
    signer: str = NONE
    secret: Secret | None = None


class Forging:
    """Signs drafts.

    Args:
        done: called with the new token.
        failed: called when it could not be signed, with what to do.
    """

    def __init__(
        self,
        context: PaneContext,
        done: Callable[[str], None],
        failed: Callable[[WorkbenchError], None],
    ) -> None:
        self._context = context
        self._done = done
        self._failed = failed

    def signers(self) -> tuple[tuple[str, str], ...]:
        """What a draft can be signed with, as value and words."""
        keys = self._context.bench.state.keys
        return (
            (NONE, "nothing (alg none)"),
            (SECRET, "a shared secret (HS256)"),
            *((key.key_id, f"{key.label}, from the vault") for key in keys),
        )

    def sign(self, draft: Draft) -> None:
        """Sign a draft; the answer comes through ``done`` or ``failed``."""
        try:
            header = parsed(draft.header, "header")
            claims = parsed(draft.claims, "payload")
            if draft.signer == NONE:
                self._done(unsigned(header, claims))
                return
            if draft.signer == SECRET:
                self._done(with_secret(header, claims, draft.secret))
                return
        except WorkbenchError as error:
            self._failed(error)
            return
        vault = self._context.services.vault

        async def work() -> str:
            key = await vault.signing_key(draft.signer)
            vault.used(draft.signer)
            return with_key(header, claims, key)

        self._context.runner.run(work, self._done, self._failed)


def draft_of(reading: Reading) -> Draft:
    """A token as a draft, indented."""
    return Draft(_pretty(dict(reading.head)), _pretty(dict(reading.claims)))


def _pretty(members: dict[str, object]) -> str:
    return json.dumps(members, ensure_ascii=False, indent=2)


def parsed(text: str, which: str) -> dict[str, object]:
    """Read a JSON object.

    Raises:
        WorkbenchError: ``draft-not-json``, with the line where it breaks.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _not_json(f"The {which} is not JSON: {error.msg} at {where}.") from None
    except (ValueError, RecursionError):
        raise _not_json(f"The {which} is not JSON that can be read.") from None
    if not isinstance(value, dict):
        raise _not_json(f"The {which} is JSON, but not an object.")
    return value


def _not_json(message: str) -> WorkbenchError:
    return WorkbenchError("draft-not-json", message, "Correct it; nothing was signed.")


def unsigned(header: dict[str, object], claims: dict[str, object]) -> str:
    """An unsecured JWS (RFC 7515 appendix A.5): it claims everything and proves nothing."""
    parts = ({**header, "alg": "none"}, claims)
    texts = (json.dumps(part, separators=(",", ":"), ensure_ascii=False) for part in parts)
    encoded = (base64url.encode(text.encode("utf-8", "replace")) for text in texts)
    return ".".join((*encoded, ""))


def with_secret(header: dict[str, object], claims: dict[str, object], secret: Secret | None) -> str:
    """A token with an HMAC; the algorithm is the header's where that is one of HS*."""
    from oidc_workbench.jose.signing import sign_with_secret

    wanted = header.get("alg")
    alg = wanted if isinstance(wanted, str) and wanted in _MACS else _MACS[0]
    return sign_with_secret(header, claims, secret or Secret(""), alg)


def with_key(header: dict[str, object], claims: dict[str, object], key: "SigningKey") -> str:
    """A token signed with a vault key; the header names that key, and an algorithm it has."""
    from oidc_workbench.jose.signing import sign

    wanted = header.get("alg")
    fits = isinstance(wanted, str) and wanted in key.algorithms
    return sign(header, claims, key, str(wanted) if fits else key.default_alg)
