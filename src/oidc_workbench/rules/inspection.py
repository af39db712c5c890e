"""From a pasted text to a verdict, in one call."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.jose.verification import confusion_key, verify, verify_embedded
from oidc_workbench.jose.wrapping import unwrap
from oidc_workbench.rules.algorithms import HMAC
from oidc_workbench.rules.decrypting import Opened, opened
from oidc_workbench.rules.dpop_binding import bound_key
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.other_serialisations import other_serialisation
from oidc_workbench.rules.purpose import Recognition, recognise
from oidc_workbench.rules.subject import Proof, TokenSubject
from oidc_workbench.secret import Secret
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.decryption_outcome import Decryption
    from oidc_workbench.jose.key_set import KeySet
    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.jose.signature_check import SignatureCheck
    from oidc_workbench.rules.other_serialisations import OtherSerialisation
    from oidc_workbench.rules.outcome import Verdict

NO_CONTEXT = RunContext()
NAMES = {
    Purpose.ID_TOKEN: ("id_token", "id_token_hint"),
    Purpose.ACCESS_TOKEN: ("access_token",),
    Purpose.CLIENT_ASSERTION: ("client_assertion",),
    Purpose.LOGOUT_TOKEN: ("logout_token",),
    Purpose.DPOP_PROOF: ("dpop_proof",),
}


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything known about one token: what it is, who signed it, and whether to accept it.

    Args:
        reading: the token as it came.
        decryption: how its decryption went; None when it was not encrypted, or no key was given.
        inner: the token, or the claims, that came out of the encryption; None when none did.
        other: what an SD-JWT or a JWS in JSON holds, on which no verdict stands; else None.
    """

    reading: Reading
    signature: SignatureCheck
    verdict: Verdict
    expectation: Expectation
    judged_at: float
    decryption: Decryption | None = None
    inner: Reading | None = None
    other: OtherSerialisation | None = None

    @property
    def judged(self) -> Reading:
        """What the verdict is about: the token inside where there is one, else the token."""
        return self.inner or self.reading

    @property
    def claims(self) -> Mapping[str, object]:
        """The claims that were judged: of an SD-JWT with all that it discloses."""
        return (self.other and self.other.disclosed) or self.judged.claims


def inspect(
    text: str,
    expectation: Expectation,
    keys: tuple[KeySet, ...] = (),
    context: RunContext = NO_CONTEXT,
    now: float = math.nan,
    *,
    decryption_keys: tuple[DecryptionKey, ...] = (),
    limits: Limits = DEFAULT_LIMITS,
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
        decryption_keys: what an encrypted token may be decrypted with, besides the client secret
            in the context; the token inside is judged then.
        limits: how much of a stranger's text is looked at.
    """
    pasted = _reading(text, expectation.purpose, limits)
    found = opened(pasted, decryption_keys, context.shared_secret, limits)
    seen = _purpose(found.reading, expectation)
    given = _Given(expectation, keys, _with_access_token(context, pasted), now)
    subject = _subject(found, seen.purpose, given)
    if seen.purpose is Purpose.ACCESS_TOKEN:
        subject = replace(subject, proof=_proof(subject, pasted.token))
    other = other_serialisation(subject, limits)
    if other is not None and other.disclosed:
        # What is disclosed stands for its digest (RFC 9901 §7.1): a claim is not missing then.
        subject = replace(subject, claims=other.disclosed)
    verdict = judge(subject, recognised=seen.reason)
    return Inspection(
        pasted,
        subject.signature,
        verdict,
        expectation,
        now,
        found.decryption,
        None if found.reading is pasted else found.reading,
        other,
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """What a token is judged by."""

    expectation: Expectation
    keys: tuple[KeySet, ...]
    context: RunContext
    now: float


def _subject(found: Opened, purpose: Purpose, given: _Given) -> TokenSubject:
    reading, fitting = found.reading, _fitting(given.keys, purpose)
    embedded = verify_embedded(reading)
    signature = verify(
        reading,
        fitting,
        algorithms=given.expectation.signing_algorithms,
        shared_secret=given.context.shared_secret,
    )
    if purpose is Purpose.DPOP_PROOF and embedded is not None:
        signature = embedded  # RFC 9449 §4.3: a proof is verified with the key it carries
    return TokenSubject(
        reading=reading,
        purpose=purpose,
        head=reading.head,
        claims=reading.claims,
        expectation=given.expectation,
        context=given.context,
        signature=signature,
        embedded=embedded,
        keys=fitting,
        now=given.now,
        confusion=confusion_key(reading, given.keys) if reading.head.get("alg") in HMAC else None,
        decryption=found.decryption,
        outer=found.outer,
    )


def _proof(subject: TokenSubject, token: str) -> Proof | None:
    """Judge the one DPoP proof that an access token came with, for this token and request."""
    request = subject.context.presentation
    if request.proofs is None or len(request.proofs) != 1:
        return None
    asked = Expectation(
        Purpose.DPOP_PROOF,
        leeway=subject.expectation.leeway,
        profile=subject.expectation.profile,
    )
    jkt = request.jkt or bound_key(subject.claims)
    carried = replace(request, carries_token=True, jkt=jkt)
    context = replace(subject.context, presentation=carried, access_token=Secret(token))
    value = request.proofs[0].reveal().strip(" \t")
    found = inspect(value, asked, (), context, subject.now)
    jwk, is_compact = found.reading.head.get("jwk"), found.reading.form is TokenForm.JWS_COMPACT
    return Proof(
        found.verdict,
        thumbprint(jwk) if isinstance(jwk, dict) else "",
        is_compact and found.reading.token == value,
    )


def _purpose(reading: Reading, expectation: Expectation) -> Recognition:
    if expectation.purpose is not None:
        return Recognition(expectation.purpose, "")
    return recognise(reading)


def _reading(text: str, purpose: Purpose | None, limits: Limits) -> Reading:
    """Read the token of the purpose out of the text, where there are several."""
    reading = read(text, limits)
    wanted = NAMES.get(purpose, ()) if purpose else ()
    for token in reading.named:
        if token.name in wanted and token.text != reading.token:
            inner = read(token.text, limits)
            return replace(
                inner,
                wrapping=reading.wrapping,
                wrappings=reading.wrappings,
                named=reading.named,
                # What is wrong with the message around it is wrong with this token too.
                defects=(*unwrap(text, limits).defects, *inner.defects),
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
