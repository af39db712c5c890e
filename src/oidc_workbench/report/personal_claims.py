"""Which claims tell who a token is about, or tie it to one session."""

import re
from collections.abc import Iterator

# OIDC Core §5.1 and §5.1.1, RFC 7519 §4.1, RFC 7662 §2.2, RFC 9493 §3, and vendors' names.
PERSONAL_NAMES = frozenset((
    "aio", "altsecid", "birthdate", "cn", "device_id", "deviceid", "display_name",
    "displayname", "email", "email_address", "emails", "employee_id", "event_id", "family_name",
    "first_name", "firstname", "full_name", "fullname", "gender", "given_name", "ip",
    "ip_address", "ipaddr", "jti", "last_name", "lastname", "login", "login_hint", "mail",
    "middle_name", "mobile", "msisdn", "name", "nickname", "nonce", "oid", "onprem_sid",
    "origin_jti", "phone", "phone_number", "picture", "preferred_username", "primary_sid",
    "profile", "puid", "rh", "samaccountname", "session_id", "session_state", "sid", "sub",
    "subject", "telephone", "txn", "uid", "unique_name", "upn", "user", "user_id", "user_name",
    "userid", "username", "uti", "verified_primary_email", "verified_secondary_email",
    "website", "zoneinfo",
))  # fmt: skip
PERSONAL_GROUPS = frozenset(("address", "addresses", "sub_id", "sub_ids"))
"""Claims whose whole content is about the person: OIDC Core §5.1.1, RFC 9493."""

_EMAIL = re.compile(r"[^\s@\"'<>(),;:/]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PARTS = re.compile(r"[/:#]")


def local_name(name: str) -> str:
    """The last part of a namespaced claim name (``https://a.example/e-mail`` → ``e_mail``)."""
    return _PARTS.split(name.rstrip("/"))[-1].lower().replace("-", "_")


def emails(text: str) -> Iterator[str]:
    """Every e-mail address in a text, whatever the claim it stands in."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield match[0]


def label_of(name: str, group: str) -> str:
    """What to call the values under a name; empty when they tell nothing about a person."""
    local = local_name(name)
    if group:
        return group
    if local in PERSONAL_GROUPS or local in PERSONAL_NAMES:
        return local
    return ""
