"""Which key can take over from a client's key, and why another one can't."""

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signing_key import algorithms_of
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client

_ANOTHER = "Make a new key for this client, and rotate to that."


def begin_refusal(client: Client, old: KeyRecord | None, new: KeyRecord) -> WorkbenchError | None:
    """Return why a key can't take over from the one in use; None when it can.

    Args:
        client: whose key is to be rotated.
        old: the record of the key that it uses; None when the vault has none.
        new: the record of the key that is to take over.
    """
    if client.auth_method != "private_key_jwt":
        return WorkbenchError(
            "rotation-without-key",
            f"The client “{client.name}” authenticates with {client.auth_method}, not with a key.",
            "Choose private_key_jwt for it, and register a key.",
        )
    if old is None:
        return WorkbenchError(
            "client-key-missing",
            f"The client “{client.name}” has no key that another one could take over from.",
            "Choose a key for the client first.",
        )
    return _unfit(new) or _clash(client, old, new) or _unfit_alg(client, new)


def _unfit(new: KeyRecord) -> WorkbenchError | None:
    if new.use != "sig" or not algorithms_of(public_key(new.public_jwk)):
        return WorkbenchError(
            "rotation-key-unfit",
            f"The key “{new.label}” does not sign, so no assertion can be made with it.",
            "Choose a key for signatures.",
        )
    if new.rotation == "retired":
        return WorkbenchError(
            "rotation-key-retired",
            f"The key “{new.label}” was retired; a retired key is not taken into use again.",
            _ANOTHER,
        )
    return None


def _clash(client: Client, old: KeyRecord, new: KeyRecord) -> WorkbenchError | None:
    if new.thumbprint == old.thumbprint:
        return WorkbenchError(
            "rotation-same-key",
            f"“{new.label}” is the very key that is in use.",
            _ANOTHER,
        )
    if new.kid == old.kid:
        return WorkbenchError(
            "key-kid-duplicate",
            f"Both keys are called {new.kid!r} (kid), so the provider could not tell them apart "
            "while both are published.",
            "Give the new key a kid of its own; its thumbprint always is one.",
        )
    if new.client_key not in {"", client.key}:
        return WorkbenchError(
            "rotation-key-of-another",
            f"The key “{new.label}” belongs to another client.",
            _ANOTHER,
        )
    return None


def _unfit_alg(client: Client, new: KeyRecord) -> WorkbenchError | None:
    fitting = algorithms_of(public_key(new.public_jwk))
    if not client.signing_alg or client.signing_alg in fitting:
        return None
    return WorkbenchError(
        "alg-does-not-fit",
        f"The client signs with {client.signing_alg}, which the new {new.kty} key can't.",
        f"Make a key for {client.signing_alg}, or change the client's algorithm here and at the "
        "provider first.",
    )
