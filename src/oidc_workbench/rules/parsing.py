"""Parsing and encoding: what the reader met on its way, judged."""

from oidc_workbench.jose.reading import Defect, TokenForm
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Reads, rule
from oidc_workbench.rules.subject import TokenSubject

_ANY = (Artefact.JWS, Artefact.JWE)
_SHOWN = 5  # of one kind of defect: a token of ten thousand bad characters needs no more
_MAY_BE_OPAQUE = (Purpose.ACCESS_TOKEN, Purpose.OTHER)


def _met(subject: TokenSubject, code: str) -> Answer:
    if not subject.reading.defects:
        return None
    defects = [defect for defect in subject.reading.defects if defect.code == code]
    return [_found(defect) for defect in defects[:_SHOWN]] if defects else None


def _found(defect: Defect) -> Found:
    place = f"offsets {defect.span.start} to {defect.span.end}" if defect.span else "the whole text"
    message = shorten(defect.message, 240)
    if message.startswith("It "):
        message = f"The {defect.segment or 'token'} {message.removeprefix('It ')}"
    return Found(defect.segment or "token", place, message)


@rule(
    "limit-size-depth",
    "Resource limit exceeded",
    Severity.ERROR,
    on=(*_ANY, Artefact.OPAQUE),
    cites="RFC 8259 §9; RFC 7516",
    remedy="Raise a limit only deliberately; a real token is far smaller.",
    reads=Reads.TEXT,
)
def limit_size_depth(subject: TokenSubject) -> Answer:
    """A token above 64 KiB, a header above 8 KiB, or JSON of over 32 levels or 20,000 values.

    A verifier that parses whatever it is sent can be made to spend its memory and time on one
    request. The standards name no numbers; these are a policy of this program. Real tokens stay
    well below them; one that does not should carry a reference instead of the data.
    """
    return _met(subject, "limit-size-depth")


@rule(
    "jwt-charset",
    "Character outside the compact-JWT alphabet",
    Severity.ERROR,
    on=_ANY,
    cites="RFC 8725bis §3.14; RFC 7515 §2; RFC 4648 §3.3",
    remedy="Copy the raw token again, without line breaks, quotes or URL encoding.",
    reads=Reads.TEXT,
)
def jwt_charset(subject: TokenSubject) -> Answer:
    """A compact JWT consists of letters, digits, '-', '_' and '.', and of nothing else.

    A parser that skips other characters lets two different texts mean the same token, which
    defeats replay caches and lets one parser read what another did not check. Mostly the cause
    is harmless: the token was copied with line breaks or out of an encoded URL.
    """
    return _met(subject, "jwt-charset")


@rule(
    "jwt-segments",
    "Wrong number of segments",
    Severity.ERROR,
    on=(*_ANY, Artefact.OPAQUE),
    cites="RFC 7515 §7.1; RFC 7516 §9; RFC 7519 §7.2",
    remedy="Obtain the complete token: three parts when signed, five when encrypted.",
    reads=Reads.TEXT,
)
def jwt_segments(subject: TokenSubject) -> Answer:
    """A signed JWT has three parts, an encrypted one five, separated by dots.

    Another number means that the token was cut off, pasted twice, or never was a JWT. An ID
    token, a client assertion, a logout token and a DPoP proof always are JWTs; only an access
    token may be opaque.
    """
    reading = subject.reading
    if reading.form is TokenForm.OPAQUE:
        if subject.purpose in _MAY_BE_OPAQUE:
            return NOT_APPLICABLE
        message = f"This is not a JWT, and {subject.purpose.phrase} always is one."
        return Found("token", "an opaque text", message)
    if reading.form is TokenForm.BROKEN and not reading.defects:
        return Found("token", "", "This text is meant to be a JWT, but it is not well formed.")
    return _met(subject, "jwt-segments")


@rule(
    "jwt-json-serialization",
    "JSON-serialised JWS or JWE where a JWT is required",
    Severity.ERROR,
    on=_ANY,
    cites="RFC 7519 §1; RFC 8725bis §2.13, §3.14",
    remedy="Accept the compact serialisation only.",
    reads=Reads.TEXT,
)
def jwt_json_serialization(subject: TokenSubject) -> Answer:
    """A JWT is always in the compact serialisation; the JSON form is for other uses of JWS.

    A library that takes both can verify one signature and hand out the claims of another. Never
    verify one form and read the claims from the other.
    """
    if subject.reading.form in (TokenForm.JWS_JSON, TokenForm.JWE_JSON):
        return _met(subject, "jwt-json-serialization") or Found(
            "token", "a JSON object", "This is a JSON-serialised JOSE object, not a compact JWT."
        )
    return _met(subject, "jwt-json-serialization")


@rule(
    "b64url-invalid",
    "Not unpadded base64url",
    Severity.ERROR,
    on=_ANY,
    cites="RFC 7515 §2",
    remedy="Emit base64url without padding: '-' and '_' instead of '+' and '/', and no '='.",
    reads=Reads.TEXT,
)
def b64url_invalid(subject: TokenSubject) -> Answer:
    """A part contains '=', '+', '/' or white space, or has an impossible length.

    JOSE uses base64url without padding. Lenient decoders accept the other forms too, and then
    several texts stand for one token. Usually the issuer used the standard base64 alphabet.
    """
    return _met(subject, "b64url-invalid")


@rule(
    "b64url-noncanonical",
    "Non-zero trailing bits",
    Severity.WARNING,
    on=_ANY,
    cites="RFC 4648 §3.5",
    remedy="Reject it in strict mode; key replay caches on jti, not on the token's text.",
    reads=Reads.TEXT,
)
def b64url_noncanonical(subject: TokenSubject) -> Answer:
    """Encoding the decoded octets again gives another text than the one received.

    The last character of a part may carry bits that decode to nothing. An encoder must set them
    to zero; a decoder may reject others. Where it does not, one token has several spellings, and
    a block list or replay cache keyed on the text can be passed by.
    """
    return _met(subject, "b64url-noncanonical")


@rule(
    "json-not-utf8",
    "Not UTF-8",
    Severity.ERROR,
    on=_ANY,
    cites="RFC 8725 §3.7; RFC 8259 §8.1",
    remedy="Encode header and claims as UTF-8 without a byte order mark.",
    reads=Reads.TEXT,
)
def json_not_utf8(subject: TokenSubject) -> Answer:
    """The decoded header or claims are not UTF-8, or begin with a byte order mark.

    JSON in a JWT must be UTF-8. Parsers that guess another encoding read other claims than the
    ones that parsers which do not guess will see.
    """
    return _met(subject, "json-not-utf8")


@rule(
    "json-not-object",
    "Header or claims set is not a JSON object",
    Severity.ERROR,
    on=_ANY,
    cites="RFC 7515 §5.2; RFC 7519 §7.2",
    remedy="The issuer must emit exactly one JSON object in each part.",
    reads=Reads.TEXT,
)
def json_not_object(subject: TokenSubject) -> Answer:
    """The header or the claims do not parse, are no object, or have something behind them.

    Both parts of a JWT are one JSON object each. Anything else can't be judged claim by claim,
    and a parser that stops at the end of the first object ignores what an attacker put behind it.
    """
    return _met(subject, "json-not-object")


@rule(
    "json-duplicate-member",
    "Duplicate JSON member name",
    Severity.ERROR,
    on=_ANY,
    cites="RFC 7515 §4; RFC 7519 §4",
    remedy="Use a parser that rejects duplicates; the issuer must write each name once.",
    reads=Reads.TEXT,
)
def json_duplicate_member(subject: TokenSubject) -> Answer:
    r"""The same name stands twice in one object, compared after unescaping ``\uXXXX``.

    The standards allow to reject it or to take the last one. Parsers differ, so that one may
    check the first 'aud' while the application reads the second. Rejecting is the safe choice.
    """
    return _met(subject, "json-duplicate-member")


@rule(
    "json-number-nonfinite",
    "NaN, Infinity or overflowing number",
    Severity.ERROR,
    on=_ANY,
    cites="RFC 8259 §6; RFC 7519 §2",
    remedy="Emit finite JSON numbers.",
    reads=Reads.TEXT,
)
def json_number_nonfinite(subject: TokenSubject) -> Answer:
    """A number is NaN, Infinity, not in JSON's notation, or too large to be finite.

    Every comparison with NaN is false, so "now is after exp" never holds; Infinity never
    expires. JSON has neither, but several parsers accept them.
    """
    return _met(subject, "json-number-nonfinite")
