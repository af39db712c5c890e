"""What the inspector shows, as values."""

from dataclasses import dataclass, field
from typing import Literal

from oidc_workbench.jose.reading import NamedToken, Reading
from oidc_workbench.rules.api_answer import ApiAnswer
from oidc_workbench.rules.outcome import Verdict
from oidc_workbench.ui.kit.claim_rows import ClaimRows
from oidc_workbench.ui.kit.time_model import TimeModel
from oidc_workbench.ui.kit.token_text import Highlight, TokenPart
from oidc_workbench.ui.kit.verdict_state import VerdictState
from oidc_workbench.ui.panes.inspector.chains import ChainsShown
from oidc_workbench.ui.panes.inspector.comparing import Compared
from oidc_workbench.ui.panes.inspector.decryption_means import DecryptState
from oidc_workbench.ui.panes.inspector.disclosing import Disclosed
from oidc_workbench.ui.panes.inspector.introspection_answer import IntrospectState
from oidc_workbench.ui.panes.inspector.judge_form import JudgeForm
from oidc_workbench.ui.panes.inspector.layers import Layer
from oidc_workbench.ui.panes.inspector.reports import Notice

Tone = Literal["neutral", "ok", "warning", "error", "info"]


@dataclass(frozen=True, slots=True)
class TrustLink:
    """One link of the chain from the issuer to the key.

    Args:
        mark: the chip that says how far this link is known.
    """

    label: str
    value: str
    note: str
    mark: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class KeysOffer:
    """The button that fetches the issuer's keys.

    Args:
        issuer: whom they would be fetched from: named by the person, never by a token.
        why_not: why it can't be pressed; empty when it can.
        fetched: the keys are there; fetching again reads them anew.
        problem: what went wrong the last time, with what to do.
    """

    issuer: str = ""
    why_not: str = ""
    busy: bool = False
    problem: str = ""
    fetched: bool = False


@dataclass(frozen=True, slots=True)
class InspectorState:
    """A snapshot of the inspector; empty until a token is there.

    Args:
        selected: the place that raw text, tables and findings have in common.
        named: the tokens found in what was pasted, when there are several; ``chosen`` is one.
        saved: the names of the saved expectations.
        runs: the tokens obtained in this session, newest first.
        outcomes: everything that was checked, unjudged defects included.
        api: how an API would answer to this access token; None when that is not known.
        case_note, case_text: of a case that was saved without its token.
        layers: of a token with more than one; ``layer`` is the one in front, which ``reading``,
            tables and highlight are about.
        decrypting: how the decryption stands; None for a token that is not encrypted.
        introspection: how it stands with asking the provider; None where nobody is asked.
        disclosed: an SD-JWT taken apart; None for any other token.
        chains: the certificates that come with it; None when none do.
    """

    reading: Reading | None = field(default=None, repr=False)
    parts: tuple[TokenPart, ...] = ()
    highlight: Highlight | None = None
    reveal: bool = False
    busy: bool = False
    verdict: VerdictState | None = None
    times: TimeModel | None = None
    claims: ClaimRows = field(default_factory=ClaimRows)
    header: ClaimRows = field(default_factory=ClaimRows)
    trust: tuple[TrustLink, ...] = ()
    outcomes: Verdict | None = None
    selected: str = ""
    form: JudgeForm = field(default_factory=JudgeForm)
    form_problem: str = ""
    named: tuple[NamedToken, ...] = ()
    chosen: str = ""
    runs: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()
    origin: str = ""
    is_access_token: bool = False
    api: ApiAnswer | None = None
    notice: Notice | None = None
    forge_problem: str = ""
    compared: Compared = field(default_factory=Compared)
    case_note: str = ""
    case_text: str = field(default="", repr=False)
    keys: KeysOffer = field(default_factory=KeysOffer)
    layers: tuple[Layer, ...] = ()
    layer: str = ""
    decrypting: DecryptState | None = None
    introspection: IntrospectState | None = None
    disclosed: Disclosed | None = None
    chains: ChainsShown | None = None

    @property
    def token(self) -> str:
        """The token that is shown; empty when there is none."""
        return self.reading.token if self.reading is not None else ""

    @property
    def is_pending(self) -> bool:
        """Whether a token that was not seen yet is being judged."""
        return self.busy and self.is_empty

    @property
    def is_empty(self) -> bool:
        """Whether there is no token yet."""
        return not self.parts

    @property
    def found_at(self) -> str:
        """The selected place as findings name it."""
        front = next((one for one in self.layers if one.id == self.layer), None)
        return f"{front.prefix}{self.selected}" if front and self.selected else self.selected
