// A certified client that judges an authorization server.
//
// It reads one JSON object from standard input and prints one:
//   { "issuer": URL,
//     "person":   { CLIENT, "redirect_uri": URL, "parameters": {...}, "pages": [{ FIELDS }, ...] },
//     "services": [{ CLIENT, "parameters": {...} }, ...],
//     "inspector": { CLIENT },                         who introspects; without it nobody does
//     "newcomer": { CLIENT, "registered": {...}, "initial_access_token": TEXT, "parameters": {...} } }
//                                                      who registers first, then gets a token
// CLIENT is "client_id", "auth" (none, client_secret_basic, client_secret_post, private_key_jwt) and
// "client_secret", or "key" (a private JWK) and "alg". "pages" holds, for each page the person meets,
// the fields to fill in. What the person or a service received is under the same name in the answer.
import { readFileSync } from 'node:fs';

import * as oidc from 'openid-client';

import { connect } from './connect.mjs';
import { join } from './newcomer.mjs';
import { signIn } from './person.mjs';
import { tokenFor } from './service.mjs';

async function judge({ issuer, person, services = [], inspector, newcomer }) {
  const inspecting = inspector && await connect(issuer, inspector);
  const introspect = async (token) => inspecting && oidc.tokenIntrospection(inspecting, token);
  const answer = { services: [] };
  if (newcomer) answer.newcomer = await join(issuer, newcomer);
  if (person) answer.person = await signIn(issuer, person, introspect);
  for (const service of services) {
    answer.services.push(await tokenFor(issuer, service, introspect));
  }
  return answer;
}

try {
  const answer = await judge(JSON.parse(readFileSync(0, 'utf8')));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
} catch (error) {
  const { name, message, code, cause } = error;
  process.stderr.write(`${JSON.stringify({ name, message, code, cause: cause && String(cause), body: error.error_description })}\n${error.stack}\n`);
  process.exitCode = 1;
}
