"""No secret survives redaction, and what is no secret does."""

import json
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.redaction import texts
from oidc_workbench.redaction.exchanges import redacted, redacted_request
from oidc_workbench.redaction.masking import MARK, mask
from oidc_workbench.redaction.secret_names import SECRET_PARAMETERS
from oidc_workbench.redaction.texts import redact_text

_HEAD = "eyJhbGciOiJFUzI1NiJ9"
_BODY = "eyJzdWIiOiJhbGljZSJ9"
_SIGNATURE = "MEUCIQDsignatureOctetsThatMustGo_aaaa-bbbb"
_JWT = f"{_HEAD}.{_BODY}.{_SIGNATURE}"
_JWE = f"{_HEAD}.ZW5jcnlwdGVka2V5.aXZpdml2aXY.Y2lwaGVydGV4dHRleHQ.dGFndGFndGFn"


def _pieces(secret: str, size: int = 8) -> set[str]:
    return {secret[at : at + size] for at in range(len(secret) - size + 1)}


def _survivors(secret: str, text: str) -> set[str]:
    return {piece for piece in _pieces(secret) if piece in text}


def _everything(exchange: Exchange) -> str:
    response = exchange.response
    assert response is not None
    parts = [exchange.request.url, repr(exchange.request.headers), repr(response.headers)]
    bodies = [exchange.request.body, response.body]
    return "\n".join(parts + [body.decode("utf-8", "replace") for body in bodies])


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        (_JWT, f"{_HEAD}.{_BODY}.{MARK}"),
        (_JWE, f"{_HEAD}.{MARK}"),
        ("opaque-token-of-some-length", MARK),
        ("", MARK),
        ("eyewear.example.com", MARK),
    ],
)
def test_a_mask_keeps_only_what_is_readable_anyway(secret: str, shown: str) -> None:
    assert mask(secret) == shown
    assert mask(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {_SIGNATURE}",
        f"authorization:Bearer {_SIGNATURE}",
        f"> Authorization: Basic {b64encode(_SIGNATURE.encode()).decode()}",
        f"Proxy-Authorization: Basic {_SIGNATURE}",
        f"Cookie: session={_SIGNATURE}; other={_SIGNATURE}",
        f"Set-Cookie: __Host-s={_SIGNATURE}; Path=/; HttpOnly",
        f"sent Bearer {_SIGNATURE} to the API",
        f"https://as.example/cb?code={_SIGNATURE}&state=xyz",
        f"https://as.example/cb#access_token={_SIGNATURE}&token_type=bearer",
        f"https://as.example/login?next=https%3A%2F%2Fa%2Fcb%3Fcode%3D{_SIGNATURE}%26state%3D1",
        f"https://alice:{_SIGNATURE}@as.example/",
        f"grant_type=authorization_code&code={_SIGNATURE}&code_verifier={_SIGNATURE}",
        f'{{"access_token": "{_SIGNATURE}", "expires_in": 60}}',
        f'{{"access_token":"{_SIGNATURE}',
        f"{{'refresh_token': '{_SIGNATURE}'}}",
        f"(('client_secret', '{_SIGNATURE}'), ('Authorization', 'Basic {_SIGNATURE}'))",
        f'{{"log": "{{\\"id_token\\": \\"{_SIGNATURE}\\"}}"}}',
        f'{{"kty":"EC","d":"{_SIGNATURE}"}}',
        f'{{"kty":"RSA","oth":[{{"r":"{_SIGNATURE}","d":"AQ","t":"{_SIGNATURE}"}}],"n":"AQ"}}',
        f'{{"kty":"RSA","oth": [{{"r":"{_SIGNATURE}',
        f'{{"log": "{{\\"oth\\": [{{\\"t\\": \\"{_SIGNATURE}\\"}}]}}"}}',
        f"-----BEGIN PRIVATE KEY-----\n{_SIGNATURE}\n-----END PRIVATE KEY-----",
        f"-----BEGIN EC PRIVATE KEY-----\n{_SIGNATURE}",
        f"the token was {_JWT}.",
        f"[{_JWE}]",
        f"Traceback: send(url='https://a/?access_token={_SIGNATURE}')",
        f"CODE={_SIGNATURE}",
    ],
)
def test_a_secret_in_its_usual_places_goes(text: str) -> None:
    cleaned = redact_text(text)
    assert not _survivors(_SIGNATURE, cleaned)
    assert MARK in cleaned
    assert redact_text(cleaned) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        'WWW-Authenticate: Bearer realm="api", error="invalid_token", scope="a b"',
        'WWW-Authenticate: DPoP algs="ES256 PS256", error="use_dpop_nonce"',
        "A Bearer token is required.",
        '{"response_types_supported": ["code", "id_token", "token"], "d": "short"}',
        '{"token_endpoint": "https://as.example/token", "code_challenge_methods_supported": []}',
        '{"oth": "no key", "other": ["a", "b"], "r": "a long word", "t": "another one"}',
        "https://as.example/authorize?response_type=code&state=af0ifjsldkj&nonce=n-0S6_WzA2Mj",
        "grant_type=client_credentials&scope=a+b&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8UR",
        "eyewear.example.com and eyes.of.the.beholder",
        "version 1.2.3 at https://eye.example.org:8443/a.b.c",
        "",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact_text(text) == text


def test_a_signed_token_stays_readable() -> None:
    cleaned = redact_text(f"Authorization: Bearer {_JWT}")
    assert cleaned == f"Authorization: Bearer {_HEAD}.{_BODY}.{MARK}"


def _exchange(secret: str, name: str) -> Exchange:
    request = HttpRequest(
        "POST",
        "https://as.example/cb?" + urlencode({"state": "kept", name: secret}),
        (("Authorization", "Bearer " + b64encode(secret.encode()).decode()),),
        urlencode({"grant_type": "x", name: secret}).encode(),
    )
    body = {name: secret, "error_description": f"no such value: {secret}", "n": [{name: secret}]}
    response = HttpResponse(
        400,
        (("Location", "https://a.example/?" + urlencode({name: secret})), ("Set-Cookie", secret)),
        json.dumps(body).encode(),
    )
    return Exchange(request, response, 0.0, 0.0, error=f"failed near {name}={secret}")


# Pieces of the surroundings themselves, which a made-up secret could equal by chance.
_NEIGHBOURS: set[str] = {
    piece for name in SECRET_PARAMETERS for piece in _pieces(_everything(_exchange("", name)), 8)
}


_SECRETS: st.SearchStrategy[str] = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x24F, exclude_characters="•"),
    min_size=8,
    max_size=60,
).filter(lambda text: _NEIGHBOURS.isdisjoint(_pieces(text)))


@given(_SECRETS, st.sampled_from(SECRET_PARAMETERS))
def test_no_piece_of_a_planted_secret_survives(secret: str, name: str) -> None:
    exchange = _exchange(secret, name)
    cleaned = redacted(exchange)
    shown = _everything(cleaned)
    assert not _survivors(secret, shown)
    assert not _survivors(b64encode(secret.encode()).decode().rstrip("="), shown)
    assert "state=kept" in shown
    assert secret not in repr(cleaned)
    assert redacted(cleaned) == cleaned


@given(st.binary(min_size=6, max_size=40), st.sampled_from(SECRET_PARAMETERS))
def test_no_signature_survives_anywhere(octets: bytes, name: str) -> None:
    signature = urlsafe_b64encode(octets).decode().rstrip("=")
    token = f"{_HEAD}.{_BODY}.{signature}"
    body = json.dumps({name: token, "note": f"it said {token}, and {token[-40:]}"}).encode()
    request = HttpRequest("GET", "https://api.example/", (("Authorization", f"DPoP {token}"),))
    cleaned = redacted(Exchange(request, HttpResponse(200, (), body), 0.0, 0.0))
    if signature not in f"{_HEAD}.{_BODY}":
        assert f".{signature}" not in _everything(cleaned)


def test_an_echo_of_an_opaque_token_goes_too() -> None:
    request = HttpRequest(
        "GET", "https://api.example/me", (("Authorization", "Bearer t0k-opaque"),)
    )
    response = HttpResponse(401, (), b"unknown credential t0k-opaque")
    cleaned = redacted(Exchange(request, response, 0.0, 0.0))
    assert cleaned.response is not None
    assert cleaned.response.body == f"unknown credential {MARK}".encode()


def test_an_echo_of_a_basic_password_goes_too() -> None:
    basic = b64encode(b"client:gX1fB%2Bat3bV").decode()
    request = HttpRequest("POST", "https://as.example", (("Authorization", f"Basic {basic}"),))
    response = HttpResponse(401, (), b"gX1fB+at3bV is wrong, gX1fB%2Bat3bV too")
    cleaned = redacted(Exchange(request, response, 0.0, 0.0))
    assert cleaned.response is not None
    assert cleaned.response.body.decode() == f"{MARK} is wrong, {MARK} too"


def test_the_further_primes_of_an_rsa_key_go_everywhere() -> None:
    body = b'{"oth": [{"r": "prime-one", "d": "exponent-one", "t": "coefficient"}]}'
    request = HttpRequest("POST", "https://as.example", (), body)
    response = HttpResponse(400, (), b"prime-one, exponent-one and coefficient are too short")
    shown = _everything(redacted(Exchange(request, response, 0.0, 0.0)))
    assert not any(word in shown for word in ("prime-one", "exponent-one", "coefficient"))


def test_a_password_in_a_url_goes_everywhere() -> None:
    request = HttpRequest("GET", "https://alice:0pensesame@as.example/")
    response = HttpResponse(200, (), b"hello 0pensesame")
    cleaned = redacted(Exchange(request, response, 0.0, 0.0))
    assert "0pensesame" not in _everything(cleaned)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ('{"password": 12345678}', f'{{"password": "{MARK}"}}'),
        ('{"password": ""}', '{"password": ""}'),
        ("https://[broken?code=abcdefgh", f"https://[broken?code={MARK}"),
    ],
)
def test_odd_forms(text: str, cleaned: str) -> None:
    assert redact_text(text) == cleaned
    request = HttpRequest("GET", text, (), text.encode())
    assert redacted_request(request).url == cleaned


def test_an_escaped_member_name_hides_nothing() -> None:
    response = HttpResponse(200, (), b'{"access\\u005ftoken": "opaque-secret-value"}')
    cleaned = redacted(Exchange(HttpRequest("GET", "https://a.example"), response, 0.0, 0.0))
    assert cleaned.response is not None
    assert b"opaque-secret" not in cleaned.response.body


def test_octets_that_are_no_text_are_kept() -> None:
    body = b"\xff\xfe\x00code=\x80"
    response = HttpResponse(200, (), body)
    cleaned = redacted(Exchange(HttpRequest("GET", "https://a.example"), response, 0.0, 0.0))
    assert cleaned.response is not None
    assert cleaned.response.body.startswith(b"\xff\xfe\x00code=")


def test_the_request_and_a_missing_response() -> None:
    request = HttpRequest("GET", "https://a.example/?code=SplxlOBeZQQYbYS6WxSbIA")
    cleaned = redacted(Exchange(request, None, 0.0, 0.0, error="no answer"))
    assert cleaned.response is None
    assert cleaned.request == redacted_request(request)
    assert cleaned.request.url == f"https://a.example/?code={MARK}"


@pytest.mark.parametrize(
    "text",
    [
        "\\" * 200_000,
        "ey" * 200_000,
        "eyJhb." * 50_000,
        '"code":' * 50_000,
        "(" * 200_000,
        "://a:" * 60_000,
        "[" * 200_000,
        "Bearer " * 50_000,
        '"oth":[' * 50_000,
    ],
)
def test_hostile_texts_are_read_in_one_go(text: str) -> None:
    response = HttpResponse(200, (), text.encode())
    cleaned = redacted(Exchange(HttpRequest("GET", "https://a.example"), response, 0.0, 0.0))
    assert cleaned.response is not None
    assert b"secret" not in cleaned.response.body


@pytest.mark.parametrize(
    "sentence",
    [
        "Adopt DPoP or mutual TLS.",
        "Send DPoP and Bearer tokens, and no Basic credentials.",
        "A DPoP proof.",
        'The scheme is "Bearer token"',
    ],
)
def test_a_sentence_about_a_scheme_stays_whole(sentence: str) -> None:
    assert redact_text(sentence) == sentence


@pytest.mark.parametrize("token", ["token-4f1c2a9b", "or.4f1c2a9b", "proof_4f1c2a9b", "and+4f1c=="])
def test_a_token_that_begins_like_a_word_is_still_masked(token: str) -> None:
    assert token not in redact_text(f"Authorization: Bearer {token}")
    assert token not in redact_text(f"sent as Bearer {token} to the API")


PLACES = {name: one for name, one in vars(texts).items() if isinstance(one, texts._Places)}


@pytest.mark.parametrize("name", PLACES)
def test_no_place_is_passed_over_for_lack_of_its_marks(name: str) -> None:
    """A place is looked for only in a text with its marks, so every match has to hold them."""
    place = PLACES[name]

    @settings(max_examples=40, deadline=None)
    @given(st.from_regex(place._compiled))
    def check(text: str) -> None:
        assert place.sub("!", text) == place._compiled.sub("!", text) != text

    check()


def test_a_plain_text_costs_no_pattern() -> None:
    program = (
        "from oidc_workbench.redaction import texts\n"
        "places = [one for one in vars(texts).values() if isinstance(one, texts._Places)]\n"
        "assert texts.redact_text('orders') == 'orders'\n"
        "print(len(places), sum('_compiled' in vars(one) for one in places))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == f"{len(PLACES)} 0\n", done.stderr
