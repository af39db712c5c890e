import pytest

from oidc_workbench.rules.uris import target_uri

SAME = [
    ("https://api.example/a?x=1#f", "https://api.example/a"),
    ("HTTPS://API.example/a", "https://api.example/a"),
    ("https://api.example:443/a", "https://api.example/a"),
    ("http://api.example:80", "http://api.example/"),
    ("https://api.example", "https://api.example/"),
    ("https://api.example/%7Eann/%2f", "https://api.example/~ann/%2F"),
    ("https://api.example/a/./b/../c", "https://api.example/a/c"),
    ("https://api.example/a/%2E%2E/c", "https://api.example/c"),
    ("https://api.example/../../c", "https://api.example/c"),
    ("https://api.example/a/.", "https://api.example/a/"),
    ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/"),
]
APART = [
    ("https://api.example/a", "https://api.example/A"),
    ("https://api.example/a", "https://api.example/a/"),
    ("https://api.example/a", "http://api.example/a"),
    ("https://api.example:8443/a", "https://api.example/a"),
    ("https://api.example/a%2Fb", "https://api.example/a/b"),
    ("https://ann@api.example/", "https://api.example/"),
    ("https://api.example//a", "https://api.example/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_url_are_the_same(one: str, other: str) -> None:
    assert target_uri(one) == target_uri(other) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_urls_are_not(one: str, other: str) -> None:
    assert target_uri(one) != target_uri(other)


NO_URLS = ["", "/a", "api.example/a", "https:///a", "https://a b/", "https://x/\n", "https://x:y/"]


@pytest.mark.parametrize("text", [*NO_URLS, "https://[::1/"])
def test_what_is_no_absolute_url_has_no_form(text: str) -> None:
    assert target_uri(text) == ""
