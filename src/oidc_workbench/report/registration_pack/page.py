"""A page of plain steps, written as Markdown and as a web page of one file.

Inline text knows one mark: what stands between backticks is code. Everything that comes from
outside goes through :func:`code`, which lets no mark, line break or control character through.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from oidc_workbench.oauth.text import clean
from oidc_workbench.report.html_page import html_page


def code(value: str) -> str:
    """Return a value as code in a text."""
    shown = clean(value, 2000).replace("`", "'")
    return f"`{shown}`" if shown else "—"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page.

    Args:
        paragraphs: texts before the rest.
        steps: numbered.
        rows: names and values.
        block: shown as it is, in a fixed width.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    block: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A title and its sections."""

    title: str
    sections: tuple[Section, ...]


def as_markdown(page: Page) -> str:
    """Return the page as Markdown."""
    lines = [f"# {clean(page.title)}", ""]
    for section in page.sections:
        lines += [f"## {section.title}", "", *_markdown(section)]
    return "\n".join(lines)


def _markdown(section: Section) -> Iterator[str]:
    for paragraph in section.paragraphs:
        yield from (paragraph, "")
    for number, step in enumerate(section.steps, 1):
        yield f"{number}. {step}"
    if section.steps:
        yield ""
    if section.rows:
        yield from ("| | |", "|---|---|")
        for name, value in section.rows:
            yield f"| {name} | {value.replace('|', chr(92) + '|')} |"
        yield ""
    if section.block:
        # Longer than any run of backticks inside, so that the block ends where it should.
        runs = (len(run) for run in re.findall(r"`+", section.block))
        fence = "`" * max(3, *(run + 1 for run in runs), 3)
        yield from (fence, section.block.rstrip("\n"), fence, "")


def as_html(page: Page) -> str:
    """Return the page as a web page that loads nothing and runs nothing."""
    return html_page(clean(page.title), _body(page))


def _body(page: Page) -> Iterator[str]:
    for section in page.sections:
        yield f"<section>\n<h2>{escape(section.title)}</h2>"
        yield from _html(section)
        yield "</section>"


def _html(section: Section) -> Iterator[str]:
    yield from (f"<p>{_inline(paragraph)}</p>" for paragraph in section.paragraphs)
    if section.steps:
        yield "<ol>"
        yield from (f"<li>{_inline(step)}</li>" for step in section.steps)
        yield "</ol>"
    if section.rows:
        yield '<div class="scroll"><table><tbody>'
        for name, value in section.rows:
            yield f'<tr><th scope="row">{_inline(name)}</th><td>{_inline(value)}</td></tr>'
        yield "</tbody></table></div>"
    if section.block:
        yield f'<pre class="scroll"><code>{escape(section.block)}</code></pre>'


def _inline(text: str) -> str:
    """Escape a text, and turn what stands between backticks into code."""
    parts = text.split("`")
    return "".join(
        f"<code>{escape(part)}</code>" if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )
