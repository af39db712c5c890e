"""What happened between whom, as arrows drawn from the exchanges of a run. No Qt in here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from oidc_workbench.exchange import Exchange
from oidc_workbench.flows.step import Party, Step, StepState

Tone = Literal["info", "ok", "warning", "error", "neutral"]
NAMES: dict[Party, str] = {
    "you": "You",
    "browser": "Browser",
    "workbench": "Workbench",
    "provider": "Provider",
    "api": "API",
}
_LABEL = 24


@dataclass(frozen=True, slots=True)
class Arrow:
    """One message.

    Args:
        step_id: the step it belongs to.
        answer: drawn dashed, as answers are.
    """

    step_id: str
    source: Party
    target: Party
    label: str
    tone: Tone = "info"
    answer: bool = False

    @property
    def said(self) -> str:
        """The arrow in words."""
        verb = "answers" if self.answer else "sends"
        return f"{NAMES[self.source]} {verb} {NAMES[self.target]}: {self.label}"


@dataclass(frozen=True, slots=True)
class Sequence:
    """A diagram: who takes part, and the messages in order."""

    actors: tuple[Party, ...]
    arrows: tuple[Arrow, ...] = ()

    @property
    def said(self) -> str:
        """The whole diagram in words."""
        lines = [f"{number}. {arrow.said}." for number, arrow in enumerate(self.arrows, 1)]
        return " ".join(lines) or "Nothing has happened yet."


def user_sequence(steps: tuple[Step, ...]) -> Sequence:
    """The diagram of a person's login."""
    begin = (Arrow(steps[0].id, "you", "workbench", "sign in"),) if steps else ()
    arrows = tuple(arrow for step in steps for arrow in _arrows(step))
    return Sequence(("you", "browser", "workbench", "provider", "api"), (*begin, *arrows))


def service_sequence(steps: tuple[Step, ...]) -> Sequence:
    """The diagram of a service that authenticates by itself."""
    arrows = tuple(arrow for step in steps for arrow in _arrows(step))
    return Sequence(("workbench", "provider", "api"), arrows)


def _arrows(step: Step) -> Iterator[Arrow]:
    to_api = step.id.rpartition(".")[2].startswith(("api", "call"))
    for exchange in step.exchanges:
        if exchange.channel == "back":
            yield from _back(step, exchange, "api" if to_api else "provider")
        elif _is_callback(exchange):
            yield from _callback(step, exchange)
        else:
            yield from _authorization(step, exchange)


def _authorization(step: Step, exchange: Exchange) -> Iterator[Arrow]:
    yield Arrow(step.id, "workbench", "browser", "open the page")
    yield Arrow(step.id, "browser", "provider", _request(exchange))
    yield Arrow(step.id, "you", "browser", "sign in, consent")


def _callback(step: Step, exchange: Exchange) -> Iterator[Arrow]:
    """RFC 6749 §4.1.2: the answer travels through the browser, code or error alike."""
    sent = urlsplit(exchange.request.url).query or exchange.request.body.decode("ascii", "replace")
    names = [name for name, _ in parse_qsl(sent)]
    tone: Tone = "error" if "error" in names else "ok"
    listed = ", ".join(name for name in ("code", "error", "state", "iss") if name in names)
    yield Arrow(step.id, "provider", "browser", listed or "redirect", tone, answer=True)
    yield Arrow(step.id, "browser", "workbench", _request(exchange), tone)


def _back(step: Step, exchange: Exchange, peer: Party) -> Iterator[Arrow]:
    yield Arrow(step.id, "workbench", peer, _request(exchange))
    if exchange.response is None:
        if exchange.error:
            yield Arrow(step.id, peer, "workbench", "no answer", "error", answer=True)
        return
    failed = exchange.response.status >= 400 or step.state is StepState.FAILED
    tone: Tone = "error" if failed else "warning" if step.state is StepState.WARNING else "ok"
    yield Arrow(step.id, peer, "workbench", _answer(step, exchange), tone, answer=True)


def _answer(step: Step, exchange: Exchange) -> str:
    status = exchange.response.status if exchange.response else 0
    if step.tokens and exchange.request.method == "POST" and status == 200:
        kinds = len({token.kind for token in step.tokens})
        return "tokens" if kinds > 1 else step.tokens[0].kind.replace("_", " ")
    reason = exchange.response.reason if exchange.response else ""
    return f"{status} {reason}".strip()


def _request(exchange: Exchange) -> str:
    parts = urlsplit(exchange.request.url)
    path = parts.path or "/"
    if len(path) > _LABEL:
        path = f"…/{path.rpartition('/')[2]}"[: _LABEL + 2]
    return f"{exchange.request.method} {path}"


def _is_callback(exchange: Exchange) -> bool:
    return exchange.request.purpose == "authorization response"
