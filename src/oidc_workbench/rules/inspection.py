"""From a pasted text to a verdict, in one call."""

import math
from dataclasses import dataclass, replace

from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import Reading
from oidc_workbench.jose.signature_check import SignatureCheck
from oidc_workbench.jose.verification import confusion_key, verify, verify_embedded
from oidc_workbench.jose.wrapping import unwrap
from oidc_workbench.rules.algorithms import HMAC
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Verdict
from oidc_workbench.rules.purpose import Recognition, recognise
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.secret import Secret

NO_CONTEXT = RunContext()
_NAMES = {
    Purpose.ID_TOKEN: ("id_token", "id_token_hint"),
    Purpose.ACCESS_TOKEN: ("access_token",),
    Purpose.CLIENT_ASSERTION: ("client_assertion",),
    Purpose.LOGOUT_TOKEN: ("logout_token",),
    Purpose.DPOP_PROOF: ("dpop_proof",),
}


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything known about one token: what it is, who signed it, and whether to accept it."""

    reading: Reading
    signature: SignatureCheck
    verdict: Verdict
    expectation: Expectation
    judged_at: float


def inspect(
    text: str,
    expectation: Expectation,
    keys: tuple[KeySet, ...] = (),
    context: RunContext = NO_CONTEXT,
    now: float = math.nan,
) -> Inspection:
    """Read a text, verify the token in it and judge it. Never raises, fetches nothing.

    Args:
        text: a token as pasted, with or without what it was wrapped in. Of several tokens the
            one of the expected purpose is taken, else the one that the reader names first.
        expectation: what is required of the token; what it does not state is not checked.
        keys: the key sets that may verify it, each with its origin. Keys of an issuer are not
            tried on a client assertion, which only the client's own keys can verify.
        context: what a flow knows besides.
        now: seconds since the epoch; without it the rules on time are not checked, and nothing
            that expires is accepted.
    """
    reading = _reading(text, expectation.purpose)
    seen = _purpose(reading, expectation)
    fitting = _fitting(keys, seen.purpose)
    embedded = verify_embedded(reading)
    signature = verify(
        reading,
        fitting,
        algorithms=expectation.algorithms,
        shared_secret=context.shared_secret,
    )
    if seen.purpose is Purpose.DPOP_PROOF and embedded is not None:
        signature = embedded  # RFC 9449 §4.3: a proof is verified with the key it carries
    subject = TokenSubject(
        reading=reading,
        purpose=seen.purpose,
        head=reading.head,
        claims=reading.claims,
        expectation=expectation,
        context=_with_access_token(context, reading),
        signature=signature,
        embedded=embedded,
        keys=fitting,
        now=now,
        confusion=confusion_key(reading, keys) if reading.head.get("alg") in HMAC else None,
    )
    verdict = judge(subject, recognised=seen.reason)
    return Inspection(reading, signature, verdict, expectation, now)


def _purpose(reading: Reading, expectation: Expectation) -> Recognition:
    if expectation.purpose is not None:
        return Recognition(expectation.purpose, "")
    return recognise(reading)


def _reading(text: str, purpose: Purpose | None) -> Reading:
    """Read the token of the purpose out of the text, where there are several."""
    reading = read(text)
    wanted = _NAMES.get(purpose, ()) if purpose else ()
    for token in reading.named:
        if token.name in wanted and token.text != reading.token:
            inner = read(token.text)
            return replace(
                inner,
                wrapping=reading.wrapping,
                wrappings=reading.wrappings,
                named=reading.named,
                # What is wrong with the message around it is wrong with this token too.
                defects=(*unwrap(text).defects, *inner.defects),
            )
        if token.name in wanted:
            break
    return reading


def _fitting(keys: tuple[KeySet, ...], purpose: Purpose) -> tuple[KeySet, ...]:
    if purpose is not Purpose.CLIENT_ASSERTION:
        return keys
    return tuple(one for one in keys if one.source.kind != "issuer")


def _with_access_token(context: RunContext, reading: Reading) -> RunContext:
    """Add the access token that was pasted together with the ID token, for its at_hash."""
    if context.access_token is not None:
        return context
    text = next((one.text for one in reading.named if one.name == "access_token"), "")
    if not text or text == reading.token:
        return context
    return replace(context, access_token=Secret(text))
