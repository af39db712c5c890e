// The clients every test may use; a test adds its own through the control endpoint.
const LOOPBACK = [
  'http://127.0.0.1/callback',
  'http://[::1]/callback',
  'http://localhost/callback',
];

function person(client_id, more = {}) {
  return {
    client_id,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: LOOPBACK, // any port: RFC 8252 section 7.3
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    ...more,
  };
}

export function machine(client_id, token_endpoint_auth_method, more = {}) {
  return {
    client_id,
    token_endpoint_auth_method,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    ...more,
  };
}

const client_secret = 'a made-up secret of the tests, 32 octets or more';

export const clients = [
  person('native'),
  person('native-es256', { id_token_signed_response_alg: 'ES256' }),
  person('native-ps256', { id_token_signed_response_alg: 'PS256' }),
  person('native-eddsa', { id_token_signed_response_alg: 'EdDSA' }),
  person('native-secret', { token_endpoint_auth_method: 'client_secret_basic', client_secret }),
  machine('service-basic', 'client_secret_basic', { client_secret }),
  machine('service-post', 'client_secret_post', { client_secret }),
  // Basic credentials are form-encoded first (RFC 6749 section 2.3.1), which these tell apart.
  machine('service:odd/id', 'client_secret_basic', { client_secret: 'p+l:u s%&=/' }),
  machine('api', 'client_secret_basic', { client_secret, grant_types: [] }),
];
