// A browser without a screen: it keeps cookies, follows redirects and sends forms.
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MOST_STEPS = 20;

const unescape = (text) => text
  .replace(/&#x([0-9a-f]+);/gi, (all, code) => String.fromCodePoint(parseInt(code, 16)))
  .replace(/&#(\d+);/g, (all, code) => String.fromCodePoint(Number(code)))
  .replace(/&(amp|lt|gt|quot|apos);/g, (all, name) => ENTITIES[name]);

function attributes(tag) {
  const pairs = tag.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return Object.fromEntries([...pairs].map(([, name, a, b]) => [name.toLowerCase(), unescape(a ?? b)]));
}

function postedForm(html) {
  for (const [, opening, body] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
    const { method = 'get', action = '' } = attributes(opening);
    if (method.toLowerCase() === 'post') {
      const inputs = [...body.matchAll(/<input\b([^>]*)>/gi)].map(([, tag]) => attributes(tag));
      const kept = inputs.filter(({ name, type }) => name && type !== 'checkbox' && type !== 'submit');
      return { action, fields: kept.map(({ name, value = '' }) => [name, value]) };
    }
  }
  throw new Error(`a page without a form to send: ${html}`);
}

class Browser {
  #cookies = new Map();

  async request(url, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = cookie ? { cookie } : {};
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.#cookies.set(name, value); else this.#cookies.delete(name);
    }
    return response;
  }
}

// Go from an address to the callback, answering each page on the way with the next set of fields.
export async function walk(start, callback, pages) {
  const browser = new Browser();
  const waiting = [...pages];
  let url = start;
  let response = await browser.request(url);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const location = response.headers.get('location');
    if (location) {
      url = new URL(location, url);
      if (url.href.startsWith(callback)) return url;
      response = await browser.request(url);
    } else {
      if (!response.ok || waiting.length === 0) {
        throw new Error(`stopped at ${url} (${response.status}): ${await response.text()}`);
      }
      const { action, fields } = postedForm(await response.text());
      const body = new URLSearchParams({ ...Object.fromEntries(fields), ...waiting.shift() });
      url = new URL(action, url);
      response = await browser.request(url, { method: 'POST', body });
    }
  }
  throw new Error(`no callback after ${MOST_STEPS} steps`);
}
