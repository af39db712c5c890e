"""Addresses that a token names: what must never be fetched."""

import ipaddress
import re
from urllib.parse import urlsplit

from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Reads, rule
from oidc_workbench.rules.subject import TokenSubject

_LOCAL_NAMES = ("localhost", "metadata.google.internal")
_LOCAL_ENDINGS = (".localhost", ".local", ".internal")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names that some services resolve to the address written in them (127.0.0.1.nip.io, 10-0-0-1.…).
_ADDRESS_IN_NAME = re.compile(r"(?<!\d)(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?!\d)")


@rule(
    "hdr-url-ssrf",
    "Unsafe address to fetch from",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 8725bis §3.10; RFC 7515 §4.1.2",
    remedy="Do not fetch it; allow only hosts from a list, and look again after redirects.",
    reads=Reads.HEADER,
)
def hdr_url_ssrf(subject: TokenSubject) -> Answer:
    """``jku`` or ``x5u`` leads to this machine, to the inner network, or past TLS.

    Who sends a token chooses these addresses. A verifier that fetches them can be made to call
    services that only it can reach, such as the metadata service of a cloud. This program never
    fetches them, and does not look up names: it judges the address as it is written.
    """
    names = [name for name in ("jku", "x5u") if name in subject.head]
    if not names:
        return NOT_APPLICABLE
    return [
        Found(f"header.{name}", show_member(name, subject.head), f"The address {why}.")
        for name in names
        if (why := unsafe(subject.head[name]))
    ] or None


def unsafe(url: object) -> str:
    """Say why an address must not be fetched; empty when nothing about it as written speaks so."""
    if not isinstance(url, str):
        return "is not a string"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "is not a URL"
    if parts.scheme != "https":
        return "is not https"
    if parts.username is not None:
        return "holds a user name"
    if not host:
        return "names no host"
    return "leads to this machine or an inner network" if _is_inner(host) else ""


def _is_inner(host: str) -> bool:
    if host in _LOCAL_NAMES or host.endswith(_LOCAL_ENDINGS):
        return True
    written = _ADDRESS_IN_NAME.search(host)
    for text in (host.partition("%")[0], ".".join(written.groups()) if written else ""):
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            continue
        if not address.is_global or address.is_multicast:
            return True
    # A last label that is a number makes the whole an address in another notation, such as
    # 2130706433 or 0x7f.1 (URL Standard, "ends in a number"); nobody writes those for good.
    return not _is_address(host) and _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
