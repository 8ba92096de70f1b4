// What is sent of a file lies with the browser and not in the page's requests, which hold their bodies until they are collected: that is later
// than the next chunks come.

import type { Connection } from '../../client/wire/connection.ts';

export const sentAsBlob = (connection: Connection): Connection => ({
  ...connection,
  fetch: (url, init) =>
    connection.fetch(url, init.body instanceof Uint8Array ? { ...init, body: new Blob([init.body as Uint8Array<ArrayBuffer>]) } : init),
});
