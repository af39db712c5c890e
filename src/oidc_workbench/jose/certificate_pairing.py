"""Which certificate belongs to which key, and which of the others stand above it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_text import expiry
from oidc_workbench.jose.chain_validation import is_issued_by
from oidc_workbench.jose.found_keys import Contents, FoundKey
from oidc_workbench.jose.imported_keys import CERTIFICATE_EXPIRED, CERTIFICATE_OTHER_KEY, Refusal
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.thumbprint import thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oidc_workbench.jose.certificates import CertificateSummary
    from oidc_workbench.jose.imported_keys import ImportedKeys
    from oidc_workbench.jose.key_set import PublicKey

_MOST = DEFAULT_LIMITS.certificates


def paired(contents: Contents) -> Contents:
    """Give each private key its chain; without any private key, make the certificates keys.

    Where there are private keys and none of the certificates is of any of them, each private key
    is refused, since one of the two is a mistake.
    """
    certificates = contents.certificates
    if not certificates:
        return contents
    if not any(key.private for key in contents.keys):
        keys = (*contents.keys, *_public_keys(certificates))
        return replace(contents, keys=keys, certificates=())
    keys = tuple(_with_chain(key, certificates) for key in contents.keys)
    used = {one.x5t_s256 for key in keys for one in key.chain}
    left = sum(one.x5t_s256 not in used for one in certificates)
    if left == len(certificates):
        keys = tuple(_mistaken(key, certificates[0]) if key.private else key for key in keys)
        return replace(contents, keys=keys, certificates=())
    notices = contents.notices
    if left:
        said = "1 further certificate was" if left == 1 else f"{left} further certificates were"
        notices = (*notices, f"{said} left out.")
    return replace(contents, keys=keys, certificates=(), notices=notices)


def chain_for(key: PublicKey, found: ImportedKeys, now: float) -> tuple[CertificateSummary, ...]:
    """Choose the certificates for a key that is kept already, as an authority sent them.

    Args:
        key: the public part of the key that is kept.
        found: what the file with the certificates holds.
        now: seconds since the epoch.

    Raises:
        WorkbenchError: ``certificate-missing``, ``certificate-other-key`` or
            ``certificate-expired``.
    """
    chains = [one.chain for one in found.keys if one.chain]
    if not chains:
        raise WorkbenchError(
            "certificate-missing",
            "There is no certificate in it.",
            "Choose the file that the certificate authority sent.",
        )
    own = [chain for chain in chains if chain[0].key.thumbprint == key.thumbprint]
    if not own:
        raise of_other_key(chains[0][0]).error
    newest = max(own, key=lambda chain: chain[0].not_after)
    if newest[0].not_after < now:
        raise WorkbenchError(
            CERTIFICATE_EXPIRED, expiry(newest[0], now).message, "Get a new one for the key."
        )
    return newest


def of_other_key(certificate: CertificateSummary) -> Refusal:
    """Refuse a private key beside a certificate of another."""
    return Refusal(
        CERTIFICATE_OTHER_KEY,
        f'The certificate "{certificate.subject[:80]}" is of another key than this one.',
        "Import the key without the certificate, or export the two that belong together.",
    )


def _with_chain(key: FoundKey, certificates: tuple[CertificateSummary, ...]) -> FoundKey:
    if key.private is None or key.chain:
        return key
    name = thumbprint(key.members)
    own = [one for one in certificates if one.key.thumbprint == name]
    if not own:
        return key
    newest = max(own, key=lambda one: one.not_after)
    return replace(key, chain=_above(newest, certificates))


def _mistaken(key: FoundKey, certificate: CertificateSummary) -> FoundKey:
    return replace(key, chain=(certificate,), refusal=key.refusal or of_other_key(certificate))


def _public_keys(certificates: tuple[CertificateSummary, ...]) -> Iterable[FoundKey]:
    """A key for each certificate that issued none of the others; of renewed ones the newest."""
    for number, one in enumerate(certificates, 1):
        others = [other for other in certificates if other is not one]
        if any(_stands_above(one, other) or _renews(other, one) for other in others):
            continue
        place = f"certificate {number}" if others else ""
        if one.key.usable:
            members = {name: one.key.raw[name] for name in one.key.raw if name != "x5c"}
            yield FoundKey("certificate", place, members, chain=_above(one, certificates))
        else:
            yield FoundKey("certificate", place, refusal=_foreign(one), words="foreign")


def _stands_above(one: CertificateSummary, other: CertificateSummary) -> bool:
    same_key = one.key.thumbprint == other.key.thumbprint
    return other.issuer == one.subject and not same_key and is_issued_by(other, one)


def _renews(one: CertificateSummary, other: CertificateSummary) -> bool:
    """Whether it is of the same key and ends later."""
    same_key = bool(one.key.thumbprint) and one.key.thumbprint == other.key.thumbprint
    return same_key and one.not_after > other.not_after


def _foreign(one: CertificateSummary) -> Refusal:
    return Refusal(
        "key-type-unknown",
        f'JOSE has no use for the key of the certificate "{one.subject[:80]}".',
        "Take a certificate of an RSA key, an EC key (P-256, P-384, P-521) or an Ed25519 key.",
    )


def _above(
    own: CertificateSummary, certificates: tuple[CertificateSummary, ...]
) -> tuple[CertificateSummary, ...]:
    """The chain from a certificate up to its root, as far as it is there."""
    chain = [own]
    while len(chain) < _MOST and not chain[-1].self_issued:
        last = chain[-1]
        issuers = (one for one in certificates if one not in chain and one.subject == last.issuer)
        found = next((one for one in issuers if is_issued_by(last, one)), None)
        if found is None:
            break
        chain.append(found)
    return tuple(chain)
