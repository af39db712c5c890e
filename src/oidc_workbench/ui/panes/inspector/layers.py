"""The layers of a token: what is encrypted around it, what is inside, what is bound to it. No Qt.

One layer is in front at a time: raw text, tables and findings speak of that one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.ui.panes.inspector.disclosing import Disclosed

OUTER = "encryption."
"""What findings about the encryption around a token have before their place."""
RESOLVED, BINDING = "resolved", "binding"
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


def layers_of(inspection: Inspection, disclosed: Disclosed | None = None) -> tuple[Layer, ...]:
    """The layers from the outside in; none when the token has but one.

    Args:
        inspection: the judgement on the token.
        disclosed: the token taken apart, when it is an SD-JWT and that is done.
    """
    done, inner = inspection.decryption, inspection.inner
    if disclosed is not None:
        return tuple(_presented(inspection.judged, disclosed))
    if done is None or inner is None:
        return ()
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


def _presented(reading: Reading, disclosed: Disclosed) -> Iterator[Layer]:
    """An SD-JWT as signed, as disclosed, and the proof that its holder has the key."""
    yield Layer("issued", "as signed", reading)
    if disclosed.resolved is not None:
        yield Layer(RESOLVED, "with what is disclosed", disclosed.resolved)
    if disclosed.binding is not None:
        yield Layer(BINDING, "key binding", disclosed.binding, judged=False)


def front_of(layers: tuple[Layer, ...], chosen: str) -> Layer | None:
    """The layer in front: the chosen one, else the innermost one that the verdict is about."""
    for layer in layers:
        if layer.id == chosen:
            return layer
    return next((layer for layer in reversed(layers) if layer.judged), None)


def layer_of_finding(layers: tuple[Layer, ...], front: str, place: str) -> str:
    """The layer that a finding at a place is about; the one in front where that fits."""
    prefix = OUTER if place.startswith(OUTER) else ""
    fitting = [layer.id for layer in layers if layer.judged and layer.prefix == prefix]
    return front if front in fitting or not fitting else fitting[0 if prefix else -1]


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
