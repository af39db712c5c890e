"""Puts keys that were read into the vault, all of them or none. No Qt."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from oidc_workbench.flows.secret_storing import SecretStoring
from oidc_workbench.secret import Secret
from oidc_workbench.ui.kit.all_or_none import AllOrNone, KeyStoring, Storing
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.ui.panes.keys.found_key import FoundKey
from oidc_workbench.ui.panes.keys.owners import owner_of
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.imported_keys import ImportedKey

Chosen = Sequence[tuple[FoundKey, "ImportedKey"]]


def store_keys(
    desk: Desk, chosen: Chosen, owner: str, done: Callable[[tuple[str, ...]], None]
) -> None:
    """Store keys; failing or cancelled, those that were stored are taken out again."""
    parts = [_entry(desk, one, key, owner) for one, key in chosen]
    labels = ", ".join(part.label for _name, part in parts)
    entries = AllOrNone([part for _name, part in parts])

    def landed(_nothing: None) -> None:
        desk.log("key imported", f"{labels}.")
        done(tuple(name for name, _part in parts))

    what = f"Putting {labels} into the vault"
    desk.change_vault("import", what, entries.store, landed, entries.undo)


def _entry(desk: Desk, one: FoundKey, found: "ImportedKey", value: str) -> tuple[str, Storing]:
    """Return the id of a key, or the reference of a secret, and what stores it."""
    from oidc_workbench.jose import base64url
    from oidc_workbench.jose.certificate_text import chain_to_pem

    if found.refusal is not None and found.refusal.code.startswith("certificate-"):
        found = found.without_certificate()
    alg = one.alg if one.alg in found.algorithms else ""
    named = found.with_names(kid=one.kid, alg=alg, use=found.use)
    key = named.key
    if key is None:
        raise ValueError("only keys that can be stored are chosen")
    services, public = desk.services, named.public
    name, owner = services.random.octets(12).hex(), owner_of(desk.bench.state, value)
    label, now = one.label.strip() or one.what, services.clock.now()
    if public.kty == "oct":
        octets: bytes = getattr(key, "octets", b"")
        kept = SecretRecord(
            f"key:{name}", "present", "symmetric-key", label, alg, one.kid, 8 * len(octets),
            owner.provider_id, owner.client_key, now,
        )  # fmt: skip
        secret = Secret(base64url.encode(octets))
        return kept.ref, SecretStoring(services.vault, kept, secret)
    from oidc_workbench.jose.jwk import public_jwk

    record = KeyRecord(
        name, label, public.kid or public.thumbprint, public.kty, alg, public.thumbprint, now,
        "imported", public_jwk(public), use="enc" if found.use == "enc" else "sig",
        provider_id=owner.provider_id, client_key=owner.client_key,
        certificate=chain_to_pem(named.chain) if named.chain else "",
    )  # fmt: skip
    return name, KeyStoring(services.vault, record, key)
