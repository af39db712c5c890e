// A person signs in: authorization code with PKCE, then all that the tokens are good for.
import * as oidc from 'openid-client';

import { walk } from './browsing.mjs';
import { connect } from './connect.mjs';

async function authorize(config, { redirect_uri: redirectUri, parameters, pages }) {
  const verifier = oidc.randomPKCECodeVerifier();
  const checks = { expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...parameters,
  });
  const callback = await walk(url, redirectUri, pages);
  // The client itself checks state, iss, nonce, signature, audience and times here.
  return oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, ...checks });
}

export async function signIn(issuer, person, introspect) {
  const config = await connect(issuer, person);
  const tokens = await authorize(config, person);
  const claims = tokens.claims();
  const result = { tokens, claims, introspection: await introspect(tokens.access_token) };
  if (!person.parameters?.resource) {
    result.userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  }
  if (tokens.refresh_token) {
    result.refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
    const latest = result.refreshed.refresh_token ?? tokens.refresh_token;
    await oidc.tokenRevocation(config, latest);
    result.after_revocation = await oidc.refreshTokenGrant(config, latest).catch(({ error }) => error);
  }
  return result;
}
