"""The report formats. Adding one is one file and one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from oidc_workbench.report.html_report import as_html
from oidc_workbench.report.json_report import as_json
from oidc_workbench.report.markdown_report import as_markdown
from oidc_workbench.report.model import Report
from oidc_workbench.report.sarif_report import as_sarif


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """One way to write a report.

    Args:
        name: as a person types it.
        suffix: of the file, with its dot.
        render: the report as text, to be written as UTF-8.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    render: Callable[[Report], str]


FORMATS: tuple[ReportFormat, ...] = (
    ReportFormat("markdown", "Markdown, for a ticket", ".md", "text/markdown", as_markdown),
    ReportFormat("html", "Web page, for reading", ".html", "text/html", as_html),
    ReportFormat("json", "JSON, for programs", ".json", "application/json", as_json),
    ReportFormat("sarif", "SARIF, for scanners", ".sarif", "application/sarif+json", as_sarif),
)


def format_named(name: str) -> ReportFormat | None:
    """Return the format of a name; None when there is none."""
    return next((one for one in FORMATS if one.name == name), None)
