"""Tokens of services that everybody signs in with, and of machines: builds, pods, functions."""

from rules.vendors.shape import AT, CA, CLIENT, EXP, GUID, HASH, IAT, ID, KID, Shape

_GOOGLE, _CLUSTER = "https://accounts.google.com", "https://kubernetes.default.svc.cluster.local"
_ROBOT = "robot@project.iam.gserviceaccount.com"
_GITHUB = "https://token.actions.githubusercontent.com"
_EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"

SIGN_IN: dict[str, Shape] = {
    "Google ID token": Shape(
        ID, _GOOGLE, "1234.apps.googleusercontent.com",
        {"azp": "1234.apps.googleusercontent.com", "sub": "10769150350006150715113082367",
         "at_hash": HASH, "hd": "b.example", "email": "a@b.example", "email_verified": True},
        {}, "0394852-3190485-2490358",
    ),
    "Google ID token of an Android app": Shape(
        ID, _GOOGLE, "1.apps.googleusercontent.com",
        {"azp": "2.apps.googleusercontent.com", "email_verified": True},
    ),
    "Google ID token of a service account": Shape(
        ID, _GOOGLE, "https://run.example",
        {"azp": "1234", "email": _ROBOT, "email_verified": True,
         "google": {"compute_engine": {"instance_id": "1"}}},
    ),
    "Apple ID token": Shape(
        ID, "https://appleid.apple.com", "com.example.app",
        {"sub": "001234.9abc.0123", "email_verified": "true", "is_private_email": "true",
         "nonce_supported": True, "auth_time": IAT, "real_user_status": 2, "at_hash": HASH,
         "exp": IAT + 86400},
        {"typ": None}, "n1",
    ),
    "Firebase ID token": Shape(
        ID, "https://securetoken.google.com/project", "project",
        {"user_id": "a1", "auth_time": IAT, "email_verified": False, "name": "A",
         "firebase": {"identities": {"email": ["a@b.example"]}, "sign_in_provider": "password"}},
    ),
    "LINE ID token of a web login": Shape(
        ID, "https://access.line.me", "1234567890",
        {"sub": "U1234567890abcdef1234567890abcdef", "amr": ["pwd", "linesso"], "name": "T"},
        {"alg": "HS256", "kid": None}, "0987654asdf",
    ),
    "LINE ID token of a native app": Shape(
        ID, "https://access.line.me", "1234567890", {"amr": ["linesso"]}, {"alg": "ES256"}, "n1",
    ),
    "Yahoo Japan ID token": Shape(
        ID, "https://auth.login.yahoo.co.jp/yconnect/v2", "dj00aiZpPUQ1",
        {"aud": ["dj00aiZpPUQ1"], "amr": ["pwd"], "at_hash": HASH, "auth_time": IAT},
        {}, "n1",
    ),
    "LinkedIn ID token": Shape(
        ID, "https://www.linkedin.com/oauth", "86wtlvbn",
        {"sub": "782bbtaQ", "name": "A", "email_verified": "true", "locale": "en_US"},
        {"typ": "JWT"},
    ),
    "Slack ID token": Shape(
        ID, "https://slack.com", "25259531569.1115258246291",
        {"sub": "U123", "auth_time": IAT, "at_hash": HASH, "date_email_verified": 1622128723,
         "https://slack.com/team_id": "T1", "https://slack.com/user_id": "U123", "locale": "en-US"},
        {}, "abcd",
    ),
    "Twitch ID token": Shape(
        ID, "https://id.twitch.tv/oauth2", "uo6dggojyb8d6soh92zknwmi5ej1q2",
        {"azp": "uo6dggojyb8d6soh92zknwmi5ej1q2", "at_hash": HASH, "preferred_username": "a",
         "updated_at": "2025-10-04T12:34:56.789Z"},
        {}, "n1",
    ),
    "Discord ID token": Shape(
        ID, "https://discord.com", "1234567890123456789",
        {"sub": "80351110224678912", "auth_time": IAT, "at_hash": HASH}, {}, "n1",
    ),
    "Facebook Limited Login": Shape(
        ID, "https://www.facebook.com", "1234567890",
        {"jti": "x.y", "given_name": "A", "picture": "https://p.example/?a=b"}, {}, "n1",
    ),
    "a token of Microsoft personal accounts": Shape(
        ID, "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", CLIENT,
        {"nbf": IAT, "tid": "9188040d-6c67-4c5b-b112-36a304b66dad", "ver": "2.0",
         "oid": "00000000-0000-0000-66f3-3332eca7ea81", "aio": "Df2UVXL1ix!lMCWMSOJBcF"},
        {}, "n1",
    ),
}  # fmt: skip

WORKLOADS: dict[str, Shape] = {
    "GitHub Actions": Shape(
        ID, _GITHUB, "sts.amazonaws.com",
        {"jti": GUID, "sub": "repo:octo-org/octo-repo:environment:prod", "nbf": IAT - 600,
         "ref": "refs/heads/main", "run_attempt": "2", "sha": "example-sha", "head_ref": "",
         "job_workflow_ref": "o/r/.github/workflows/w.yml@refs/heads/main", "environment": "prod"},
        {"x5t": KID},
    ),
    "GitHub Actions with the default audience": Shape(
        ID, _GITHUB, "https://github.com/octo-org",
        {"jti": GUID, "sub": "repo:octo-org/octo-repo:ref:refs/heads/main", "exp": IAT + 900},
    ),
    "GitLab CI": Shape(
        ID, "https://gitlab.com", "https://vault.example",
        {"sub": "project_path:g/p:ref_type:branch:ref:main", "namespace_id": "72", "nbf": IAT - 5,
         "ref_protected": "false", "jti": GUID, "pipeline_id": "574", "groups_direct": ["g"]},
    ),
    "CircleCI": Shape(
        ID, f"https://oidc.circleci.com/org/{GUID}", GUID,
        {"sub": f"org/{GUID}/project/{GUID}/user/{GUID}", "oidc.circleci.com/project-id": GUID,
         "oidc.circleci.com/context-ids": [GUID], "oidc.circleci.com/ssh-rerun": False},
    ),
    "Bitbucket Pipelines": Shape(
        ID, "https://api.bitbucket.org/2.0/workspaces/w/pipelines-config/identity/oidc",
        f"ari:cloud:bitbucket::workspace/{GUID}",
        {"sub": f"{{{GUID}}}:{{{GUID}}}", "stepUuid": f"{{{GUID}}}", "branchName": "main",
         "repositoryUuid": f"{{{GUID}}}", "workspaceUuid": f"{{{GUID}}}"},
    ),
    "Terraform": Shape(
        ID, "https://app.terraform.io", "aws.workload.identity",
        {"jti": GUID, "nbf": IAT - 5, "terraform_run_phase": "apply", "terraform_run_id": "run-1",
         "sub": "organization:o:project:p:workspace:w:run_phase:apply"},
    ),
    "Buildkite": Shape(
        ID, "https://agent.buildkite.com", "https://buildkite.com/acme-inc",
        {"sub": "organization:acme-inc:pipeline:p:ref:refs/heads/main:commit:9:step:build",
         "nbf": IAT, "build_number": 1, "exp": IAT + 300, "tag": ""},
    ),
    "a Kubernetes service account": Shape(
        AT, _CLUSTER, "https://kubernetes.default.svc",
        {"aud": ["https://kubernetes.default.svc"], "exp": EXP + 31_536_000, "nbf": IAT,
         "jti": GUID, "sub": "system:serviceaccount:ns:sa",
         "kubernetes.io": {"namespace": "ns", "serviceaccount": {"name": "sa", "uid": GUID},
                           "pod": {"name": "p", "uid": GUID}, "warnafter": IAT + 3607}},
        {"typ": None},
    ),
    "a pod at AWS EKS": Shape(
        ID, _EKS, "sts.amazonaws.com",
        {"aud": ["sts.amazonaws.com"], "exp": IAT + 86400, "nbf": IAT,
         "sub": "system:serviceaccount:ns:sa",
         "kubernetes.io": {"namespace": "ns", "serviceaccount": {"name": "sa", "uid": GUID}}},
        {"typ": None},
    ),
    "a SPIFFE JWT-SVID": Shape(
        AT, "https://spire.example", "spiffe://domain.test/orders",
        {"aud": ["spiffe://domain.test/orders"], "sub": "spiffe://domain.test/web",
         "exp": IAT + 300},
        {"alg": "ES256"},
    ),
    "Supabase": Shape(
        AT, "https://ref.supabase.co/auth/v1", "authenticated",
        {"aal": "aal1", "amr": [{"method": "password", "timestamp": IAT}], "session_id": GUID,
         "role": "authenticated", "is_anonymous": False, "app_metadata": {"provider": "email"}},
        {"alg": "ES256"},
    ),
    "Cloudflare Access": Shape(
        AT, "https://team.cloudflareaccess.com", "97e2aae120121f902df8bc99fc345913",
        {"aud": ["97e2aae120121f902df8bc99fc345913"], "type": "app", "identity_nonce": "x",
         "country": "US", "email": "a@b.example", "nbf": IAT},
        {"typ": None},
    ),
    "Google IAP": Shape(
        AT, "https://cloud.google.com/iap", "/projects/1/global/backendServices/2",
        {"azp": "/projects/1/global/backendServices/2", "sub": "accounts.google.com:1",
         "email": "a@b.example", "exp": IAT + 600},
        {"alg": "ES256"},
    ),
    "Firebase App Check": Shape(
        AT, "https://firebaseappcheck.googleapis.com/1234", "projects/1234",
        {"aud": ["projects/1234", "projects/p"], "sub": "1:1234:web:ab", "provider": "debug"},
    ),
}  # fmt: skip

ASSERTIONS: dict[str, Shape] = {
    "an Entra client assertion": Shape(
        CA, CLIENT, f"https://login.microsoftonline.com/{GUID}/oauth2/v2.0/token",
        {"sub": CLIENT, "jti": GUID, "nbf": IAT, "exp": IAT + 300},
        {"alg": "PS256", "x5t#S256": "A" * 43, "kid": None},
    ),
    "an Okta client assertion": Shape(
        CA, "0oa1", "https://dev-1.okta.com/oauth2/v1/token",
        {"sub": "0oa1", "jti": GUID, "exp": IAT + 300}, {"typ": None},
    ),
    "an Apple client secret": Shape(
        CA, "com.example.app", "https://appleid.apple.com",
        {"sub": "com.example.app", "jti": GUID, "exp": IAT + 300}, {"alg": "ES256", "typ": None},
    ),
    "a SMART backend assertion": Shape(
        CA, "https://bili.example", "https://fhir.example/token",
        {"sub": "https://bili.example", "jti": GUID, "exp": IAT + 290}, {"alg": "ES384"},
    ),
}  # fmt: skip
