"""The web page: escaped, self-contained, accessible."""

from html.parser import HTMLParser

import pytest

from oidc_workbench.report.html_report import as_html
from oidc_workbench.report.html_style import STYLE
from oidc_workbench.report.model import Report, report_on_run
from report.samples import HOSTILE, hostile_report, two_tokens
from report.test_formats import run_step
from rules.tokens import NOW

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p"),
    *("dl", "dt", "dd", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "code"),
    *("span", "details", "summary", "ul", "li"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "scope", "tabindex", "role"),
    "aria-label",
}
EMPTY = {"meta"}


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.headings: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


REPORTS = {
    "two": two_tokens(),
    "hostile": hostile_report(),
    "run": report_on_run((run_step(),), NOW, title="<b>Run</b>"),
    "nothing": Report((), NOW),
}


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_but_our_own_tags_stands_in_the_page(name: str) -> None:
    page = Page(as_html(REPORTS[name]))
    assert set(page.tags) <= TAGS
    assert page.attributes <= ATTRIBUTES


def test_hostile_text_is_shown_as_text() -> None:
    text = as_html(hostile_report())
    page = Page(text)
    assert HOSTILE[0] in page.text
    assert HOSTILE[1] in page.text.replace('\\"', '"')
    assert "<script" not in text
    assert "<img" not in text
    for hidden in ("\u202e", "\x1b", "\x00", "\ud800"):
        assert hidden not in text


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_loaded_and_nothing_runs(name: str) -> None:
    text = as_html(REPORTS[name])
    assert "default-src 'none'" in text
    for outside in ("url(", "@import", "@font-face"):
        assert outside not in STYLE
    assert not Page(text).attributes & {"src", "href", "style", "onclick", "srcset", "action"}


def test_headings_descend_one_by_one_and_tables_have_captions() -> None:
    page = Page(as_html(two_tokens()))
    assert page.headings[0] == "h1"
    assert page.headings.count("h1") == 1
    for before, after in zip(page.headings, page.headings[1:], strict=False):
        assert int(after[1]) - int(before[1]) <= 1
    assert page.tags.count("caption") == page.tags.count("table") > 0


def test_it_has_a_dark_look_as_well() -> None:
    assert "prefers-color-scheme: dark" in as_html(two_tokens())


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "soft", "error", "warning", "info", "accept"])
def test_contrasts_suffice(look: int, name: str) -> None:
    def colour(wanted: str) -> float:
        return _luminance(STYLE.split(f"--{wanted}: ")[look + 1][:7])

    for ground in ("paper", "tint"):
        lighter, darker = sorted((colour(name), colour(ground)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5
