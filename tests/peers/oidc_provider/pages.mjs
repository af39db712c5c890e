// The pages people see. The library's own import a font from the internet, so none of them is used.
const escape = (text) => String(text).replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);

function page(title, body) {
  return `<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>${escape(title)}</title>
<h1>${escape(title)}</h1>
${body}
</html>`;
}

export function loginPage(path) {
  return page('Sign in', `<form method="post" action="${escape(path)}">
<label>User name <input name="login" autocomplete="off"></label>
<label>Password <input name="password" type="password" autocomplete="off"></label>
<button type="submit">Sign in</button>
</form>
<a href="${escape(path)}/cancel">Cancel</a>`);
}

export function consentPage(path, { client_id: client, scope }) {
  return page('Grant access', `<p>${escape(client)} asks for: ${escape(scope ?? 'nothing')}</p>
<form method="post" action="${escape(path)}"><button type="submit">Allow</button></form>
<a href="${escape(path)}/cancel">Cancel</a>`);
}

export function showError(context, reply) {
  const lines = Object.entries(reply).map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`);
  context.type = 'html';
  context.body = page('The request was refused', `<dl>${lines.join('')}</dl>`);
}
