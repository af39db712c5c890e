"""How long an answer may be kept."""

import pytest

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.oauth.freshness import DEFAULT, MOST, fresh_for

AT = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT
LATER = "Tue, 14 Nov 2023 22:14:20 GMT"


def lifetime(*headers: tuple[str, str], status: int = 200) -> float:
    response = HttpResponse(status, headers)
    return fresh_for(Exchange(HttpRequest("GET", "https://as.example/jwks"), response, AT, 0.1))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((), DEFAULT),
        ((("Cache-Control", "public, max-age=900"),), 900),
        ((("cache-control", 'Max-Age="900"'),), 900),
        ((("Cache-Control", "public"), ("Cache-Control", "max-age=7")), 7),
        ((("Cache-Control", "max-age=900"), ("Age", "300")), 600),
        ((("Cache-Control", "max-age=900"), ("Age", "3000")), 0),
        ((("Cache-Control", "max-age=60"), ("Expires", "Tue, 14 Nov 2023 23:13:20 GMT")), 60),
        ((("Cache-Control", "no-store, max-age=900"),), 0),
        ((("Cache-Control", "no-cache"),), 0),
        ((("Cache-Control", "max-age=31536000"),), MOST),
        ((("Cache-Control", "max-age=abc"),), DEFAULT),
        ((("Cache-Control", "max-age=-5"),), DEFAULT),
        ((("Expires", LATER),), 60),
        ((("Expires", LATER), ("Date", "Tue, 14 Nov 2023 22:14:00 GMT")), 20),
        ((("Expires", "0"),), 0),
        ((("Expires", "Tue, 14 Nov 2000 22:14:20 GMT"),), 0),
    ],
)  # fmt: skip
def test_the_headers_say_it(headers: tuple[tuple[str, str], ...], seconds: float) -> None:
    assert lifetime(*headers) == seconds


@pytest.mark.parametrize("status", [203, 304, 404, 500])
def test_only_a_plain_answer_is_kept(status: int) -> None:
    assert lifetime(("Cache-Control", "max-age=900"), status=status) == 0


def test_without_an_answer_there_is_nothing_to_keep() -> None:
    assert fresh_for(Exchange(HttpRequest("GET", "https://as.example/"), None, AT, 0.1)) == 0
