from fakes.panes import FakePane
from fakes.steps import exchange
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.ui.bench import MAX_EVENTS, MAX_EXCHANGES, Event
from oidc_workbench.ui.panes.activity.presenter import ActivityPresenter, ActivityState
from oidc_workbench.ui.panes.activity.rows import row_of


class Screen:
    def show_state(self, state: ActivityState) -> None:
        """The presenter's own state is looked at."""


class Bed:
    def __init__(self) -> None:
        self.around = FakePane()
        self.bench = self.around.bench
        self.presenter = ActivityPresenter(self.around.context, Screen())

    @property
    def paths(self) -> list[str]:
        return [row.path for row in self.presenter.state.rows]


def test_the_newest_comes_first() -> None:
    bed = Bed()
    for path in ("one", "two"):
        bed.bench.record(exchange(f"https://as.example/{path}"))
    assert bed.paths == ["/two", "/one"]


def test_every_word_of_the_filter_must_stand_somewhere() -> None:
    bed = Bed()
    bed.bench.record(exchange("https://as.example/token", "POST", 400))
    bed.bench.record(exchange("https://as.example/jwks"))
    bed.presenter.filter("AS.example post")
    assert bed.paths == ["/token"]
    assert bed.presenter.state.total == 2
    bed.presenter.filter("post 200")
    assert bed.paths == []


def test_the_chosen_exchange_stays_chosen_while_more_come() -> None:
    bed = Bed()
    first = exchange("https://as.example/one")
    bed.bench.record(first)
    bed.presenter.select(0)
    bed.bench.record(exchange("https://as.example/two"))
    assert bed.presenter.state.selected is first
    bed.presenter.filter("two")
    assert bed.presenter.state.selected is None


def test_clearing_forgets_everything() -> None:
    bed = Bed()
    bed.bench.record(exchange("https://as.example/one"))
    bed.presenter.select(0)
    bed.presenter.clear()
    assert bed.paths == []
    assert bed.presenter.state.selected is None
    assert bed.bench.state.exchanges == ()


def test_the_log_is_bounded_and_old_rows_are_let_go() -> None:
    bed = Bed()
    bed.bench.change(
        exchanges=tuple(exchange(f"https://as.example/{n}") for n in range(MAX_EXCHANGES))
    )
    bed.bench.record(exchange("https://as.example/last"))
    assert len(bed.paths) == MAX_EXCHANGES
    assert len(bed.presenter._rows) == MAX_EXCHANGES
    assert bed.paths[-1] == "/1"


def test_a_row_marks_the_browser_s_channel_and_failures() -> None:
    front = row_of(exchange("https://as.example/authorize?code=abc", front=True))
    assert front.front
    assert front.status == "browser"
    failed = row_of(Exchange(HttpRequest("GET", "https://x.example"), None, 0.0, 0.0, error="no"))
    assert failed.failed
    assert failed.status == "failed"
    assert row_of(exchange("https://as.example/token", "POST", 401)).failed


def test_what_was_done_on_this_machine_stands_among_the_exchanges_by_its_time() -> None:
    bed = Bed()
    first = exchange("https://as.example/one")
    bed.bench.log(Event(first.started_at + 1, "private key exported", "Batch to a file."))
    bed.bench.record(first)
    assert bed.paths == ["Batch to a file.", "/one"]
    row = bed.presenter.state.rows[0]
    assert (row.purpose, row.host, row.failed) == ("private key exported", "this machine", False)
    bed.presenter.filter("exported")
    assert bed.paths == ["Batch to a file."]
    bed.presenter.clear()
    assert bed.bench.state.events == ()


def test_the_log_of_events_is_bounded() -> None:
    bed = Bed()
    bed.bench.change(events=tuple(Event(n, "made", str(n)) for n in range(MAX_EVENTS)))
    bed.bench.log(Event(MAX_EVENTS, "made", "last"))
    assert len(bed.bench.state.events) == MAX_EVENTS
    assert bed.paths[0] == "last"
