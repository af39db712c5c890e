// The protected resources (RFC 8707), each with its form of access token.
import { errors } from 'oidc-provider';

const scope = 'api:read api:write';
const signed = (alg) => ({ scope, accessTokenFormat: 'jwt', jwt: { sign: { alg } } });

const RESOURCES = {
  'urn:api:jwt': signed('RS256'),
  'urn:api:es256': signed('ES256'),
  'urn:api:opaque': { scope, accessTokenFormat: 'opaque' },
};

export function resource(indicator, accessTokenTTL) {
  if (!Object.hasOwn(RESOURCES, indicator)) throw new errors.InvalidTarget();
  return { ...RESOURCES[indicator], audience: indicator, accessTokenTTL };
}
