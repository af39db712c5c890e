// A service gets a token for itself: client credentials.
import * as oidc from 'openid-client';

import { connect } from './connect.mjs';

export async function tokenFor(issuer, service, introspect) {
  const config = await connect(issuer, service);
  const tokens = await oidc.clientCredentialsGrant(config, service.parameters);
  return { tokens, introspection: await introspect(tokens.access_token) };
}
