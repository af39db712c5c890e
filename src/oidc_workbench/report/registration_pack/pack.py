"""The pack itself: a page for a person and the files that it speaks of; nothing private."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from oidc_workbench.jose.certificate_text import expiry
from oidc_workbench.report.registration_pack.page import (
    Page,
    Section,
    as_html,
    as_markdown,
    code,
)
from oidc_workbench.report.registration_pack.server_kind import ServerKind
from oidc_workbench.report.registration_pack.subject import PackSubject

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
# A zip holds a time of each file; a fixed one makes equal packs equal.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_AUDIENCES = {
    "issuer": "the issuer",
    "token_endpoint": "the token endpoint",
}


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of the pack."""

    name: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RegistrationPack:
    """What is handed to whoever registers the key.

    Args:
        folder: a name for the folder or the zip file.
        files: the page in both forms, and what it speaks of.
    """

    title: str
    folder: str
    markdown: str = field(repr=False)
    html: str = field(repr=False)
    files: tuple[PackFile, ...] = field(repr=False)

    def zipped(self) -> bytes:
        """Return the files in one zip, in their folder."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in self.files:
                info = zipfile.ZipInfo(f"{self.folder}/{file.name}", _ZIP_TIME)
                info.external_attr = 0o644 << 16
                archive.writestr(info, file.octets, zipfile.ZIP_DEFLATED)
        return target.getvalue()


def make_pack(subject: PackSubject, server: ServerKind) -> RegistrationPack:
    """Make the pack for a key and a kind of server.

    Raises:
        WorkbenchError: ``key-unusable``, ``certificate-unusable``.
    """
    page = _page(subject, server)
    markdown, html = as_markdown(page), as_html(page)
    files = (
        PackFile("README.md", markdown.encode()),
        PackFile("README.html", html.encode()),
        *_files(subject),
    )
    name = _UNSAFE.sub("-", subject.client.name)[:60].strip("-.")
    folder = f"{name}-{server.name}" if name else server.name
    return RegistrationPack(page.title, folder, markdown, html, files)


def _files(subject: PackSubject) -> Iterator[PackFile]:
    yield PackFile("jwks.json", subject.jwks.encode())
    yield PackFile("key.jwk.json", subject.jwk.encode())
    yield PackFile("key.pem", subject.pem)
    if subject.chain:
        yield PackFile("certificate.pem", subject.certificate_pem)
    lines = [f"{name}: {value}\n" for name, value in _thumbprints(subject)]
    yield PackFile("thumbprints.txt", "".join(lines).encode())


def _thumbprints(subject: PackSubject) -> Iterator[tuple[str, str]]:
    yield "JWK thumbprint (RFC 7638, SHA-256)", subject.public.thumbprint
    found = subject.fingerprints
    if found and subject.chain:
        yield "Certificate SHA-1", found.sha1
        yield "Certificate SHA-256", found.sha256
        yield "x5t", subject.chain[0].x5t
        yield "x5t#S256", subject.chain[0].x5t_s256


def _page(subject: PackSubject, server: ServerKind) -> Page:
    sections = [
        Section("About", (_about(subject),)),
        *_warnings(subject, server),
        *server.steps(subject),
        _afterwards(subject, server),
        Section("The key", rows=tuple(_rows(subject))),
        Section("Files", rows=tuple(_contents(subject))),
    ]
    return Page(f"Register a key at {server.title}", tuple(sections))


def _about(subject: PackSubject) -> str:
    return (
        f"These are the public keys of the client {code(subject.client.name)} for "
        f"{code(subject.issuer)}. Nothing here is secret: the private key stays where it is."
    )


def _warnings(subject: PackSubject, server: ServerKind) -> Iterator[Section]:
    """What stands in the way, before anybody begins."""
    found: list[str] = []
    shared = [alg for alg in subject.algorithms if alg in server.algorithms]
    if server.algorithms and not shared:
        found.append(
            f"{server.title} accepts assertions signed with {', '.join(server.algorithms)}; this "
            f"key signs with {', '.join(subject.algorithms) or 'nothing'}. Make another key for "
            "this server."
        )
    if server.needs_certificate and not subject.chain:
        found.append(
            f"{server.title} takes a certificate, and this key has none. Make one for it first: a "
            "self-signed one will do."
        )
    if subject.chain and subject.now:
        stands = expiry(subject.chain[0], subject.now)
        if stands.state != "valid":
            found.append(stands.message)
    if found:
        yield Section("Before you begin", tuple(found))


def _afterwards(subject: PackSubject, server: ServerKind) -> Section:
    offered = ", ".join(server.algorithms) or "what its metadata lists"
    audience = _AUDIENCES[server.audience]
    note = (
        ""
        if subject.client.assertion_audience == server.audience
        else " Set it so for this client here."
    )
    return Section(
        "What this server expects",
        rows=(
            ("Algorithms of the assertion", f"{offered[:1].upper()}{offered[1:]}."),
            ("Audience of the assertion", f"{audience[:1].upper()}{audience[1:]}.{note}"),
            ("Several keys at once", server.several_keys),
            ("To check", "Get a token for this client in the workbench (Service token)."),
        ),
    )


def _rows(subject: PackSubject) -> Iterator[tuple[str, str]]:
    key = subject.public
    yield "Client ID", code(subject.client.client_id)
    yield "Key ID (kid)", code(key.kid)
    yield "Type", code(f"{key.kty} {key.crv}".strip())
    yield "Signs with", code(", ".join(subject.algorithms))
    for name, value in _thumbprints(subject):
        yield name, code(value)
    if subject.chain:
        yield "Certificate subject", code(subject.chain[0].subject)
        if subject.now:
            yield "Certificate", expiry(subject.chain[0], subject.now).message
    others = [one.kid for one in subject.published if one.key_id != subject.key.key_id]
    if others:
        yield "Also in the key set", ", ".join(code(kid) for kid in others)


def _contents(subject: PackSubject) -> Iterator[tuple[str, str]]:
    yield "`jwks.json`", "Every public key of the client as a JWK Set (RFC 7517 section 5)."
    yield "`key.jwk.json`", "The one key as a JWK."
    yield "`key.pem`", "The one key in PEM (SubjectPublicKeyInfo)."
    if subject.chain:
        yield "`certificate.pem`", "Its certificate in PEM, with those above it."
    yield "`thumbprints.txt`", "The digests to compare after the registration."
