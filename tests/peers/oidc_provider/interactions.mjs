// Signing in, granting access, and refusing to: what happens between the two redirects.
import { readBody } from './body.mjs';
import { consentPage, loginPage } from './pages.mjs';

const REFUSED = { error: 'access_denied', error_description: 'the person pressed Cancel' };

async function grantWhatIsAsked(provider, { prompt, params, session, grantId }) {
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes = {} } = prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  for (const [indicator, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(indicator, scopes.join(' '));
  }
  return { consent: { grantId: await grant.save() } };
}

export async function interaction(provider, path, request, response) {
  const details = await provider.interactionDetails(request, response);
  const isLogin = details.prompt.name === 'login';
  if (path.endsWith('/cancel')) {
    await provider.interactionFinished(request, response, REFUSED);
  } else if (request.method !== 'POST') {
    const html = isLogin ? loginPage(path) : consentPage(path, details.params);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(html);
  } else if (isLogin) {
    const accountId = new URLSearchParams(await readBody(request)).get('login');
    await provider.interactionFinished(request, response, { login: { accountId } });
  } else {
    const result = await grantWhatIsAsked(provider, details);
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
}
