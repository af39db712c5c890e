"""Reading the published test vectors."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING, Any

from oidc_workbench.jose.jwk import public_key
from oidc_workbench.jose.jwk_set import key_set_of
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.shared_secret import secret_text
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from oidc_workbench.jose.key_set import KeySet

SOURCE = KeySource("supplied", "published vectors")


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def keys_of(raw: dict[str, Any]) -> tuple[tuple[KeySet, ...], Secret | None]:
    """What to verify with: the JWK as a key set, or an oct key as the shared secret."""
    if raw["kty"] == "oct":
        padded = raw["k"] + "=" * (-len(raw["k"]) % 4)
        return (), Secret(secret_text(urlsafe_b64decode(padded)))
    return (key_set_of([public_key(raw)], SOURCE),), None
