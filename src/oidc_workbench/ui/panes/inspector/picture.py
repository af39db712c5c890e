"""From an inspection to what the inspector shows of it."""

import json
from collections.abc import Iterator
from dataclasses import replace

from oidc_workbench.jose.reading import JsonDocument, Reading
from oidc_workbench.oauth.claim_names import claim, header_parameter
from oidc_workbench.rules.api_answer import answer_for
from oidc_workbench.rules.evidence import visible
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.inspection import Inspection
from oidc_workbench.ui.kit.claim_rows import claim_rows
from oidc_workbench.ui.kit.time_model import time_model
from oidc_workbench.ui.kit.token_text import highlight_of, parts_of
from oidc_workbench.ui.panes.inspector.layers import front_of, layers_of, tones_in
from oidc_workbench.ui.panes.inspector.state import InspectorState
from oidc_workbench.ui.panes.inspector.verdict import (
    shown_verdict,
    trust_links,
    verdict_of,
    worst_tones,
)


def picture(
    state: InspectorState, inspection: Inspection, now: float, judged_at: float | None
) -> InspectorState:
    """The state with everything that an inspection tells.

    Args:
        state: what it was before; the selection and the form stay.
        inspection: the judgement.
        now: seconds since the epoch.
        judged_at: the moment the person chose, or None for now.
    """
    disclosed = state.disclosed
    if disclosed is not None and disclosed.token != inspection.judged.token:
        disclosed = None  # of the token before
    layers = layers_of(inspection, disclosed)
    front = front_of(layers, state.layer)
    reading = front.reading if front else inspection.judged
    same = state.reading is not None and state.reading.token == reading.token
    shown = replace(
        state,
        reading=reading,
        parts=state.parts if same else parts_of(reading),
        verdict=verdict_of(inspection),
        trust=trust_links(inspection),
        outcomes=shown_verdict(inspection),
        is_access_token=inspection.verdict.purpose is Purpose.ACCESS_TOKEN,
        api=answer_for(inspection),
        highlight=highlight_of(reading, state.selected) if state.selected else None,
        layers=layers,
        disclosed=disclosed,
        layer=front.id if front else "",
    )
    return with_times(shown, inspection, now, judged_at)


def with_times(
    state: InspectorState, inspection: Inspection, now: float, judged_at: float | None
) -> InspectorState:
    """The state with all that moves with the clock."""
    front = front_of(state.layers, state.layer)
    reading = front.reading if front else inspection.judged
    tones = tones_in(front, worst_tones(inspection.verdict))
    leeway = inspection.expectation.leeway
    return replace(
        state,
        claims=claim_rows("payload", reading.payload, claim, now, tones),
        header=claim_rows("header", reading.header, header_parameter, now, tones),
        times=time_model(inspection.claims, now, judged_at, leeway),
    )


def raw_lines(reading: Reading) -> Iterator[str]:
    """Return the decoded header and payload by name; what is not JSON is shown as it decoded.

    Made line by line, as far as somebody reads: a long payload takes a while to write.
    """
    between = ""
    for name, document in (("header", reading.header), ("payload", reading.payload)):
        octets = next((s.octets for s in reading.segments if s.name == name), None)
        if octets is None and document is not None:
            octets = document.octets  # what came out of an encryption stands in no segment
        if octets:
            yield f"{between}{name}"
            yield from map(visible, _written(document, octets.decode("utf-8", "replace")))
            between = "\n"


def _written(document: JsonDocument | None, text: str) -> Iterator[str]:
    """Indented, with the members in the order they came; else as it came."""
    if document is None or not document.is_json or document.named.repeated:
        yield from text.splitlines()
        return
    line = ""
    try:
        for chunk in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(document.value):
            *ended, rest = chunk.split("\n")
            for end in ended:
                yield line + end
                line = ""
            line += rest
    except (ValueError, RecursionError):  # an integer of thousands of digits, absurd nesting
        yield line
        yield "… what follows can't be indented; all of it as it came:"
        line = ""
        yield from text.splitlines()
    yield line
