"""All the fakes at once, as the ports of a flow."""

from dataclasses import dataclass, field

from fakes.browser import FakeBrowser
from fakes.clock import FakeClock
from fakes.listener import FakeListeners
from fakes.randomness import FakeRandomness
from fakes.sender import FakeSender
from fakes.vault import FakeVault
from oidc_workbench.exchange import Exchange
from oidc_workbench.ports import FlowPorts


@dataclass
class FakeWorld:
    """The fakes by their own types, and ``ports`` as a flow gets them."""

    clock: FakeClock = field(default_factory=FakeClock)
    random: FakeRandomness = field(default_factory=FakeRandomness)
    browser: FakeBrowser = field(default_factory=FakeBrowser)
    listeners: FakeListeners = field(default_factory=FakeListeners)
    vault: FakeVault = field(default_factory=FakeVault)
    recorded: list[Exchange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = FakeSender(self.clock)

    @property
    def ports(self) -> FlowPorts:
        return FlowPorts(
            self.http,
            self.clock,
            self.random,
            self.browser,
            self.listeners,
            self.vault,
            self.recorded.append,
        )

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is left open or pending."""
        waiting = any(listener.waiting for listener in self.listeners.made)
        return not (self.listeners.any_open or waiting or self.http.in_flight)
