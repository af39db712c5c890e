// A client that nobody knows yet registers itself, and gets a token with what it was given.
import * as oidc from 'openid-client';

import { register } from './connect.mjs';

export async function join(issuer, newcomer) {
  const config = await register(issuer, newcomer);
  const tokens = await oidc.clientCredentialsGrant(config, newcomer.parameters);
  return { metadata: config.clientMetadata(), tokens };
}
