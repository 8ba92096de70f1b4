// What Slack's client needs of `fetch`, over Node's own HTTP client: a POST with a text, answered with a text. The runtime's fetch does
// the same for three times the processor time, in streams and objects that nothing here reads.

import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

/** A connection that has been idle for longer may be closed at the other end just when it is used. */
const IDLE_MS = 4_000;
/** Bytes. No answer that nt2 asks for is nearly as long. */
const MOST = 8 * 1024 * 1024;

export function createHttpFetch(): typeof fetch {
  const options = { keepAlive: true, timeout: IDLE_MS };
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) };

  function send(url: URL, { method = 'GET', headers, body, signal }: RequestInit): Promise<Response> {
    const isPlain = url.protocol === 'http:';
    return new Promise((resolve, reject) => {
      const sent = (isPlain ? requestHttp : requestHttps)(
        url,
        {
          method,
          agent: agents[isPlain ? 'http:' : 'https:'],
          headers: { ...(headers as Record<string, string>), 'content-length': Buffer.byteLength(body as string) },
          ...(signal && { signal }),
        },
        (got) => void readAnswer(url, got).then(resolve, reject),
      );
      sent.on('error', reject);
      sent.end(body as string);
    });
  }

  return async (url, init = {}) => {
    if (typeof init.body !== 'string' && !(init.body instanceof URLSearchParams)) throw new TypeError('Only a text can be sent.');
    return send(new URL(url instanceof Request ? url.url : url), { ...init, body: String(init.body) });
  };
}

async function readAnswer(url: URL, got: IncomingMessage): Promise<Response> {
  const status = got.statusCode ?? 0;
  // As fetch with `redirect: 'error'`: the token goes to Slack and nowhere else.
  if (status >= 300 && status < 400) {
    got.destroy();
    throw new TypeError('The answer leads elsewhere.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of got as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST) throw new TypeError('The answer is too long.');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const headers = new Map(Object.entries(got.headers).map(([name, value]) => [name, String(value)]));
  return {
    url: url.href,
    ok: status >= 200 && status < 300,
    status,
    statusText: got.statusMessage ?? '',
    headers: {
      get: (name: string) => headers.get(name.toLowerCase()) ?? null,
      has: (name: string) => headers.has(name.toLowerCase()),
      entries: () => headers.entries(),
    },
    text: async () => text,
    json: async () => JSON.parse(text) as unknown,
  } as unknown as Response;
}
