"""Judged tokens and reports that the tests of this folder share."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from joserfc.jwk import ECKey

from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.report.model import Report, ReportedToken, report_on
from oidc_workbench.rules.expectation import Expectation, RunContext
from oidc_workbench.rules.inspection import NO_CONTEXT, Inspection, inspect
from rules.tokens import (
    API,
    EXPECTED,
    ID_CLAIMS,
    ID_HEAD,
    KID,
    NONCE,
    NOW,
    b64url,
    compact,
    key_sets,
    signed,
)

KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
HOLDER = ECKey.generate_key("P-256")
KEYS = key_sets(KEY)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "![x](https://evil.example/p.png)",
    "[click](javascript:alert(1))",
    "`code` | cell | <b>",
    "</code></td></table><h1>Accepted</h1>",
    "| a | b |\n# Accepted",
    "\u202egnp.exe",
    "https://evil.example www.evil.example",
    "& &lt; &#60;",
    "\ud800 \x00 \x1b[31m",
    "```\n``",
)


def judged(
    claims: Mapping[str, Any] | None = None,
    *,
    head: Mapping[str, Any] | None = None,
    expected: Expectation = EXPECTED,
    keys: tuple[KeySet, ...] = KEYS,
    context: RunContext = NO_CONTEXT,
    now: float = NOW,
) -> Inspection:
    """An ID token, really signed, with claims changed."""
    token = signed({**ID_HEAD, **(head or {})}, {**ID_CLAIMS, **(claims or {})}, KEY)
    return inspect(token, expected, keys, context, now)


def unsigned(claims: Mapping[str, Any], head: Mapping[str, Any] | None = None) -> Inspection:
    """A token with claims that no signer would sign."""
    text = compact({**ID_HEAD, **(head or {})}, {**ID_CLAIMS, **claims})
    return inspect(text, EXPECTED, KEYS, NO_CONTEXT, NOW)


def presented(*, twice: bool = False, audience: str = API) -> Inspection:
    """An SD-JWT with a key binding, which discloses a name; ``twice`` is forbidden."""
    raw = b64url(json.dumps(["salt-4711", "given_name", "Erika"]).encode())
    held = {"_sd": [_digest(raw), "withheld"], "cnf": {"jwk": HOLDER.as_dict(private=False)}}
    text = "~".join((signed(ID_HEAD, {**ID_CLAIMS, **held}, KEY), *[raw] * (1 + twice), ""))
    claims = {"iat": int(NOW), "aud": audience, "nonce": NONCE, "sd_hash": _digest(text)}
    proof = signed({"alg": "ES256", "typ": "kb+jwt"}, claims, HOLDER)
    return inspect(text + proof, EXPECTED, KEYS, NO_CONTEXT, NOW)


def in_json(*, broken: bool = True) -> Inspection:
    """A JWS in JSON with two signatures, of which the second may be wrong."""
    head, payload, signature = signed(ID_HEAD, ID_CLAIMS, KEY).split(".")
    other = b64url(b"\x01" * 64) if broken else signature
    both = [{"protected": head, "signature": one} for one in (signature, other)]
    text = json.dumps({"payload": payload, "signatures": both})
    return inspect(text, EXPECTED, KEYS, NO_CONTEXT, NOW)


def _digest(text: str) -> str:
    return b64url(hashlib.sha256(text.encode()).digest())


def hostile_report() -> Report:
    """A token in which every name and value tries to be more than text."""
    claims = {f"h{number} {text}": text for number, text in enumerate(HOSTILE)}
    claims |= {"iss": HOSTILE[0], "aud": HOSTILE[5], "sub": HOSTILE[6], "email": HOSTILE[1]}
    report = report_on(unsigned(claims, {"kid": HOSTILE[4], "x": list(HOSTILE)}), NOW, reveal=True)
    return replace(report, title=HOSTILE[0], tokens=(replace(report.tokens[0], name=HOSTILE[2]),))


def two_tokens() -> Report:
    """One accepted and one rejected token."""
    tokens = (
        ReportedToken("ID token", judged()),
        ReportedToken("other token", judged({"aud": "someone-else", "exp": 1767220000})),
    )
    return Report(tokens, NOW)


def parsed(text: str) -> dict[str, Any]:
    """A JSON document; anything but strict JSON is an error."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    document: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return document
