"""What is legal however odd it looks: one test for each guard against false findings."""

import json
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Decision, Severity, Status, Verdict
from rules.documents import MODERN, PLAIN, Flags, changed, flags, verdict
from rules.messages import (
    AREQ,
    INTRO,
    REDIRECT,
    SIGN_IN,
    TREQ,
    TRESP,
    form,
    params,
    posted,
    said,
    url,
)
from rules.tokens import (
    API,
    AT_CLAIMS,
    AT_HEAD,
    CA_CLAIMS,
    CA_HEAD,
    CLIENT_ID,
    EXPECTED,
    FROM_ISSUER,
    ID_CLAIMS,
    ID_HEAD,
    ISSUER,
    KID,
    METADATA,
    NOW,
    SUPPLIED,
    ids,
    key_sets,
    signed,
    without,
)

JWKS, META = DocumentKind.JWKS, DocumentKind.METADATA
KEY = ECKey.generate_key("P-256", {"kid": KID})
RSA = RSAKey.generate_key(3072, {"kid": KID})
JWK: dict[str, Any] = {**KEY.as_dict(private=False), "kid": KID, "use": "sig"}


def id_token(head: dict[str, Any] | None = None, /, **claims: Any) -> Verdict:
    """Judge the good ID token with members changed."""
    return judged(signed({**ID_HEAD, **(head or {})}, {**ID_CLAIMS, **claims}, KEY))


def access_token(**claims: Any) -> Verdict:
    return judged(signed(AT_HEAD, {**AT_CLAIMS, **claims}, KEY), Purpose.ACCESS_TOKEN)


def judged(
    text: str,
    purpose: Purpose = Purpose.ID_TOKEN,
    keys: tuple[ECKey | RSAKey, ...] = (KEY,),
    source: KeySource = FROM_ISSUER,
    **expected: Any,
) -> Verdict:
    expectation = replace(EXPECTED, purpose=purpose, **expected)
    return inspect(text, expectation, key_sets(*keys, source=source), now=NOW).verdict


def is_clean(of: Verdict) -> bool:
    """Accepted, and nothing said but that a bearer token is a bearer token."""
    return of.decision is Decision.ACCEPT and ids(of) <= {"at-unconstrained"}


def clients_own(**claims: Any) -> Verdict:
    key = ECKey.generate_key("P-256", {"kid": "c1"})
    text = signed(CA_HEAD, {**CA_CLAIMS, **claims}, key)
    keys = key_sets(key, source=SUPPLIED)
    expectation = replace(EXPECTED, purpose=Purpose.CLIENT_ASSERTION)
    return inspect(text, expectation, keys, RunContext(metadata=METADATA), NOW).verdict


def keys_flagged(*keys: dict[str, Any]) -> Flags:
    return flags(JWKS, {"keys": list(keys)})


# -- claims ----------------------------------------------------------------------------------


def test_extra_unknown_claims() -> None:
    extra = {"foo": [1, None, {"bar": {}}], "urn:x": "y", "ver": 2, "_": ""}
    assert is_clean(id_token(**extra))
    assert is_clean(access_token(**extra))
    assert is_clean(clients_own(**extra))
    assert said(INTRO, json.dumps({"active": True, **extra}), "intro-active") is not Severity.ERROR


def test_missing_nbf_jti_azp_at_hash_in_the_code_flow() -> None:
    assert not {"nbf", "jti", "azp", "at_hash"} & set(ID_CLAIMS)
    assert is_clean(id_token())
    context = RunContext(request={"response_type": "code"})
    expectation = replace(EXPECTED, purpose=Purpose.ID_TOKEN)
    text = signed(ID_HEAD, ID_CLAIMS, KEY)
    assert is_clean(inspect(text, expectation, key_sets(KEY), context, NOW).verdict)


def test_missing_state_with_pkce_present() -> None:
    found = flags(AREQ, url(("state",)), DocumentContext(state=""))
    assert "csrf-unprotected" not in found
    assert Severity.ERROR not in found.values()


@pytest.mark.parametrize("part", [0.25, 0.5, 0.999])
def test_a_fractional_numeric_date(part: float) -> None:
    """RFC 7519 §2."""
    dates = {"exp": ID_CLAIMS["exp"] + part, "iat": ID_CLAIMS["iat"] - part}
    assert is_clean(id_token(**dates, nbf=NOW - 60 + part))
    assert is_clean(access_token(**dates))
    assert "time-type" not in flags(INTRO, {"active": True, "exp": NOW + part})


def test_aud_as_an_array_of_one() -> None:
    assert is_clean(id_token(aud=[CLIENT_ID]))
    assert is_clean(access_token(aud=[API]))


def test_an_issuer_that_ends_in_a_slash_and_is_exactly_the_discovered_one() -> None:
    issuer = f"{ISSUER}/"
    text = signed(ID_HEAD, {**ID_CLAIMS, "iss": issuer}, KEY)
    assert is_clean(judged(text, source=replace(FROM_ISSUER, issuer=issuer), issuer=issuer))
    document = changed(PLAIN, issuer=issuer)
    context = DocumentContext(issuer=issuer, url=f"{issuer}.well-known/openid-configuration")
    assert "meta-issuer-mismatch" not in flags(META, document, context)


def test_a_custom_collision_resistant_claim() -> None:
    custom = {"https://vendor.example/roles": ["admin"], "com.example.tier": {"level": 1}}
    assert is_clean(id_token(**custom))
    assert is_clean(access_token(**custom))


def test_scope_absent_when_access_by_audience_alone_was_requested() -> None:
    text = signed(AT_HEAD, without(AT_CLAIMS, "scope"), KEY)
    assert is_clean(judged(text, Purpose.ACCESS_TOKEN, scopes=()))
    assert is_clean(judged(text, Purpose.ACCESS_TOKEN, scopes=None))
    request = form(grant_type="client_credentials", resource=API, client_assertion="x")
    assert "at-scope-format" not in flags(TREQ, request)


# -- headers and keys ------------------------------------------------------------------------


def test_rs256_outside_fapi2() -> None:
    text = signed({"alg": "RS256", "kid": KID, "typ": "JWT"}, ID_CLAIMS, RSA)
    assert is_clean(judged(text, keys=(RSA,)))
    listed = changed(MODERN, id_token_signing_alg_values_supported=["RS256", "ES256"])
    assert flags(META, listed).keys() == flags(META, MODERN).keys()


def test_an_ec_key_with_alg_absent() -> None:
    assert "alg" not in JWK
    assert keys_flagged(JWK) == {}
    assert is_clean(id_token())


@pytest.mark.parametrize(
    "kid",
    [
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "2025.11.sig-1", "a.b.c", "1", "-_-",
        "1f0e5f6a-6b6f-4b0a-8a8e-0d5f1c9b2a77", "keys/1f0e5f6a-6b6f-4b0a-8a8e-0d5f1c9b2a77",
        "KQIiM8SF3gHDZ+1GcP/2rw=",
    ],
)  # fmt: skip
def test_a_kid_that_is_a_thumbprint_a_guid_like_a_path_or_contains_a_dot(kid: str) -> None:
    key = ECKey.generate_key("P-256", {"kid": kid})
    assert is_clean(judged(signed({**ID_HEAD, "kid": kid}, ID_CLAIMS, key), keys=(key,)))
    assert keys_flagged({**JWK, "kid": kid}) == {}


@pytest.mark.parametrize("typ", ["JWT", "jwt", "application/jwt"])
def test_typ_jwt_on_id_tokens(typ: str) -> None:
    assert is_clean(id_token({"typ": typ}))


@pytest.mark.parametrize("unknown", [{"kty": "XYZ", "z": "1"}, {"kty": "oct2", "k2": 1}])
def test_an_unknown_kty_in_a_key_set(unknown: dict[str, Any]) -> None:
    assert Severity.ERROR not in keys_flagged(JWK, {**unknown, "kid": "q"}).values()
    keys = json.dumps({"keys": [{**unknown, "kid": "q"}, JWK]})
    assert Severity.WARNING not in flags(JWKS, keys).values()


def test_two_keys_with_one_kid_but_different_kty() -> None:
    rsa = {**RSA.as_dict(private=False), "kid": KID, "use": "sig"}
    assert "jwks-kid" not in keys_flagged(JWK, rsa)
    assert is_clean(judged(signed(ID_HEAD, ID_CLAIMS, KEY), keys=(RSA, KEY)))


def test_a_key_set_with_an_x5c_whose_chain_is_self_signed() -> None:
    found = keys_flagged(certified())
    assert found == {}


def certified() -> dict[str, Any]:
    """A JWK with a certificate that its own key signed, as most servers publish."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "as.example")])
    day = datetime.fromtimestamp(NOW, UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(private.public_key()).serial_number(7)
        .not_valid_before(day - timedelta(days=9))
        .not_valid_after(day + timedelta(days=900))
        .sign(private, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    key = ECKey.import_key(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    x5c = "".join(pem.splitlines()[1:-1])
    return {**key.as_dict(private=False), "kid": "x", "use": "sig", "x5c": [x5c]}


# -- what was done with a token --------------------------------------------------------------


def test_an_id_token_from_the_token_endpoint_is_not_called_wrong_for_its_signature() -> None:
    """Without keys it stays open, since nobody stated how it came; no rule holds it against it."""
    text = signed(ID_HEAD, ID_CLAIMS, KEY)
    unverified = inspect(text, replace(EXPECTED, purpose=Purpose.ID_TOKEN), (), now=NOW).verdict
    assert unverified.findings == ()
    answer = {"access_token": "x" * 43, "token_type": "Bearer", "expires_in": 60, "id_token": text}
    assert "sig-invalid" not in flags(TRESP, answer)


def stated(text: str, keys: tuple[ECKey, ...] = (), **expected: Any) -> Verdict:
    """Judge a token of which it is stated that it came straight from the token endpoint."""
    wanted = replace(EXPECTED, **{"purpose": Purpose.ID_TOKEN, **expected})
    context = RunContext(from_token_endpoint=True)
    return inspect(text, wanted, key_sets(*keys) if keys else (), context, NOW).verdict


def test_an_id_token_stated_to_be_from_the_token_endpoint_needs_no_signature_check() -> None:
    verdict = stated(signed(ID_HEAD, ID_CLAIMS, KEY))
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()
    assert verdict.headline.startswith("Accepted: the signature was not checked, since you state")
    unchecked = {outcome.rule for outcome in verdict.with_status(Status.NOT_CHECKED)}
    assert "sig-invalid" in unchecked


def test_that_statement_opens_nothing_else() -> None:
    good = signed(ID_HEAD, ID_CLAIMS, KEY)
    assert stated(good, issuer="").decision is Decision.UNDECIDED
    assert stated(good, profile="fapi2").decision is not Decision.ACCEPT
    assert stated(good, (ECKey.generate_key("P-256", {"kid": KID}),)).decision is Decision.REJECT
    assert stated(good, (KEY,)).headline.startswith("Accepted: the ES256 signature is right")
    access = signed(AT_HEAD, AT_CLAIMS, KEY)
    assert stated(access, purpose=Purpose.ACCESS_TOKEN).decision is Decision.UNDECIDED
    expired = signed(ID_HEAD, {**ID_CLAIMS, "exp": NOW - 900}, KEY)
    assert stated(expired).decision is Decision.REJECT
    head, _, rest = good.partition(".")
    del head
    unsecured = f"{encode(json.dumps({'alg': 'none'}).encode())}.{rest.rpartition('.')[0]}."
    assert "alg-none" in ids(stated(unsecured))


def test_an_expired_token_used_as_id_token_hint() -> None:
    old = signed(ID_HEAD, {**ID_CLAIMS, "exp": NOW - 90_000, "iat": NOW - 93_600}, KEY)
    again = flags(AREQ, url(id_token_hint=old, prompt="none"))
    assert again == flags(AREQ, url(prompt="none"))
    leaving = f"{ISSUER}/logout?" + form(id_token_hint=old, post_logout_redirect_uri=REDIRECT)
    context = DocumentContext(post_logout_redirect_uris=(REDIRECT,))
    assert not {"exp-expired", "rpl-redirect"} & set(flags(AREQ, leaving, context))


# -- documents -------------------------------------------------------------------------------


@pytest.mark.parametrize("port", [1, 8080, 51004])
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_a_loopback_redirect_on_another_port(host: str, port: int) -> None:
    """RFC 8252 §7.3."""
    context = DocumentContext(
        redirect_uris=(f"http://{host}/cb",), application_type="native", client_type="public"
    )
    found = flags(AREQ, url(redirect_uri=f"http://{host}:{port}/cb"), context)
    assert not {"redirect-mismatch", "redirect-http"} & set(found)


def test_an_inactive_introspection_answer() -> None:
    assert flags(INTRO, '{"active":false}') == {}
    assert verdict(INTRO, '{"active":false}').findings == ()


def test_a_revocation_endpoint_answering_200_for_an_unknown_token() -> None:
    """RFC 7009 §2.2: the client wanted it to be invalid, and it is."""
    exchange = posted(
        f"{ISSUER}/revoke", form(token="unknown"), "", 200,
        Authorization="Basic eDp5", Content_Type="application/x-www-form-urlencoded",
    )  # fmt: skip
    metadata = {**METADATA, "revocation_endpoint": f"{ISSUER}/revoke"}
    context = DocumentContext(exchange=exchange, metadata=metadata)
    found = flags(TREQ, form(token="unknown"), context)
    assert "endpoint-unauthenticated" not in found
    assert Severity.ERROR not in found.values()


def test_extension_metadata_members() -> None:
    extra = {"https://vendor.example/x": 1, "x_custom": [], "frontchannel_foo": {"a": None}}
    assert flags(META, changed(MODERN, **extra)) == flags(META, MODERN)


def test_the_order_of_response_types_supported() -> None:
    types = ["code", "code id_token", "none"]
    forth, back = (
        flags(META, changed(MODERN, response_types_supported=order))
        for order in (types, types[::-1])
    )
    assert forth == back
    assert flags(META, changed(MODERN, response_types_supported=["id_token code", "code"])) == (
        flags(META, changed(MODERN, response_types_supported=["code id_token", "code"]))
    )


@pytest.mark.parametrize("name", ["Bearer", "bearer", "BEARER", "bEARER"])
def test_token_type_in_any_case(name: str) -> None:
    """RFC 6749 §5.1."""
    answer = {"access_token": "k" * 43, "token_type": name, "expires_in": 300}
    usual = {**answer, "token_type": "Bearer"}
    context = DocumentContext(request=params(grant_type="authorization_code"))
    assert flags(TRESP, answer, context) == flags(TRESP, usual, context)
    assert Severity.ERROR not in flags(TRESP, answer, context).values()


def test_the_honest_request_all_this_is_compared_with() -> None:
    assert SIGN_IN["code_challenge_method"] == "S256"
    assert Severity.ERROR not in flags(AREQ, url()).values()
