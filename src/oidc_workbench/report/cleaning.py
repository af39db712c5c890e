"""Takes secrets and, when asked, persons out of everything that a report tells."""

import math
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping

from oidc_workbench.redaction.masking import MARK, mask
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS, SECRET_PARAMETERS
from oidc_workbench.redaction.texts import redact_text
from oidc_workbench.report.personal_claims import label_of
from oidc_workbench.report.pseudonyms import Pseudonyms
from oidc_workbench.rules.evidence import show_nonce

# Claims are named freely: "clientSecret" and "refresh-token" are what they seem to be.
_NO_LETTER = re.compile(r"[^a-z0-9]")
_SECRET_NAMES = frozenset(
    ("cookie", "setcookie", *(_NO_LETTER.sub("", name.lower()) for name in SECRET_PARAMETERS))
)
_MOST_BITS = 1024
# A token, or a part of one: its payload tells whom it is about.
_ENCODED = re.compile(r"(?<![A-Za-z0-9_-])e[wy][A-Za-z0-9_-]{6,}[A-Za-z0-9_.•-]*")
_OBJECT_STARTS = (b'{"', b"{ ", b"{\n", b"{\r", b"{\t", b"{}")


class Cleaner:
    """Cleans the values of one report.

    Args:
        pseudonyms: the stand-ins, with everything learned; None to show whom it is about.
    """

    def __init__(self, pseudonyms: Pseudonyms | None) -> None:
        self._pseudonyms = pseudonyms

    def text(self, text: str) -> str:
        """Clean a value out of a token, or an address."""
        return self._clean(text, prose=False)

    def prose(self, text: str) -> str:
        """Clean a sentence that may quote a token."""
        return self._clean(text, prose=True)

    def value(self, value: object, name: str = "", group: str = "") -> object:
        """Clean a JSON value, which stays one: strict JSON holds all that this returns."""
        if isinstance(value, Mapping):
            return self._members(value, group)
        if isinstance(value, list):
            inner = group or (self._label(name, ""))
            return [self.value(item, name, inner) for item in value]
        label = self._label(name, group)
        if label and self._pseudonyms is not None:
            value = self._pseudonyms.stand_in(label, value, name)
            return value if isinstance(value, str) else _plain(value)
        if name == "nonce" and isinstance(value, str):
            return show_nonce(value)
        return self.text(value) if isinstance(value, str) else _plain(value)

    def _members(self, members: Mapping[str, object], group: str) -> dict[str, object]:
        cleaned: dict[str, object] = {}
        for name, value in members.items():
            secret = _NO_LETTER.sub("", name.lower()) in _SECRET_NAMES or (
                "kty" in members and name in SECRET_JWK_MEMBERS
            )
            inner = self._label(name, group) if isinstance(value, dict | list) else group
            if secret and value not in (None, "", False, True):
                cleaned[self.text(name)] = self._masked(value)
            else:
                cleaned[self.text(name)] = self.value(value, name, inner)
        return cleaned

    def _masked(self, value: object) -> str:
        return self.text(mask(value)) if isinstance(value, str) else MARK

    def _label(self, name: str, group: str) -> str:
        return label_of(name, group) if self._pseudonyms is not None else ""

    def _clean(self, text: str, *, prose: bool) -> str:
        text = redact_text(text.encode("utf-8", "backslashreplace").decode())
        if self._pseudonyms is None:
            return text
        # Secrets first: a hostile "sub" could otherwise break up what they are known by.
        text = _ENCODED.sub(lambda found: MARK if _opens_object(found[0]) else found[0], text)
        return self._pseudonyms.replace(text, prose=prose)


def _opens_object(text: str) -> bool:
    return urlsafe_b64decode(text[:4])[:2] in _OBJECT_STARTS


def _plain(value: object) -> object:
    """A number, truth value or null as strict JSON can hold it."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"a number of more than {_MOST_BITS} bits"
    return value
