"""Where the token comes from, and what is known beside it."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from oidc_workbench.flows.step import ObtainedToken
from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.rules.expectation import RunContext
from oidc_workbench.ui.kit.human_time import clock
from oidc_workbench.ui.kit.token_card import TITLES
from oidc_workbench.workspace.profile import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping


FORGED = "forged here: edited and signed in this program"
FORGED_NOTE = "The token was forged: edited and signed in this program, so it proves nothing."


@dataclass(frozen=True, slots=True)
class Source:
    """The token that is judged.

    Args:
        paste: all that was pasted; ``text`` is the token of it that is judged.
        forged: it was edited and signed here, so it proves nothing.
        run: the token as its run knows it; None for a token from elsewhere.
        keys: every key set that is known, fetched ones included.
    """

    paste: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    run: ObtainedToken | None = None
    forged: bool = False
    keys: tuple[KeySet, ...] = ()
    context: RunContext = field(default_factory=RunContext)

    def with_issuer_keys(
        self, keys: tuple[KeySet, ...], metadata: "Mapping[str, object]"
    ) -> "Source":
        """The source with an issuer's keys in place of those fetched before."""
        others = self.without_issuer_keys()
        context = replace(others.context, metadata=metadata)
        return replace(others, keys=(*others.keys, *keys), context=context)

    def without_issuer_keys(self) -> "Source":
        """The source without fetched keys and metadata, for when another issuer is named."""
        others = tuple(k for k in self.keys if k.source.kind != "issuer")
        return replace(self, keys=others, context=replace(self.context, metadata=None))

    def has(self, kind: str) -> bool:
        """Whether keys of a kind are among those known."""
        return any(keys.source.kind == kind for keys in self.keys)

    def has_keys_of(self, issuer: str) -> bool:
        """Whether that issuer's own keys are known."""
        return any(k.source.bound_to_issuer and k.source.issuer == issuer for k in self.keys)


def pasted(text: str) -> Source:
    """A token that someone pasted."""
    return Source(text, text)


def obtained(token: ObtainedToken) -> Source:
    """A token with all that its run knows."""
    return Source(
        token.text,
        token.text,
        None if token.forged else token,
        forged=token.forged,
        keys=token.keys,
        context=token.context,
    )


def label_of(token: ObtainedToken) -> str:
    """One line for the menu of obtained tokens."""
    made = " · forged here" if token.forged else ""
    return f"{TITLES[token.kind]} · {clock(token.obtained_at)} UTC{made}"


def origin_of(token: ObtainedToken | None, workspace: Workspace) -> str:
    """A phrase on the run a token came from; empty for a pasted one."""
    if token is None:
        return ""
    client = next((c.name for c in workspace.clients if c.key == token.client_key), "a client")
    return f"{TITLES[token.kind]} of {client}, obtained {clock(token.obtained_at)} UTC"
