"""Servers on this machine without TLS: right for trying out, where the user named one."""

from oidc_workbench.rules.document import DocumentSubject
from oidc_workbench.rules.metadata_members import split
from oidc_workbench.rules.outcome import Severity

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def without_tls(subject: DocumentSubject, url: object) -> Severity | None:
    """How an http address is held against a document: INFO for a known trial, else the rule's own.

    It is only noted when the issuer that was asked for is itself http on this machine, so that
    somebody chose it, and the address does not leave the machine. A remote server that names
    such an address, or one that would be wrong over https as well, is held to the rule.
    """
    known = subject.context.issuer or subject.url
    if not (_is_local(known) and _is_local(url)):
        return None
    return None if any(char in str(url) for char in "#@") else Severity.INFO


def _is_local(url: object) -> bool:
    parts = split(url)
    return parts is not None and parts.scheme == "http" and parts.hostname in _LOOPBACK
