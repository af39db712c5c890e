"""The person and their browser, played for the demo: it fills in the practice provider's pages."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import FORM, HttpRequest, HttpResponse
from oidc_workbench.ports import HttpSender

MOST_PAGES = 10


@dataclass(slots=True)
class Button:
    """A submit button and the name and value it adds to its form."""

    name: str
    value: str
    label: str = ""


@dataclass(slots=True)
class Form:
    """A form as a browser sees it: where it goes, its hidden fields, its buttons."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._button: Button | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(named.get("action", "")))
        elif self.forms and tag == "input" and named.get("type") == "hidden":
            self.forms[-1].fields.append((named.get("name", ""), named.get("value", "")))
        elif self.forms and tag == "button":
            self._button = Button(named.get("name", ""), named.get("value", ""))
            self.forms[-1].buttons.append(self._button)

    def handle_data(self, data: str) -> None:
        if self._button:
            self._button.label += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._button = None


class PlayedBrowser:
    """Implements the Browser port by pressing, on each page, the first button it is told to.

    Args:
        presses: words to look for in button labels, in order of preference.
    """

    def __init__(self, http: HttpSender, presses: Sequence[str]) -> None:
        self._http = http
        self._presses = presses
        self._cookies: SimpleCookie = SimpleCookie()
        self._visit: asyncio.Task[None] | None = None

    async def open(self, url: str) -> None:
        """Start visiting the page; returns at once, as a real browser does."""
        self._visit = asyncio.create_task(self._browse(url))

    async def close(self) -> None:
        """End the visit and raise what went wrong in it."""
        if self._visit:
            self._visit.cancel()
            done = await asyncio.gather(self._visit, return_exceptions=True)
            if isinstance(done[0], WorkbenchError):
                raise done[0]

    async def _browse(self, url: str) -> None:
        request = HttpRequest("GET", url, purpose="the demo's browser shows a page")
        for _ in range(MOST_PAGES):
            response = await self._send(request)
            location = response.header("location")
            if location:
                target = urljoin(request.url, location)
                request = HttpRequest("GET", target, purpose="the demo's browser is sent on")
                continue
            step = self._next(request.url, response)
            if step is None:
                return
            request = step

    async def _send(self, request: HttpRequest) -> HttpResponse:
        cookie = "; ".join(f"{name}={m.value}" for name, m in self._cookies.items())
        origin = urlsplit(request.url)
        headers = (*request.headers, ("Accept", "text/html"))
        if cookie:
            headers = (*headers, ("Cookie", cookie))
        if request.method == "POST":
            headers = (*headers, ("Origin", f"{origin.scheme}://{origin.netloc}"))
        sent = HttpRequest(request.method, request.url, headers, request.body, request.purpose)
        response = (await self._http.send(sent)).response
        if response is None:
            raise WorkbenchError("page-missing", "The page did not load.", "Run the demo again.")
        for name, value in response.headers:
            if name.lower() == "set-cookie":
                self._cookies.load(value)
        return response

    def _next(self, url: str, response: HttpResponse) -> HttpRequest | None:
        page = _Page()
        page.feed(response.text())
        for word in self._presses:
            for form in page.forms:
                for button in form.buttons:
                    if word.lower() in button.label.lower():
                        return self._press(url, form, button)
        return None

    def _press(self, url: str, form: Form, button: Button) -> HttpRequest:
        pairs = [*form.fields, *([(button.name, button.value)] if button.name else [])]
        return HttpRequest(
            "POST",
            urljoin(url, form.action),
            (("Content-Type", FORM),),
            urlencode(pairs).encode(),
            f"the demo presses “{' '.join(button.label.split())}”",
        )
