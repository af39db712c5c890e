"""The device authorization grant (RFC 8628)."""

import math
from collections.abc import Iterator

from oidc_workbench.rules.claims import number, text
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import shorten, show_member, span
from oidc_workbench.rules.metadata_members import split
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.request_members import goes_to, is_authorization, sized
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, document_rule

_MARKS = ("device_code", "user_code", "verification_uri", "verification_url")
_REQUIRED = ("device_code", "user_code", "verification_uri", "expires_in")
_ADDRESSES = ("verification_uri", "verification_uri_complete")
_LEAST_CODE_BITS = 34  # eight characters out of twenty, the example of RFC 8628
_LONGEST = 900  # seconds: policy
_CONSONANTS = frozenset("BCDFGHJKLMNPQRSTVWXZ")


def _is_device_answer(subject: DocumentSubject) -> bool:
    if "error" in subject.members:
        return False
    asked = goes_to(subject, "device_authorization_endpoint")
    return asked or any(name in subject.members for name in _MARKS)


@document_rule(
    "device-response",
    "Malformed device authorization response",
    Severity.ERROR,
    on=(Artefact.TRESP,),
    cites="RFC 8628 §3.2, §3.5",
    remedy="The server must complete its answer, with an https address.",
)
def device_response(subject: DocumentSubject) -> Answer:
    """The answer to a device authorization request lacks a member, or its address is not https.

    The device shows the user a code and an address to enter it at, and asks for the token again
    and again until the codes expire. Without any of these it can't; without TLS somebody else may
    take the user's code.
    """
    if not _is_device_answer(subject):
        return NOT_APPLICABLE
    return list(_problems(subject))


def _problems(subject: DocumentSubject) -> Iterator[Found]:
    members = subject.members
    for name in _REQUIRED:
        good = number(members, name) if name == "expires_in" else text(members, name)
        if good is None:
            hint = " It is called verification_url there." if _old_name(members, name) else ""
            yield Found(name, f"no usable {name}", f"The answer has no usable {name}.{hint}")
    for name in _ADDRESSES:
        url = text(members, name)
        parts = split(url)
        if url is not None and (parts is None or parts.scheme != "https"):
            shown = shorten(url.partition("?")[0])
            yield Found(name, f"{name}={shown}", f"The {name} is not an https address.")


def _old_name(members: object, name: str) -> bool:
    return (
        name == "verification_uri" and isinstance(members, dict) and "verification_url" in members
    )


@document_rule(
    "device-phishing",
    "Device flow open to remote phishing",
    Severity.WARNING,
    on=(Artefact.TRESP, Artefact.AREQ),
    cites="RFC 8628; RFC 10027",
    remedy="Prefer the code flow; keep codes short-lived, and have the user compare them.",
)
def device_phishing(subject: DocumentSubject) -> Answer:
    """The device flow leaves room for an attacker who sends the victim a code of the attacker's.

    The flow can't tell who began it. A user code that can be guessed, or that is good for long,
    makes it worse (above 15 minutes is this program's policy), and so does a link that carries
    the code: the user then only clicks, and compares nothing.
    """
    if subject.kind is DocumentKind.AUTHORIZATION_REQUEST:
        return _in_link(subject)
    if not _is_device_answer(subject):
        return NOT_APPLICABLE
    found, code = [], text(subject.members, "user_code")
    if code is not None and (bits := _bits(code)) < _LEAST_CODE_BITS:
        message = f"The user code can hold {bits:.0f} bits at most; {_LEAST_CODE_BITS} are due."
        found.append(Found("user_code", sized("user_code", code), message))
    seconds = number(subject.members, "expires_in")
    if seconds is not None and seconds > _LONGEST:
        message = f"The codes are good for {span(seconds)}; 15 minutes are enough."
        found.append(Found("expires_in", show_member("expires_in", subject.members), message))
    return found


def _in_link(subject: DocumentSubject) -> Answer:
    code = subject.param("user_code")
    if code is None or is_authorization(subject):
        return NOT_APPLICABLE
    message = "The link carries the user code: who opens it may confirm a stranger's device."
    return Found("user_code", sized("user_code", code), message)


def _bits(code: str) -> float:
    """The most entropy a user code can hold; case and separators do not count."""
    chars = [char for char in code.upper() if char.isalnum()]
    if all(char.isdecimal() for char in chars):
        size = 10
    elif _CONSONANTS.issuperset(chars):
        size = len(_CONSONANTS)
    else:
        size = 26 if all(char.isalpha() for char in chars) else 36
    return len(chars) * math.log2(size)
