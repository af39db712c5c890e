"""The exchanges of a piece of work, kept also when it fails half-way."""

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.ports import FlowPorts


class Trail:
    """Sends through the ports and remembers every exchange, the unanswered ones too."""

    def __init__(self, ports: FlowPorts) -> None:
        self.ports = ports
        self.exchanges: list[Exchange] = []

    async def send(self, request: HttpRequest) -> Exchange:
        """Send a request and return its exchange.

        Raises:
            WorkbenchError: as the sender does; the trail then holds an exchange without answer.
        """
        clock = self.ports.clock
        started_at, began = clock.now(), clock.elapsed()
        try:
            exchange = await self.ports.http.send(request)
        except WorkbenchError as error:
            elapsed = clock.elapsed() - began
            lost = Exchange(request, None, started_at, elapsed, error=error.message)
            self.exchanges.append(lost)
            raise
        self.exchanges.append(exchange)
        return exchange

    def front(self, request: HttpRequest, elapsed: float = 0.0) -> None:
        """Note and record what the browser carried."""
        ports = self.ports
        exchange = Exchange(request, None, ports.clock.now() - elapsed, elapsed, "front")
        self.exchanges.append(exchange)
        ports.record(exchange)
