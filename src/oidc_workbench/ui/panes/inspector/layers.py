"""The layers of a token: what is encrypted around it, what is inside, what is bound to it. No Qt.

One layer is in front at a time: raw text, tables and findings speak of that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.rules.inspection import Inspection

OUTER = "encryption."
"""What findings about the encryption around a token have before their place."""
BINDING = "binding"
_ENCRYPTED = (TokenForm.JWE_COMPACT, TokenForm.JWE_JSON)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer.

    Args:
        id: stays the same while the token is in front.
        title: what it is, in a few words.
        prefix: what the places of findings about it begin with.
        judged: the verdict is about it, or about what lies around it; False for a token that is
            only carried along, whose findings stand elsewhere.
    """

    id: str
    title: str
    reading: Reading = field(repr=False)
    prefix: str = ""
    judged: bool = True


def layers_of(inspection: Inspection) -> tuple[Layer, ...]:
    """The layers from the outside in; none when the token has but one."""
    done, inner = inspection.decryption, inspection.inner
    if done is None or inner is None:
        return _presented(inspection.reading)
    around = [inspection.reading]
    while done.nested is not None and done.inner is not None:
        around.append(done.inner)
        done = done.nested
    if done.inner is None:  # claims, and no signed token: they belong to the encryption itself
        around.pop()
    if not around:
        return ()
    outer = (
        Layer(f"outer-{number}", _outer_title(number, len(around)), one, OUTER)
        for number, one in enumerate(around)
    )
    return (*outer, Layer("inner", _inner_title(inner), inner))


def _outer_title(number: int, count: int) -> str:
    return "outer: encrypted (JWE)" if count == 1 else f"encrypted (JWE), layer {number + 1}"


def _inner_title(inner: Reading) -> str:
    return "inside: claims" if inner.form in _ENCRYPTED else "inside: signed (JWS)"


def _presented(reading: Reading) -> tuple[Layer, ...]:
    """An SD-JWT with the token in which its holder proves to have the key (RFC 9901 §4.3)."""
    if reading.form is not TokenForm.SD_JWT or reading.token.endswith("~"):
        return ()
    from oidc_workbench.jose.sd_jwt import read_sd_jwt

    taken = read_sd_jwt(reading)
    if taken is None or taken.binding is None:
        return ()
    return (
        Layer("issued", "signed by the issuer", reading),
        Layer(BINDING, "key binding, signed by the holder", taken.binding, judged=False),
    )


def front_of(layers: tuple[Layer, ...], chosen: str) -> Layer | None:
    """The layer in front: the chosen one, else the innermost, else what the issuer signed."""
    for layer in layers:
        if layer.id == chosen:
            return layer
    if not layers:
        return None
    return layers[0] if layers[-1].id == BINDING else layers[-1]


def tones_in(layer: Layer | None, tones: Mapping[str, str]) -> Mapping[str, str]:
    """Of the tones at all places, those in one layer, by its own places."""
    if layer is None:
        return tones
    if not layer.judged:
        return {}
    if layer.prefix:
        size = len(layer.prefix)
        return {at[size:]: tone for at, tone in tones.items() if at.startswith(layer.prefix)}
    return {at: tone for at, tone in tones.items() if not at.startswith(OUTER)}
