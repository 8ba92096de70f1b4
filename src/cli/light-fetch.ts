// What a command needs of `fetch`, over Node's own HTTP client: a request with a text or octets, answered whole, or with a stream of events.
// The runtime's fetch does the same for 35 ms and 15 MiB more at each start of a command.

import type { IncomingMessage } from 'node:http';

/** Bytes. No answer that a command asks for is nearly as long. */
const MOST = 16 * 1024 * 1024;

export const lightFetch: typeof fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
  const url = new URL(input instanceof URL || typeof input === 'string' ? input : input.url);
  const { method = 'GET', headers, body, signal } = init;
  if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new TypeError('Only a text or octets can be sent.');
  // Each is loaded when it is needed: TLS takes as long as all else here.
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const got = await new Promise<IncomingMessage>((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request(
      url,
      { method, headers: { ...(headers as Record<string, string>), ...length }, ...(signal && { signal }) },
      resolve,
    );
    sent.on('error', reject);
    sent.end(body);
  });
  return answerOf(got);
};

async function answerOf(got: IncomingMessage): Promise<Response> {
  const status = got.statusCode ?? 0;
  // As fetch with `redirect: 'error'`: a token goes to the server that it is for.
  if (status >= 300 && status < 400) {
    got.destroy();
    throw new TypeError('The answer leads elsewhere.');
  }
  const { Readable } = await import('node:stream');
  const isStream = got.headers['content-type']?.startsWith('text/event-stream') === true;
  // Read in any case: what nobody reads would keep its connection, and so the process.
  const bytes = isStream ? null : await readAll(got);
  const whole = (): Buffer => {
    if (bytes === null) throw new TypeError('A stream is read as it comes.');
    return bytes;
  };
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: {
      get: (name: string) => {
        const value = got.headers[name.toLowerCase()];
        return value === undefined ? null : String(value);
      },
      getSetCookie: () => got.headers['set-cookie'] ?? [],
    },
    get body() {
      return isStream ? Readable.toWeb(got) : null;
    },
    text: async () => whole().toString('utf8'),
    json: async () => JSON.parse(whole().toString('utf8')) as unknown,
    arrayBuffer: async () => new Uint8Array(whole()).buffer,
  } as unknown as Response;
}

async function readAll(got: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of got as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST) throw new TypeError('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
