"""The expectation as a person writes it: plain fields, read back with a sentence on each fault."""

from dataclasses import dataclass, field, replace

from oidc_workbench.rules.expectation import Expectation, Profile, Purpose
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Client, Provider

RECOGNISE = "recognise"
PURPOSES: tuple[tuple[str, str], ...] = (
    (RECOGNISE, "what it looks like"),
    (Purpose.ID_TOKEN.value, "ID token"),
    (Purpose.ACCESS_TOKEN.value, "access token"),
    (Purpose.CLIENT_ASSERTION.value, "client assertion"),
    (Purpose.LOGOUT_TOKEN.value, "logout token"),
    (Purpose.DPOP_PROOF.value, "DPoP proof"),
    (Purpose.OTHER.value, "other JWT"),
)
PROFILES: tuple[tuple[Profile, str], ...] = (
    ("plain", "plain"),
    ("rfc9068", "RFC 9068"),
    ("fapi2", "FAPI 2.0"),
)
_MAX_LEEWAY = 86_400


@dataclass(frozen=True, slots=True)
class JudgeForm:
    """The fields as typed; an empty field means *not stated*, and so *not checked*.

    Args:
        audiences, scopes, algorithms, acr_values: separated by spaces or commas.
        no_scopes: states that no scope is required.
        no_nonce: states that the request sent no nonce.
        keys: a JWK Set, a JWK or a PEM public key that the person supplies.
        secret: the client secret for HS* signatures; kept in memory only.
        from_token_endpoint: states that the ID token came straight from the token endpoint.
    """

    purpose: str = RECOGNISE
    issuer: str = ""
    client_id: str = ""
    audiences: str = ""
    scopes: str = ""
    no_scopes: bool = False
    nonce: str = field(default="", repr=False)
    no_nonce: bool = False
    algorithms: str = ""
    typ: str = ""
    max_age: str = ""
    leeway: str = "60"
    profile: Profile = "plain"
    trusted_audiences: str = ""
    acr_values: str = ""
    keys: str = field(default="", repr=False)
    secret: Secret | None = None
    from_token_endpoint: bool = False


def form_of(expectation: Expectation) -> JudgeForm:
    """The form that says an expectation."""
    return JudgeForm(
        purpose=expectation.purpose.value if expectation.purpose else RECOGNISE,
        issuer=expectation.issuer,
        client_id=expectation.client_id,
        audiences=" ".join(expectation.audiences),
        scopes=" ".join(expectation.scopes or ()),
        no_scopes=expectation.scopes == (),
        nonce=expectation.nonce or "",
        no_nonce=expectation.nonce == "",
        algorithms=" ".join(expectation.algorithms),
        typ=expectation.typ,
        max_age="" if expectation.max_age is None else str(expectation.max_age),
        leeway=str(expectation.leeway),
        profile=expectation.profile,
        trusted_audiences=" ".join(expectation.trusted_audiences),
        acr_values=" ".join(expectation.acr_values),
    )


def form_for(provider: Provider | None, client: Client | None, leeway: int) -> JudgeForm:
    """The form filled from the selected profile, for a token that comes from nowhere known.

    An access token is for the client's resource, so that is its audience; scopes are left to
    the person, since what a client may ask for is not what an API requires.
    """
    return JudgeForm(
        issuer=provider.issuer if provider else "",
        client_id=client.client_id if client else "",
        audiences=client.resource if client else "",
        leeway=str(leeway),
    )


def for_purpose(form: JudgeForm, purpose: Purpose) -> JudgeForm:
    """The prefilled form for what the token turned out to be.

    A client assertion is meant for the authorization server (RFC 7523 §3), not for the API.
    """
    if purpose is Purpose.CLIENT_ASSERTION:
        return replace(form, audiences=form.issuer)
    return form


def expectation_of(form: JudgeForm) -> tuple[Expectation, str]:
    """Read the form; the second value is a sentence on the first field that can't be read."""
    leeway, fault = _seconds(form.leeway or "0", "leeway", _MAX_LEEWAY)
    max_age, other = _seconds(form.max_age, "max_age", None)
    nonce = "" if form.no_nonce else (form.nonce.strip() or None)
    expectation = Expectation(
        purpose=None if form.purpose == RECOGNISE else Purpose(form.purpose),
        issuer=form.issuer.strip(),
        client_id=form.client_id.strip(),
        audiences=_items(form.audiences),
        scopes=() if form.no_scopes else (_items(form.scopes) or None),
        algorithms=_items(form.algorithms),
        typ=form.typ.strip(),
        nonce=nonce,
        max_age=max_age,
        leeway=60 if leeway is None else leeway,
        profile=form.profile,
        trusted_audiences=_items(form.trusted_audiences),
        acr_values=_items(form.acr_values),
    )
    return expectation, fault or other


def _items(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _seconds(text: str, name: str, largest: int | None) -> tuple[int | None, str]:
    if not text.strip():
        return None, ""
    try:
        value = int(text)
    except ValueError:
        return None, f"The {name} must be a whole number of seconds, so it is left out for now."
    if value < 0 or (largest is not None and value > largest):
        most = f" and at most {largest}" if largest else ""
        return None, f"The {name} must be at least 0{most} seconds, so it is left out for now."
    return value, ""
