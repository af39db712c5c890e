"""Tokens of servers that a company runs or rents: Entra, Okta, Auth0, Keycloak and others."""

from rules.vendors.shape import AT, CLIENT, GUID, HASH, IAT, ID, KID, Shape

_STS, _V2 = f"https://sts.windows.net/{GUID}/", f"https://login.microsoftonline.com/{GUID}/v2.0"
_OKTA, _CUSTOM = "https://dev-1.okta.com", "https://dev-1.okta.com/oauth2/aus1"
_AUTH0, _KEYCLOAK = "https://tenant.eu.auth0.com/", "https://kc.example/realms/r"
_PING = f"https://auth.pingone.eu/{GUID}/as"

SHAPES: dict[str, Shape] = {
    "Entra v1 ID token": Shape(
        ID, _STS, CLIENT,
        {"amr": ["pwd", "mfa"], "aio": "AXQAi/8IAAAA", "family_name": "L", "nbf": IAT,
         "ipaddr": "203.0.113.1", "oid": GUID, "tid": GUID, "upn": "a@b.example",
         "uti": "fqiBqXLPj0eQa82S", "ver": "1.0", "rh": "0.AAAA", "pwd_exp": "1"},
        {"x5t": KID}, "678910",
    ),
    "Entra v2 ID token": Shape(
        ID, _V2, CLIENT,
        {"nbf": IAT, "name": "Ä. Lincoln", "oid": GUID, "preferred_username": "a@b.example",
         "rh": "0.AAAA", "tid": GUID, "uti": "x", "ver": "2.0", "groups": [GUID],
         "_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://g"}}},
        {}, "123523",
    ),
    "Entra B2C ID token": Shape(
        ID, f"https://tenant.b2clogin.com/{GUID}/v2.0/", CLIENT,
        {"nbf": IAT, "ver": "1.0", "auth_time": IAT, "tfp": "B2C_1_signin", "emails": ["a@b.c"],
         "newUser": True},
        {}, "n1",
    ),
    "Entra v1 access token": Shape(
        AT, _STS, "api://orders",
        {"acr": "1", "aio": "AXQAi/8", "amr": ["pwd"], "appid": CLIENT, "appidacr": "0",
         "nbf": IAT, "scp": "orders.read user_impersonation", "tid": GUID, "ver": "1.0"},
        {"x5t": KID}, scopes=("orders.read",),
    ),
    "Entra v2 access token": Shape(
        AT, _V2, CLIENT,
        {"azp": GUID, "azpacr": "1", "nbf": IAT, "oid": GUID, "scp": "orders.read", "tid": GUID,
         "ver": "2.0", "xms_cc": ["cp1"]},
        scopes=("orders.read",),
    ),
    "Entra app-only access token": Shape(
        AT, _V2, CLIENT,
        {"azp": GUID, "azpacr": "2", "idtyp": "app", "roles": ["Orders.Read.All"], "oid": GUID,
         "sub": GUID, "nbf": IAT, "ver": "2.0", "aio": "E2ZgYA"},
    ),
    "AD FS ID token": Shape(
        ID, "https://adfs.example/adfs", CLIENT,
        {"auth_time": IAT, "upn": "a@b.example", "unique_name": "B\\a", "pwd_exp": "1000",
         "sid": "S-1-5-21-1", "mfa_auth_time": "2026-01-01"},
        {"x5t": KID}, "n1",
    ),
    "Okta ID token of the org server": Shape(
        ID, _OKTA, "0oa1",
        {"ver": 1, "jti": "ID.4eAWJOCMB3SX8XewDfVR", "amr": ["pwd"], "idp": "00o1",
         "auth_time": IAT, "at_hash": HASH, "name": "A", "email_verified": True},
        {"typ": None}, "n1",
    ),
    "Okta access token of the org server": Shape(
        AT, _OKTA, _OKTA,
        {"ver": 1, "jti": "AT.x", "cid": "0oa1", "uid": "00u1", "scp": ["openid", "profile"],
         "auth_time": IAT},
        {"typ": None}, scopes=("openid",),
    ),
    "Okta ID token of a custom server": Shape(
        ID, _CUSTOM, "0oa1",
        {"ver": 1, "jti": "ID.x", "amr": ["mfa", "otp", "pwd"], "idp": "00o1", "groups": ["g"],
         "at_hash": HASH},
        {"typ": None}, "n1",
    ),
    "Okta access token of a custom server": Shape(
        AT, _CUSTOM, "api://default",
        {"ver": 1, "jti": "AT.x", "cid": "0oa1", "uid": "00u1", "scp": ["orders"], "groups": []},
        {"typ": None}, scopes=("orders",),
    ),
    "Auth0 ID token": Shape(
        ID, _AUTH0, "lkjh",
        {"sub": "auth0|5f7c8ec7c33c6c004bbafe82", "nickname": "a", "sid": "x", "org_id": "org_1",
         "updated_at": "2025-12-31T23:00:00.000Z", "https://app.example/roles": ["admin"]},
        {}, "n1",
    ),
    "Auth0 access token": Shape(
        AT, _AUTH0, "https://api.example",
        {"aud": ["https://api.example", f"{_AUTH0}userinfo"], "azp": "lkjh",
         "scope": "openid profile orders:read", "permissions": ["orders:read"]},
        scopes=("orders:read",),
    ),
    "Auth0 access token of the RFC 9068 profile": Shape(
        AT, _AUTH0, "https://api.example",
        {"client_id": "lkjh", "jti": "x1", "scope": "orders:read"},
        {"typ": "at+jwt"}, scopes=("orders:read",),
    ),
    "Auth0 access token of a service": Shape(
        AT, _AUTH0, "https://api.example",
        {"sub": "lkjh@clients", "azp": "lkjh", "gty": "client-credentials", "scope": "orders:read"},
        scopes=("orders:read",),
    ),
    "Keycloak ID token": Shape(
        ID, _KEYCLOAK, "app",
        {"typ": "ID", "azp": "app", "jti": GUID, "session_state": GUID, "sid": GUID, "acr": "1",
         "at_hash": HASH, "s_hash": HASH, "auth_time": 0, "sub": f"f:{GUID}:a"},
        {}, "n1",
    ),
    "Keycloak access token": Shape(
        AT, _KEYCLOAK, "orders",
        {"aud": ["orders", "account"], "typ": "Bearer", "azp": "app", "jti": f"onrtac:{GUID}",
         "realm_access": {"roles": ["a"]}, "resource_access": {"account": {"roles": []}},
         "allowed-origins": ["https://app.example"], "scope": "openid profile", "sid": GUID},
        scopes=("profile",),
    ),
    "ForgeRock ID token": Shape(
        ID, "https://am.example:443/am/oauth2/realms/root/realms/alpha", "app",
        {"at_hash": HASH, "auditTrackingId": GUID, "azp": "app", "tokenName": "id_token",
         "tokenType": "JWTToken", "realm": "/alpha", "subname": "a", "auth_time": IAT, "acr": "0"},
        {}, "n1",
    ),
    "ForgeRock access token": Shape(
        AT, "https://am.example:443/am/oauth2", "app",
        {"cts": "OAUTH2_STATELESS_GRANT", "auth_level": 0, "tokenName": "access_token",
         "token_type": "Bearer", "authGrantId": "x", "nbf": IAT, "grant_type": "authorization_code",
         "scope": ["openid", "orders"], "expires_in": 3600, "jti": "x", "client_id": "app"},
        scopes=("orders",),
    ),
    "PingOne ID token": Shape(
        ID, _PING, CLIENT,
        {"acr": "Single_Factor", "amr": ["pwd"], "auth_time": IAT, "at_hash": HASH, "sid": GUID,
         "env": GUID, "org": GUID, "p1.region": "EU", "updated_at": 1700000000},
        {"typ": None}, "n1",
    ),
    "PingOne access token": Shape(
        AT, _PING, "https://orders.example",
        {"aud": ["https://orders.example"], "client_id": CLIENT, "scope": "orders:read", "jti": "x",
         "env": GUID, "org": GUID, "acr": "Single_Factor"},
        {"typ": None}, scopes=("orders:read",),
    ),
    "PingFederate ID token": Shape(
        ID, "https://sso.example", "app",
        {"jti": "x", "auth_time": IAT, "pi.sri": "x", "s_hash": HASH, "acr": "urn:acr:form"},
        {"typ": None}, "n1",
    ),
    "OneLogin ID token": Shape(
        ID, "https://tenant.onelogin.com/oidc/2", CLIENT,
        {"email": "a@b.example", "preferred_username": "a", "name": "A", "updated_at": 1700000000,
         "sid": GUID, "groups": ["Admin"], "params": {}, "at_hash": HASH, "rt_hash": HASH},
        {}, "n1",
    ),
    "Zitadel ID token": Shape(
        ID, "https://instance.zitadel.cloud", "1234@project",
        {"aud": ["1234@project", "1234"], "azp": "1234@project", "amr": ["password", "pwd", "mfa"],
         "auth_time": IAT, "client_id": "1234@project", "at_hash": HASH, "sid": "V1_1",
         "urn:zitadel:iam:user:resourceowner:id": "1"},
        {"typ": None}, "n1", ("1234",),
    ),
    "Zitadel access token": Shape(
        AT, "https://instance.zitadel.cloud", "1234",
        {"aud": ["1234@project", "1234"], "client_id": "1234@project", "jti": "V2_1-at_1",
         "nbf": IAT, "urn:zitadel:iam:org:project:roles": {"admin": {"1": "a.example"}}},
        {"typ": "at+jwt"},
    ),
    "Dex ID token": Shape(
        ID, "https://dex.example/dex", "app",
        {"sub": "CgcyMzQyNzQ5EgZnaXRodWI", "at_hash": HASH, "email": "a@b.example",
         "federated_claims": {"connector_id": "github", "user_id": "1"}, "groups": ["o:t"]},
        {"typ": None}, "n1",
    ),
    "Salesforce ID token": Shape(
        ID, "https://login.salesforce.com", "3MVG9lKcPoNINVBIPJjdw1J9LLM82Hn",
        {"sub": "https://login.salesforce.com/id/00D5e000000abcd/0055e000000wxyz",
         "at_hash": HASH, "custom_attributes": {"a": "b"}},
        {"typ": "JWS", "kid": KID}, "n1",
    ),
    "Cognito ID token": Shape(
        ID, "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x", "1example23456789",
        {"cognito:username": "a", "cognito:groups": ["g"], "token_use": "id", "origin_jti": GUID,
         "event_id": GUID, "auth_time": IAT, "email_verified": False, "jti": GUID,
         "cognito:roles": ["arn:aws:iam::1:role/r"], "at_hash": HASH},
        {"typ": None},
    ),
    "GitLab sign-in ID token": Shape(
        ID, "https://gitlab.example", "app",
        {"auth_time": IAT, "sub_legacy": "x", "name": "A", "groups_direct": ["g"]},
        {}, "n1",
    ),
    "Vault ID token": Shape(
        ID, "https://vault.example:8200/v1/identity/oidc/provider/default", "app",
        {"namespace": "root", "at_hash": HASH},
        {"typ": None}, "n1",
    ),
}  # fmt: skip
