"""SD-JWT, JWS and JWE in JSON, detached and unencoded payloads, made to be believed wrongly."""

import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oidc_workbench.jose.json_verification import verify_detached, verify_each
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.jwk_set import key_set_of
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.jose.signing import sign
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.other_serialisations import OtherSerialisation
from oidc_workbench.rules.outcome import Decision, Status
from rules.tokens import AT_CLAIMS, EXPECTED, FROM_ISSUER, KID, NOW, b64url, compact, ids
from strategies.mutations import edited

S = SignatureStatus
KEY, THIEF = generate_key("P-256", KID), generate_key("P-256", KID)
HOLDER = generate_key("Ed25519", "holder")
KEYS = (key_set_of([KEY.public], FROM_ISSUER),)
AT = sign({"kid": KID, "typ": "at+jwt"}, AT_CLAIMS, KEY, "ES256")
HEAD, PAYLOAD, SIGNATURE = AT.split(".")
EVIL = b64url(json.dumps({**AT_CLAIMS, "sub": "admin"}).encode())
ENTRY = {"protected": HEAD, "signature": SIGNATURE}
BAD = {"protected": HEAD, "signature": b64url(b"\1" * 64)}


def judged(text: str, purpose: Purpose | None = Purpose.ACCESS_TOKEN) -> Inspection:
    """No token of this file is a JWT, so none may be accepted, and no rule may crash."""
    found = inspect(text, replace(EXPECTED, purpose=purpose), KEYS, RunContext(), NOW)
    assert found.verdict.with_status(Status.CRASHED) == ()
    assert found.verdict.decision is not Decision.ACCEPT
    return found


def other(text: str) -> OtherSerialisation:
    judged(text, None)
    found = judged(text).other
    assert found is not None
    return found


# -- JWS in JSON -----------------------------------------------------------------------------------


def statuses(text: str) -> list[SignatureStatus]:
    return [one.status for one in other(text).signatures]


def joined(*members: str) -> str:
    """An object of members as they are written."""
    return f"{{{','.join(members)}}}"


SIGNED, SECOND = (f'"protected":"{HEAD}"', f'"signature":"{SIGNATURE}"'), '"protected":"e30"'


def test_each_signature_gets_its_own_answer() -> None:
    general = json.dumps({"payload": PAYLOAD, "signatures": [ENTRY, BAD, ENTRY]})
    assert statuses(general) == [S.VERIFIED, S.FAILED, S.VERIFIED]
    assert statuses(json.dumps({"payload": PAYLOAD, **ENTRY})) == [S.VERIFIED]
    assert statuses(json.dumps({"payload": EVIL, **ENTRY})) == [S.FAILED]


@pytest.mark.parametrize(
    "text",
    [
        joined(f'"payload":"{EVIL}"', f'"payload":"{PAYLOAD}"', *SIGNED),
        joined(f'"payload":"{EVIL}"', f'"p\\u0061yload":"{PAYLOAD}"', *SIGNED),
        joined(f'"payload":"{PAYLOAD}"', '"protected":"e30"', *SIGNED),
        joined(f'"payload":"{PAYLOAD}"', f'"signatures":[{joined(SECOND, *SIGNED)}]'),
        joined(f'"payload":"{PAYLOAD}"', '"signatures":[]', f'"signatures":[{joined(*SIGNED)}]'),
        joined(f'"payload":"{PAYLOAD}"', *SIGNED, '"header":{"a":1,"a":2}'),
        joined(f'"payload":"{PAYLOAD}"', *SIGNED, '"x":NaN'),
    ],
)  # fmt: skip
def test_an_object_that_says_a_thing_twice_is_not_verified(text: str) -> None:
    assert S.VERIFIED not in statuses(text)
    assert "malformed" in other(text).signatures[0].reason


@pytest.mark.parametrize(
    "flattened",
    [{"protected": "e30"}, {"signature": ""}, {"header": {}}, {"header": {"alg": "none"}}, BAD],
)
def test_the_two_syntaxes_do_not_mix(flattened: dict[str, Any]) -> None:
    mixed = json.dumps({"payload": PAYLOAD, "signatures": [ENTRY], **flattened})
    assert statuses(mixed) == [S.FAILED]


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"}, {"alg": "ES256"}, {"kid": "other"}, {"crit": []}, {"b64": True},
        {"crit": ["exp"], "exp": 1}, {"b64": False, "crit": ["b64"]}, [], "x", None,
    ],
)  # fmt: skip
def test_an_unprotected_header_changes_nothing_about_the_signature(header: Any) -> None:
    assert statuses(json.dumps({"payload": PAYLOAD, **ENTRY, "header": header})) == [S.FAILED]


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "ES384", "", 5, None])
def test_an_algorithm_that_nobody_protects_is_none_that_verifies(alg: Any) -> None:
    octets = public_jwk(KEY.public)
    for signature in ("", SIGNATURE, b64url(b"\0" * 64), b64url(json.dumps(octets).encode())):
        text = {"payload": PAYLOAD, "header": {"alg": alg, "kid": KID}, "signature": signature}
        assert S.VERIFIED not in statuses(json.dumps(text))


def test_a_published_key_is_no_secret_in_json_either() -> None:
    head = b64url(b'{"alg":"HS256"}')
    for octets in (json.dumps(public_jwk(KEY.public)).encode(), b"", KID.encode()):
        code = hmac.digest(octets or b"\0", f"{head}.{PAYLOAD}".encode(), "sha256")
        text = {"payload": PAYLOAD, "protected": head, "signature": b64url(code)}
        assert S.VERIFIED not in statuses(json.dumps(text))


def test_a_token_that_is_signed_and_encrypted_at_once_is_neither() -> None:
    text = {"payload": PAYLOAD, **ENTRY, "ciphertext": "AA", "iv": "AA", "tag": "AA"}
    found = judged(json.dumps(text))
    assert found.other is None
    assert found.verdict.decision is Decision.REJECT


@settings(deadline=None, max_examples=100)
@given(edited(json.dumps({"payload": PAYLOAD, "signatures": [ENTRY, BAD]})))
def test_an_edited_object_verifies_only_what_was_signed(text: str) -> None:
    found = judged(text)
    checks = found.other.signatures if found.other else ()
    if any(one.verified for one in checks):
        assert found.reading.claims == AT_CLAIMS


# -- detached and unencoded payloads ---------------------------------------------------------------


def unencoded(payload: bytes, signer: Any = KEY, **head: Any) -> tuple[str, str]:
    """A right signature over an unencoded payload (RFC 7797): its header, and itself."""
    head = {"b64": False, "crit": ["b64"], "alg": "ES256", "kid": KID, **head}
    protected = b64url(json.dumps({n: v for n, v in head.items() if v is not None}).encode())
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    der = signer.private_key.sign(protected.encode() + b"." + payload, ECDSA(SHA256()))
    numbers = (number.to_bytes(32, "big") for number in decode_dss_signature(der))
    return protected, b64url(b"".join(numbers))


def detached(text: str, payload: bytes) -> SignatureCheck:
    judged(text)
    return verify_detached(read(text), payload, KEYS)


def test_a_detached_payload_is_the_signed_one_or_none() -> None:
    octets = json.dumps(AT_CLAIMS, separators=(",", ":"), ensure_ascii=False).encode()
    assert detached(f"{HEAD}..{SIGNATURE}", octets).verified
    assert not detached(f"{HEAD}..{SIGNATURE}", octets + b" ").verified
    assert not detached(f"{HEAD}..{SIGNATURE}", PAYLOAD.encode()).verified
    assert not detached(f"{HEAD}.{EVIL}.{SIGNATURE}", octets).verified
    values: tuple[Any, ...] = (7, None, "", [], "!")
    for value in values:
        text = json.dumps({"payload": value, **ENTRY})
        assert detached(text, octets).verified is (value == "")
    for text in (f"{HEAD}..{SIGNATURE}", json.dumps(ENTRY)):
        assert all(one.status is S.FAILED for one in verify_each(read(text), KEYS))


@pytest.mark.parametrize("payload", [b"a.b.c", b"", b"$.02", b"\xff\x00", PAYLOAD.encode()])
def test_an_unencoded_payload_is_verified_as_it_is(payload: bytes) -> None:
    protected, signature = unencoded(payload)
    assert detached(f"{protected}..{signature}", payload).verified
    assert not detached(f"{protected}..{signature}", payload + b".").verified
    # The same octets in base64url are another payload.
    assert not detached(f"{HEAD}..{signature}", payload).verified


@pytest.mark.parametrize(
    "head",
    [
        {"crit": None}, {"crit": []}, {"crit": ["exp"]}, {"crit": "b64"}, {"crit": ["b64", "x"]},
        {"b64": "false"}, {"b64": 0}, {"b64": []}, {"b64": "none", "crit": None},
    ],
)  # fmt: skip
def test_b64_counts_only_where_it_is_understood(head: dict[str, Any]) -> None:
    protected, signature = unencoded(b"$.02", **head)
    assert not detached(f"{protected}..{signature}", b"$.02").verified
    text = json.dumps({"payload": "$.02", "protected": protected, "signature": signature})
    assert S.VERIFIED not in statuses(text)


def test_dots_in_an_unencoded_payload_make_no_other_token() -> None:
    protected, signature = unencoded(b"a.b")
    assert judged(f"{protected}.a.b.{signature}").other is None
    text = json.dumps({"payload": "a.b", "protected": protected, "signature": signature})
    assert statuses(text) == [S.VERIFIED]


def test_signatures_over_different_payloads_do_not_add_up() -> None:
    protected, signature = unencoded(PAYLOAD.encode())
    second = {"protected": protected, "signature": signature}
    text = json.dumps({"payload": PAYLOAD, "signatures": [ENTRY, second]})
    assert statuses(text) == [S.FAILED, S.FAILED]


# -- SD-JWT ----------------------------------------------------------------------------------------


def disclosure(*items: Any) -> str:
    return b64url(json.dumps(items).encode())


def digest(raw: str) -> str:
    return b64url(hashlib.sha256(raw.encode()).digest())


NAME, EVIL_NAME = disclosure("s1", "given_name", "Erika"), disclosure("s2", "given_name", "Eve")
ROLE, ELEMENT = disclosure("s3", "role", "admin"), disclosure("s4", "DE")
CNF = {"jwk": public_jwk(HOLDER.public)}
CLAIMS = {**AT_CLAIMS, "cnf": CNF, "_sd": [digest(NAME), digest(ROLE)], "_sd_alg": "sha-256"}


def issued(claims: dict[str, Any], signer: Any = KEY) -> str:
    return sign({"kid": KID, "typ": "at+jwt"}, claims, signer, "ES256")


def bound(start: str, signer: Any = HOLDER, typ: Any = "kb+jwt", **claims: Any) -> str:
    said = {"iat": NOW, "aud": "https://v.example", "nonce": "n", "sd_hash": digest(start)}
    said = {name: value for name, value in {**said, **claims}.items() if value is not None}
    return sign({"typ": typ}, said, signer, signer.default_alg)


def test_a_right_presentation_is_taken_apart() -> None:
    start = f"{issued(CLAIMS)}~{NAME}~"
    found = other(start + bound(start))
    assert found.presented is not None
    assert found.presented.sound
    assert found.presented.claims["given_name"] == "Erika"
    assert "role" not in found.presented.claims
    assert [one.status for one in found.signatures] == [S.VERIFIED]
    assert found.binding is not None
    assert found.binding.status is S.VERIFIED


def test_a_claim_that_is_disclosed_is_not_missing() -> None:
    sub, exp = disclosure("s5", "sub", AT_CLAIMS["sub"]), disclosure("s6", "exp", NOW - 3600)
    held = {n: v for n, v in AT_CLAIMS.items() if n not in ("sub", "exp")}
    start = issued({**held, "_sd": [digest(sub), digest(exp)]})
    whole = ids(judged(f"{start}~{sub}~{exp}~").verdict)
    assert "exp-expired" in whole
    assert "claim-missing" not in whole
    assert "claim-missing" in ids(judged(f"{start}~{exp}~").verdict)
    assert "exp-expired" not in ids(judged(f"{start}~{sub}~").verdict)


def test_it_needs_no_key_for_what_was_verified_by_itself() -> None:
    assert judged(f"{issued(AT_CLAIMS)}~").verdict.needed == ("a compact, signed JWT",)


def test_what_it_is_not_stated_to_be_it_is_not_judged_as() -> None:
    verdict = judged(f"{issued({'cnf': CNF, '_sd': []})}~", None).verdict
    assert (verdict.purpose, verdict.decision) == (Purpose.OTHER, Decision.UNDECIDED)
    assert verdict.findings == ()


@pytest.mark.parametrize(
    ("claims", "raws"),
    [
        (CLAIMS, [NAME, NAME]), (CLAIMS, [EVIL_NAME]), (CLAIMS, [NAME, EVIL_NAME]), (CLAIMS, [""]),
        ({**CLAIMS, "_sd": [digest(NAME)] * 2}, [NAME]),
        ({**CLAIMS, "a": {"_sd": [digest(NAME)]}}, [NAME]),
        ({**CLAIMS, "a": [{"...": digest(NAME)}]}, [NAME]),
        ({**CLAIMS, "a": [{"...": digest(ELEMENT)}, {"...": digest(ELEMENT)}]}, [ELEMENT]),
        ({**CLAIMS, "_sd": [digest(ELEMENT)]}, [ELEMENT]),
        ({**CLAIMS, "a": {"...": digest(ELEMENT)}}, [ELEMENT]),
        ({**CLAIMS, "...": digest(ELEMENT)}, []), ({**CLAIMS, "a": [[{"...": 5}]]}, []),
        ({**CLAIMS, "a": [{"...": digest(ELEMENT), "b": 1}]}, [ELEMENT]),
        ({**CLAIMS, "given_name": "Mallory"}, [NAME]),
        ({**CLAIMS, "_sd": [digest(NAME), digest(EVIL_NAME)]}, [NAME, EVIL_NAME]),
        ({**CLAIMS, "_sd_alg": "sha-512"}, [NAME]), ({**CLAIMS, "_sd_alg": "md5"}, [NAME]),
        ({**CLAIMS, "_sd_alg": ["sha-256"]}, []), ({**CLAIMS, "_sd_alg": "SHA-256"}, [NAME]),
        ({**CLAIMS, "_sd": digest(NAME)}, [NAME]), ({**CLAIMS, "_sd": {"0": digest(NAME)}}, [NAME]),
        *(({**CLAIMS, "_sd": [digest(raw)]}, [raw]) for raw in (
            disclosure("s", "_sd", [digest(NAME)]), disclosure("s", "...", 1),
            disclosure("s", "a", {"...": digest(ELEMENT)}), disclosure("s", "a", {"_sd": 1}),
            disclosure("s", "a", {"_sd": [digest(NAME)] * 2}), disclosure(1, "a", 1),
            disclosure("s", None, 1), disclosure("s", "a", 1, 2), b64url(b'["s","a",1,]'),
            b64url(b'["s","a",{"b":1,"b":2}]'), b64url(b'["s","a",NaN]'), f"{NAME}=",
            b64url('["s","a","\xe9"]'.encode("latin-1")),
        )),
    ],
)  # fmt: skip
def test_disclosures_that_contradict_what_was_signed_disclose_nothing(
    claims: dict[str, Any], raws: list[str]
) -> None:
    reading = read("~".join((issued(claims), *raws, "")))
    found = judged(reading.text)
    if found.other is None:  # "=" is no part of an SD-JWT
        return
    assert found.other.presented is not None
    assert not found.other.presented.sound
    assert found.other.presented.claims == {}


def test_an_issuers_part_that_says_a_thing_twice_discloses_nothing() -> None:
    for body in (b'{"sub":"a","sub":"b"}', f'{{"_sd":["{digest(NAME)}"],"_sd":[]}}'.encode()):
        token = compact({"alg": "ES256"}, {})
        head, _, signature = token.split(".")
        found = other(f"{head}.{b64url(body)}.{signature}~{NAME}~")
        assert found.presented is not None
        assert not found.presented.sound
        assert found.presented.claims == {}


def test_a_forged_issuers_part_is_said_whatever_it_discloses() -> None:
    found = other(f"{issued(CLAIMS, THIEF)}~{NAME}~")
    assert [one.status for one in found.signatures] == [S.FAILED]
    unsigned = compact({"alg": "none"}, CLAIMS, b"")
    assert other(f"{unsigned}~{NAME}~").signatures[0].status is S.ALG_NOT_ALLOWED


def binding_of(token: str) -> SignatureCheck:
    found = other(token)
    assert found.binding is not None
    assert "eyJ" not in found.binding.reason
    return found.binding


def test_without_a_binding_none_is_claimed() -> None:
    assert binding_of(f"{issued(CLAIMS)}~{NAME}~").status is S.NOT_CHECKED


@pytest.mark.parametrize(
    "claims",
    [
        {"sd_hash": digest("x")}, {"sd_hash": None}, {"sd_hash": 1}, {"nonce": None}, {"aud": None},
        {"aud": ["https://v.example"]}, {"iat": None}, {"iat": "1"}, {"iat": True},
        {"typ": "JWT"}, {"typ": None}, {"typ": "KB+JWT "},
    ],
)  # fmt: skip
def test_a_binding_without_what_it_must_say_binds_nothing(claims: dict[str, Any]) -> None:
    start = f"{issued(CLAIMS)}~{NAME}~"
    assert binding_of(start + bound(start, **claims)).status is S.FAILED


def test_a_binding_covers_every_disclosure_and_no_other() -> None:
    whole, part = f"{issued(CLAIMS)}~{NAME}~{ROLE}~", f"{issued(CLAIMS)}~{NAME}~"
    assert not binding_of(part + bound(whole)).verified
    assert not binding_of(whole + bound(part)).verified
    swapped = whole.replace(f"{NAME}~{ROLE}", f"{ROLE}~{NAME}")
    assert not binding_of(swapped + bound(whole)).verified


def test_only_the_key_that_the_issuer_signed_binds() -> None:
    start = f"{issued(CLAIMS)}~{NAME}~"
    for signer in (KEY, THIEF, generate_key("Ed25519", "holder")):
        assert not binding_of(start + bound(start, signer)).verified
    brought = sign(
        {"typ": "kb+jwt", "jwk": public_jwk(THIEF.public)},
        {"iat": NOW, "aud": "v", "nonce": "n", "sd_hash": digest(start)}, THIEF, "ES256",
    )  # fmt: skip
    assert not binding_of(start + brought).verified
    unsigned = {"iat": NOW, "aud": "v", "nonce": "n", "sd_hash": digest(start)}
    for alg in ("none", "HS256", "NONE"):
        token = compact({"alg": alg, "typ": "kb+jwt"}, unsigned, b"")
        assert not binding_of(start + token).verified


@pytest.mark.parametrize(
    "cnf",
    [
        None, {}, {"jwk": None}, {"jwk": []}, {"jwk": {}}, {"kid": "holder"}, "x",
        {"jwk": {"kty": "oct", "k": "AAAA"}}, {"jwk": public_jwk(KEY.public)},
        {"jkt": "x"}, {"jwk": {**CNF["jwk"], "use": "enc"}}, {"jwk": {**CNF["jwk"], "x": "AA"}},
    ],
)  # fmt: skip
def test_without_a_holders_key_nothing_is_bound(cnf: Any) -> None:
    start = f"{issued({**CLAIMS, 'cnf': cnf})}~{NAME}~"
    assert not binding_of(start + bound(start)).verified


def test_a_disclosed_key_is_not_the_holders() -> None:
    raw = disclosure("s", "cnf", {"jwk": public_jwk(THIEF.public)})
    claims = {name: value for name, value in CLAIMS.items() if name != "cnf"}
    start = f"{issued({**claims, '_sd': [digest(raw)]})}~{raw}~"
    assert binding_of(start + bound(start, THIEF)).status is S.NO_MATCHING_KEY


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_an_edited_presentation_discloses_only_what_was_signed(data: st.DataObject) -> None:
    start = f"{issued(CLAIMS)}~{NAME}~{ROLE}~"
    text = data.draw(edited(start + bound(start)))
    found = judged(text, data.draw(st.sampled_from([None, *Purpose]))).other
    if found is None or found.presented is None or not found.signatures[0].verified:
        return
    assert found.presented.claims.get("given_name") in (None, "Erika")
    assert found.presented.claims.get("role") in (None, "admin")
    if found.binding is not None and found.binding.verified:
        assert found.presented.claims.get("role") == "admin"


def test_digests_and_disclosures_without_end_are_answered() -> None:
    raws = [disclosure("s", f"c{number}", number) for number in range(300)]
    text = "~".join((issued({"_sd": [digest(raw) for raw in raws]}), *raws, ""))
    found = other(text)
    assert found.presented is not None
    assert "limit-size-depth" in {one.code for one in found.presented.defects}
    nested = [disclosure("s", "end")]
    for _ in range(40):
        nested.append(disclosure("s", [{"...": digest(nested[-1])}]))
    deep = other("~".join((issued({"a": [{"...": digest(nested[-1])}]}), *nested, "")))
    assert deep.presented is not None
    assert "limit-size-depth" in {one.code for one in deep.presented.defects}
    assert deep.presented.claims == {}
