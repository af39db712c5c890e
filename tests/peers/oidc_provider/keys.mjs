// The server's signing keys, and the three stages of rotating them.
import { generateKeyPairSync } from 'node:crypto';

let serial = 0;

function key(name, type, options) {
  const jwk = generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' });
  serial += 1;
  return { ...jwk, use: 'sig', kid: `${name}-${serial}` };
}

// The RSA key states no "alg", so that it signs both RS256 and PS256, as many servers' keys do.
function generation() {
  return [
    key('rsa', 'rsa', { modulusLength: 2048 }),
    key('es256', 'ec', { namedCurve: 'P-256' }),
    key('ed25519', 'ed25519'),
  ];
}

export class KeyRing {
  #generations = [generation()];

  // The first key that fits an algorithm signs: order decides which generation is in use.
  get jwks() {
    return { keys: this.#generations.flat() };
  }

  rotate(stage) {
    if (stage === 'publish') this.#generations.push(generation());
    else if (stage === 'switch') this.#generations.reverse();
    else if (stage === 'retire') this.#generations.length = 1;
    else throw new Error(`unknown stage of rotation: ${stage}`);
    return { kids: this.jwks.keys.map(({ kid }) => kid) };
  }
}
