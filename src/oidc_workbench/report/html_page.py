"""A web page of one file that loads nothing and runs nothing."""

from collections.abc import Iterable
from html import escape

from oidc_workbench.report.html_style import STYLE

# Says the same to the browser, should an escape ever be forgotten.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_page(title: str, body: Iterable[str]) -> str:
    """Return a page.

    Args:
        title: as plain text.
        body: what stands below the title, as HTML with everything from outside escaped.
    """
    heading = escape(title)
    lines = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{heading}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
        f"<h1>{heading}</h1>",
        *body,
        "</main>\n</body>\n</html>\n",
    )
    return "\n".join(lines)
