// Why requests were refused: an error reply keeps quiet about it, the library's events do not.
const EVENTS = [
  'authorization.error',
  'grant.error',
  'introspection.error',
  'registration_create.error',
  'registration_read.error',
  'registration_update.error',
  'registration_delete.error',
  'revocation.error',
  'userinfo.error',
  'server_error',
];

export class Refusals {
  #seen = [];

  watch(provider) {
    for (const event of EVENTS) {
      provider.on(event, (context, error) => {
        const { error: code = error.name, error_description: text = error.message } = error;
        this.#seen.push({ event, error: code, description: text, detail: error.error_detail });
      });
    }
  }

  take() {
    return this.#seen.splice(0);
  }
}
