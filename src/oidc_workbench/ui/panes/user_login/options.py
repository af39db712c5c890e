"""What a person can choose about a sign-in, as typed, and read back."""

from dataclasses import dataclass, replace
from typing import Literal

from oidc_workbench.workspace.profile import Client

Prompt = Literal["", "login", "consent", "select_account", "none"]
PROMPTS: tuple[tuple[Prompt, str], ...] = (
    ("", "as the provider likes"),
    ("login", "login: sign in again"),
    ("consent", "consent: ask for consent again"),
    ("select_account", "select_account: choose the account"),
    ("none", "none: ask nothing at all"),
)


@dataclass(frozen=True, slots=True)
class LoginOptions:
    """The fields as typed.

    Args:
        scopes: separated by spaces.
        max_age: seconds, or empty to leave it out.
        form_post: let the browser post the answer instead of putting it into the address.
    """

    scopes: str = "openid"
    prompt: Prompt = ""
    max_age: str = ""
    resource: str = ""
    use_nonce: bool = True
    redirect_uri: str = ""
    form_post: bool = False


def options_for(client: Client | None) -> LoginOptions:
    """The options as the client's profile has them."""
    if client is None:
        return LoginOptions()
    return LoginOptions(
        scopes=" ".join(client.scopes),
        resource=client.resource,
        redirect_uri=client.redirect_uri,
    )


def client_with(client: Client, options: LoginOptions) -> Client:
    """The client as it is used in this run."""
    return replace(
        client,
        scopes=tuple(dict.fromkeys(options.scopes.split())),
        resource=options.resource.strip(),
        redirect_uri=options.redirect_uri.strip() or client.redirect_uri,
    )


def max_age_of(options: LoginOptions) -> tuple[int | None, str]:
    """Read ``max_age``; the second value is a sentence on why it can't be read."""
    text = options.max_age.strip()
    if not text:
        return None, ""
    if not text.isdecimal() or len(text) > 9:
        return None, "max_age must be a whole number of seconds, or empty."
    return int(text), ""


def notes_on(options: LoginOptions) -> tuple[str, ...]:
    """What is worth knowing about these options before they are used."""
    scopes = options.scopes.split()
    notes = []
    if "openid" not in scopes:
        notes.append("Without the scope openid no ID token comes: this is OAuth, not a sign-in.")
    if not options.use_nonce:
        notes.append("Without a nonce a stolen ID token can't be told from a fresh one.")
    if "offline_access" in scopes and options.prompt != "consent":
        notes.append("Many servers drop offline_access unless prompt is consent (OIDC Core §11).")
    if options.form_post:
        notes.append("Browsers warn when an https page posts to a loopback address.")
    return tuple(notes)
