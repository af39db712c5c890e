"""What keys and secrets are called before a person. No Qt."""

from oidc_workbench.ui.kit.human_time import moment, relative
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

ORIGINS = {
    "generated": "made here", "imported": "imported", "practice": "practice provider",
}  # fmt: skip
SECRET_KINDS = {
    "client-secret": "client secret",
    "initial-access-token": "initial access token",
    "registration-access-token": "registration access token",
    "symmetric-key": "symmetric key",
}
ROTATIONS = {
    "": "", "new": "new", "published": "published", "proven": "proven", "current": "in use",
    "retired": "retired",
}  # fmt: skip
_SHOWN = 8  # characters at the front of a cut thumbprint


def kind_of(key: KeyRecord) -> str:
    """Say type, curve and size: "P-256", "RSA 2048", "ML-DSA-65"."""
    modulus = key.public_jwk.get("n")
    if isinstance(modulus, str):
        return f"RSA {len(modulus) * 6 // 8 * 8}"
    if key.kty == "AKP":
        return str(key.public_jwk.get("alg") or key.alg or key.kty)
    return str(key.public_jwk.get("crv") or key.kty)


def use_of(key: KeyRecord) -> str:
    """Say what it is for (RFC 7517 §4.2)."""
    return "encryption" if key.use == "enc" else "signatures"


def short(text: str) -> str:
    """A long thumbprint by both of its ends."""
    return text if len(text) <= 2 * _SHOWN else f"{text[:_SHOWN]}…{text[-_SHOWN + 2 :]}"


def day_of(at: float) -> str:
    """A date in UTC; empty for 0."""
    when = moment(at) if at else None
    return f"{when:%Y-%m-%d}" if when else ""


def used_words(at: float, now: float) -> str:
    """When something was used last."""
    return relative(at, now) if at else "not used yet"


def secret_name(record: SecretRecord, used_by: tuple[str, ...] = ()) -> str:
    """What a secret is called: its label, the clients that use it, or what it is."""
    return record.label or ", ".join(used_by) or SECRET_KINDS[record.kind]
