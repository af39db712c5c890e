// How a test changes the server: POST /_control/NAME with JSON, answered with JSON.
import { readBody } from './body.mjs';

const COMMANDS = {
  // Lifetimes in seconds, a delay before each reply, whether PKCE is required. {} only asks.
  state: ({ state }, rebuild, changes) => {
    Object.assign(state, changes);
    if ('initialAccessToken' in changes) rebuild();
    return state;
  },
  // A token that registers one client.
  initialAccessToken: async ({ provider }) => ({ token: await new provider.InitialAccessToken().save() }),
  rotate: ({ keys }, rebuild, { stage }) => {
    const result = keys.rotate(stage);
    rebuild();
    return result;
  },
  // One client's metadata; a client of the same id is replaced.
  register: (world, rebuild, client) => {
    const others = world.clients.filter(({ client_id: id }) => id !== client.client_id);
    world.clients = [...others, client];
    rebuild();
    return client;
  },
  // One client's metadata as it stands, its secret included.
  client: ({ clients }, rebuild, { client_id: wanted }) => clients.find(({ client_id: id }) => id === wanted),
  // The refusals since the last time of asking.
  log: ({ refusals }) => refusals.take(),
};

export async function control(world, rebuild, name, request, response) {
  if (!Object.hasOwn(COMMANDS, name)) {
    response.writeHead(404).end(`no command ${name}`);
    return;
  }
  const result = await COMMANDS[name](world, rebuild, JSON.parse(await readBody(request) || '{}'));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}
