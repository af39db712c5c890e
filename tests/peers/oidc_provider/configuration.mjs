// What the authorization server offers.
import { showError } from './pages.mjs';
import { resource } from './resources.mjs';

const SIGNING = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const DAY = 24 * 60 * 60;

// The library's own fetch refuses loopback addresses (SSRF); here nothing else may be fetched.
function withinThisMachine(url, { dispatcher, ...options }) {
  if (new URL(url).hostname !== '127.0.0.1') throw new Error(`not on this machine: ${url}`);
  return fetch(url, options);
}

function account(sub) {
  const claims = {
    sub,
    name: `Person ${sub}`,
    preferred_username: sub,
    email: `${sub}@example.test`,
    email_verified: true,
  };
  return { accountId: sub, claims: () => claims };
}

const features = (state) => ({
  devInteractions: { enabled: false },
  clientCredentials: { enabled: true },
  encryption: { enabled: true },
  introspection: { enabled: true, allowedPolicy: () => true },
  revocation: { enabled: true },
  userinfo: { enabled: true },
  registration: { enabled: true, initialAccessToken: state.initialAccessToken },
  // Each update hands out another registration access token, and ends the one before.
  registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
  resourceIndicators: {
    enabled: true,
    defaultResource: (context, client, oneOf) => oneOf,
    useGrantedResource: () => true,
    getResourceServerInfo: (context, indicator) => resource(indicator, state.accessTokenLifetime),
  },
});

const lifetimes = (state) => ({
  AccessToken: (context, token) => token.resourceServer?.accessTokenTTL ?? state.accessTokenLifetime,
  ClientCredentials: () => state.accessTokenLifetime,
  IdToken: () => state.idTokenLifetime,
  AuthorizationCode: 60,
  Interaction: DAY,
  Grant: DAY,
  RefreshToken: DAY,
  Session: DAY,
});

export function configuration({ keys, clients, state }) {
  return {
    clients: structuredClone(clients),
    jwks: keys.jwks,
    enabledJWA: {
      idTokenSigningAlgValues: SIGNING,
      clientAuthSigningAlgValues: [...SIGNING, 'PS384', 'ES384', 'Ed25519', 'HS256'],
    },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    scopes: ['openid', 'offline_access', 'api:read', 'api:write'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    cookies: { keys: ['cookies of the tests'] },
    fetch: withinThisMachine,
    findAccount: (context, sub) => account(sub),
    interactions: { url: (context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => state.requirePkce },
    rotateRefreshToken: true,
    renderError: showError,
    ttl: lifetimes(state),
    features: features(state),
  };
}
