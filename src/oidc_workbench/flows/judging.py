"""Judging the tokens of a run with everything the run knows."""

from collections.abc import Iterable
from dataclasses import replace

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.discovery import load_keys
from oidc_workbench.flows.stage import Draft
from oidc_workbench.flows.step import ObtainedToken
from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.oauth.metadata import ProviderMetadata
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision

_NAMES = {"id_token": "ID token", "access_token": "Access token"}


async def judge(
    draft: Draft, tokens: Iterable[ObtainedToken], metadata: ProviderMetadata
) -> tuple[ObtainedToken, ...]:
    """Inspect ID token and access token, and show both judgements in the step.

    A key id that nobody knows makes the keys be fetched once more (OIDC Core §10.1.1). A
    rejected ID token stops the flow, and so does an access token that was asked for a named
    resource; one for somebody unnamed is only warned about, since its reader may know more.

    Returns:
        The tokens, with the keys they were judged by.

    Raises:
        WorkbenchError: ``token-rejected``, or why the keys could not be fetched again.
    """
    judged = [await _judged(draft, token, metadata) for token in tokens if token.kind in _NAMES]
    draft.tokens = tuple(token for token, _ in judged)
    for token, inspection in judged:
        draft.inspections[token.kind] = inspection
        _show(draft, token, inspection)
    _stop_when_rejected(judged)
    return draft.tokens


async def _judged(
    draft: Draft, token: ObtainedToken, metadata: ProviderMetadata
) -> tuple[ObtainedToken, Inspection]:
    inspection = _inspect(draft, token)
    if token.keys and inspection.signature.status is SignatureStatus.NO_MATCHING_KEY:
        token = replace(token, keys=await load_keys(draft, metadata))
        inspection = _inspect(draft, token)
    return token, inspection


def _inspect(draft: Draft, token: ObtainedToken) -> Inspection:
    now = draft.ports.clock.now()
    return inspect(token.text, token.expectation, token.keys, token.context, now)


def _show(draft: Draft, token: ObtainedToken, inspection: Inspection) -> None:
    name, verdict = _NAMES[token.kind], inspection.verdict
    if inspection.reading.form is TokenForm.OPAQUE and token.kind == "access_token":
        draft.fact(name, "opaque: its API asks the introspection endpoint about it")
        return
    draft.fact(name, verdict.headline)
    accepted = verdict.decision is Decision.ACCEPT
    draft.check(f"{name} is accepted", accepted, "" if accepted else verdict.headline)


def _stop_when_rejected(judged: list[tuple[ObtainedToken, Inspection]]) -> None:
    for token, inspection in judged:
        verdict = inspection.verdict
        binding = token.kind == "id_token" or bool(token.expectation.audiences)
        if verdict.decision is Decision.REJECT and binding:
            finding = verdict.first_failing
            remedy = finding.remedy if finding else "Open the inspection to see every finding."
            headline = verdict.headline.rstrip(".")
            raise WorkbenchError("token-rejected", f"{_NAMES[token.kind]}: {headline}.", remedy)
