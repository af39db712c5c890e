"""Whether the selected client may authenticate with the selected key, and in what words. No Qt."""

from dataclasses import dataclass

from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client


@dataclass(frozen=True, slots=True)
class UseOffer:
    """What the button says.

    Args:
        note: what else has to be true for it, or changes with it; empty for nothing.
    """

    words: str
    note: str = ""


def use_offer(client: Client | None, key: KeyRecord | None) -> UseOffer | None:
    """Offer the key for ``private_key_jwt`` only where a provider could accept it.

    A public client authenticates with nothing (RFC 6749 §2.1), and the practice provider's clients
    have the method that it gave them.
    """
    if client is None or key is None or key.use != "sig" or client.key_id == key.key_id:
        return None
    if client.auth_method == "private_key_jwt":
        note = "The practice provider is told the public key first." if client.practice else ""
        return UseOffer(f"Let {client.name} authenticate with it", note)
    if client.auth_method == "none" or client.practice:
        return None
    return UseOffer(
        f"Change {client.name} to private_key_jwt with it",
        f"{client.name} authenticates by {client.auth_method} now. The provider has to be told of "
        "the other method and of the public key as well: see Register.",
    )
