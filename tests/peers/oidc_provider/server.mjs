// A certified authorization server on a free loopback port, for the tests.
//
// It prints one line of JSON when it is ready, {"issuer": "..."}, and ends with its standard input,
// so that it never outlives the tests that started it.
import * as http from 'node:http';

import { Provider } from 'oidc-provider';

import { clients } from './clients.mjs';
import { configuration } from './configuration.mjs';
import { control } from './control.mjs';
import { interaction } from './interactions.mjs';
import { KeyRing } from './keys.mjs';
import { Refusals } from './refusals.mjs';

const world = {
  keys: new KeyRing(),
  clients: [...clients],
  refusals: new Refusals(),
  state: {
    accessTokenLifetime: 300,
    idTokenLifetime: 300,
    delayMilliseconds: 0,
    requirePkce: true,
    // Who may register a client: anybody (false), who knows this text, or who has one issued (true).
    initialAccessToken: false,
  },
};

// Keys and clients are read once, when a Provider is made, so a change of either makes another one.
// Each has a memory of its own: codes, tokens, sessions and clients that registered themselves end
// with the one before.
function rebuild() {
  world.provider = new Provider(world.issuer, configuration(world));
  world.refusals.watch(world.provider);
  world.respond = world.provider.callback();
}

async function listener(request, response) {
  const { pathname } = new URL(request.url, world.issuer);
  try {
    if (pathname.startsWith('/_control/')) {
      await control(world, rebuild, pathname.slice('/_control/'.length), request, response);
    } else if (pathname.startsWith('/interaction/')) {
      await interaction(world.provider, pathname, request, response);
    } else {
      await new Promise((resolve) => { setTimeout(resolve, world.state.delayMilliseconds); });
      await world.respond(request, response);
    }
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    if (!response.headersSent) response.writeHead(500);
    response.end(String(error));
  }
}

const server = http.createServer(listener);
server.listen(0, '127.0.0.1', () => {
  world.issuer = `http://127.0.0.1:${server.address().port}`;
  rebuild();
  process.stdout.write(`${JSON.stringify({ issuer: world.issuer })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
