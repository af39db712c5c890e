"""A request as the endpoints read it: parameters with their duplicates, headers, cookies."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from oidc_workbench.exchange import FORM, Headers, HttpRequest, header
from oidc_workbench.practice.refusal import Refusal

MAX_PARAMS = 100
REPEATABLE = frozenset({"resource"})  # RFC 8707 §2


@dataclass(frozen=True, slots=True)
class Params:
    """Query or form parameters in their order."""

    pairs: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def get(self, name: str) -> str:
        """Return the value, or an empty text.

        A parameter without a value counts as not sent (RFC 6749 §3.1).
        """
        return next((value for key, value in self.pairs if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter that may repeat."""
        return tuple(value for key, value in self.pairs if key == name and value)

    def refuse_duplicates(self, *names: str) -> None:
        """Refuse a parameter sent twice (RFC 6749 §3.1); all of them when none is named."""
        seen: set[str] = set()
        for key, _ in self.pairs:
            if key in seen and key not in REPEATABLE and (not names or key in names):
                raise Refusal(
                    "invalid_request",
                    f"The parameter {key} was sent more than once; send it exactly once.",
                )
            seen.add(key)


@dataclass(frozen=True)
class Call:
    """One request, taken apart."""

    method: str
    path: str
    query: Params
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)

    @cached_property
    def form(self) -> Params:
        """The parameters of a form body.

        Raises:
            Refusal: ``invalid_request`` when the body is not a form.
        """
        media_type = (header(self.headers, "content-type") or "").partition(";")[0].strip().lower()
        if media_type != FORM:
            sent = media_type or "no Content-Type"
            raise Refusal("invalid_request", f"The body must be {FORM}; this one has {sent}.")
        try:
            return _params(self.body.decode("utf-8"))
        except UnicodeDecodeError:
            raise Refusal("invalid_request", "The form is not UTF-8 text.") from None

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies the browser sent."""
        parts = (header(self.headers, "cookie") or "").split(";")
        pairs = (part.strip().partition("=") for part in parts)
        return {name: value for name, _, value in pairs if name}

    @property
    def authorization(self) -> tuple[str, str]:
        """The scheme, in lower case, and the credentials of the Authorization header."""
        scheme, _, credentials = (header(self.headers, "authorization") or "").partition(" ")
        return scheme.lower(), credentials.strip()


def _params(text: str) -> Params:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_PARAMS, errors="strict")
    except UnicodeDecodeError:
        raise Refusal("invalid_request", "A parameter is not UTF-8 text.") from None
    except ValueError:
        raise Refusal("invalid_request", f"More than {MAX_PARAMS} parameters were sent.") from None
    return Params(tuple(pairs))


def read_call(request: HttpRequest) -> Call:
    """Take a request apart.

    Raises:
        Refusal: ``invalid_request`` when it can't be read.
    """
    try:
        url = urlsplit(request.url)
    except ValueError:
        raise Refusal("invalid_request", "The request's URL can't be read.") from None
    return Call(request.method, url.path or "/", _params(url.query), request.headers, request.body)
