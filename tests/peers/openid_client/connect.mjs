// A configured client: discovery, and each way to authenticate.
import * as oidc from 'openid-client';

const KEY_TYPES = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  Ed25519: { name: 'Ed25519' },
};

async function privateKey({ key, alg }) {
  const { kid, ...jwk } = key;
  delete jwk.key_ops; // import decides what the key may do
  delete jwk.alg;
  const imported = await crypto.subtle.importKey('jwk', jwk, KEY_TYPES[alg], false, ['sign']);
  return { key: imported, kid };
}

const METHODS = {
  none: () => oidc.None(),
  client_secret_basic: ({ client_secret: secret }) => oidc.ClientSecretBasic(secret),
  client_secret_post: ({ client_secret: secret }) => oidc.ClientSecretPost(secret),
  private_key_jwt: async (client) => oidc.PrivateKeyJwt(await privateKey(client)),
};

// The servers under test speak plain http on loopback; there TLS can't vouch for the ID token, so its
// signature is checked, too.
const options = { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] };

// A client that registers itself at the server (RFC 7591).
export async function register(issuer, client) {
  const authenticate = client.auth === 'private_key_jwt' ? await METHODS.private_key_jwt(client) : undefined;
  const { initial_access_token: initialAccessToken, registered } = client;
  return oidc.dynamicClientRegistration(
    new URL(issuer),
    registered,
    authenticate,
    { ...options, initialAccessToken },
  );
}

export async function connect(issuer, client) {
  const authenticate = await METHODS[client.auth](client);
  return oidc.discovery(new URL(issuer), client.client_id, client.metadata, authenticate, options);
}
