"""Header members that change how a token must be read: crit, b64, and a hostile kid."""

import re

from oidc_workbench.rules.claims import text
from oidc_workbench.rules.evidence import show, show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Reads, rule
from oidc_workbench.rules.subject import TokenSubject

_ANY = (Artefact.JWS, Artefact.JWE)
_IMPLEMENTED = frozenset(("b64",))
# Names that RFC 7515 and RFC 7518 define: always understood, so never to be listed.
_BASE = frozenset(
    (
        "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit",
        "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
    )
)  # fmt: skip

_SEARCHED = 512  # characters of a kid; longer ones are no names anyway
_INJECTIONS = (
    (re.compile(r"\.\.[/\\]"), "a path traversal"),
    (re.compile(r"\x00"), "a NUL character"),
    (
        re.compile(
            r"""['"][^'"]*\b(?:or|and|union|select|insert|delete|drop|from)\b""", re.IGNORECASE
        ),
        "an SQL injection",
    ),
    (re.compile(r"\$\(|`|[|;&]\s*\w+\s|\|\||&&"), "a shell command"),
    (re.compile(r"\*\)|\)\(|\(\|"), "an LDAP filter"),
    (
        re.compile(r"^(?:/(?:etc|dev|proc|sys|var|tmp|home|usr|root|opt)/|[A-Za-z]:[/\\])"),
        "a path in the file system",
    ),
)


def _listed(subject: TokenSubject) -> list[object]:
    crit = subject.head["crit"]
    return crit if isinstance(crit, list) else [crit]


@rule(
    "crit-unsupported",
    "Unsupported critical header",
    Severity.ERROR,
    on=_ANY,
    cites="RFC 7515 §4.1.11",
    remedy="Reject it, unless the verifier implements every extension that crit lists.",
    reads=Reads.HEADER,
)
def crit_unsupported(subject: TokenSubject) -> Answer:
    """``crit`` lists an extension that this program does not implement.

    By listing a name there the issuer says: who does not understand this must reject the token.
    A verifier that goes on regardless misses a condition the issuer relied on. Unknown header
    members that are not listed are simply ignored.
    """
    if "crit" not in subject.head:
        return NOT_APPLICABLE
    known = _IMPLEMENTED | _BASE
    unknown = [item for item in _listed(subject) if not isinstance(item, str) or item not in known]
    if not unknown:
        return None
    message = f"The issuer demands that {show(unknown[0])} be understood, and it is not here."
    return Found("header.crit", show_member("crit", subject.head), message)


@rule(
    "crit-malformed",
    "Malformed crit list",
    Severity.WARNING,
    on=_ANY,
    cites="RFC 7515 §4.1.11",
    remedy="The issuer must mend the list; a verifier may reject it.",
    reads=Reads.HEADER,
)
def crit_malformed(subject: TokenSubject) -> Answer:
    """``crit`` is empty, repeats a name, lists one that is absent or one of the base standards.

    Producers must not write such a list; recipients may reject it. It shows an issuer that does
    not know what ``crit`` is for, or somebody who tries out how your verifier reacts.
    """
    if "crit" not in subject.head:
        return NOT_APPLICABLE
    problem = _problem(subject)
    if not problem:
        return None
    return Found("header.crit", show_member("crit", subject.head), f"The crit list {problem}.")


def _problem(subject: TokenSubject) -> str:
    crit = subject.head["crit"]
    if not isinstance(crit, list) or not all(isinstance(item, str) for item in crit):
        return "is not an array of strings"
    if not crit:
        return "is empty"
    if len(set(crit)) != len(crit):
        return "names a member twice"
    if any(name in _BASE for name in crit):
        return "names a member of the base standards"
    if any(name not in subject.head for name in crit):
        return "names a member that the header does not have"
    return ""


@rule(
    "b64-invalid",
    "Unencoded payload option misused",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 7797",
    remedy="Remove b64 from JWTs.",
    reads=Reads.HEADER,
)
def b64_invalid(subject: TokenSubject) -> Answer:
    """The header says that the payload is not base64url-encoded, or says so without ``crit``.

    A JWT must not use an unencoded payload. And ``b64`` must be listed in ``crit``; otherwise a
    verifier that does not know it checks the signature over other octets than the issuer signed.
    """
    if "b64" not in subject.head:
        return NOT_APPLICABLE
    evidence = show_member("b64", subject.head)
    if subject.head["b64"] is not True:
        return Found("header.b64", evidence, "A JWT must not have an unencoded payload.")
    crit = subject.head.get("crit")
    if not isinstance(crit, list) or "b64" not in crit:
        return Found("header.b64", evidence, "The header has b64 without listing it in crit.")
    return None


@rule(
    "kid-injection",
    "The kid looks like an injection",
    Severity.WARNING,
    on=_ANY,
    cites="RFC 8725 §3.10; RFC 7515 §4.1.4",
    remedy="Look a kid up exactly in the key set; never build a path, query or command from it.",
    reads=Reads.HEADER,
)
def kid_injection(subject: TokenSubject) -> Answer:
    """``kid`` holds a path, a query, a command or a foreign address instead of a key's name.

    The sender of a token chooses its ``kid``. A verifier that builds a file name or a database
    query from it can be led to a key the attacker knows. Thumbprints, GUIDs and names with dots
    or slashes are fine; a ``kid`` that is not a string is an error.
    """
    value = subject.head.get("kid")
    if value is None and "kid" not in subject.head:
        return NOT_APPLICABLE
    if not isinstance(value, str):
        message = "The header's kid is not a string."
        return Found("header.kid", show_member("kid", subject.head), message, Severity.ERROR)
    head = value[:_SEARCHED]
    sort = next((name for pattern, name in _INJECTIONS if pattern.search(head)), "")
    if not sort and _foreign_url(value, subject):
        sort = "an address that is not under the issuer"
    if not sort:
        return None
    message = f"The kid looks like {sort}, not like the name of a key."
    return Found("header.kid", show_member("kid", subject.head), message)


def _foreign_url(kid: str, subject: TokenSubject) -> bool:
    if not kid.lower().startswith(("http://", "https://", "file:", "ftp:")):
        return False
    issuer = subject.expectation.issuer or text(subject.claims, "iss") or ""
    return not (issuer and kid.startswith(issuer.rstrip("/") + "/"))
