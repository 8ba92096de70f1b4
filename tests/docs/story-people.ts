// What stands around `nt2` in the stories of docs/stories: a program that makes a link share in one request (`program <url> <secret>`), and a
// recipient's browser that opens a link once (`browser <link>`). Both go over HTTP, with real cryptography.

import { decodeBase64, encodeBase64 } from '../../src/crypto/bytes.ts';
import { formatFragment, linkProofSigner, parseLink } from '../../src/crypto/keys/link.ts';
import { claiming, credential, delivering, newBrowser, opening, programShare, sealing } from '../support/actors.ts';

const DAY_MS = 86_400_000;

async function ask(url: string, token: string | null, body?: unknown): Promise<Record<string, unknown>> {
  const { origin } = new URL(url);
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === null ? { origin, 'sec-fetch-site': 'same-origin', 'x-nt2': '1' } : { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(url, { headers, ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }) });
  const text = await answer.text();
  const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${answer.status} ${String(json['code'])}`);
  return json;
}

/** Prints the link. TOKEN is the token that `nt2 token create ci` printed. */
async function program(url: string, secret: string): Promise<string> {
  const token = process.env['TOKEN'] ?? '';
  const { tag } = await ask(`${url}/api/tenant`, token);
  const [label, mode, at] = ['Stripe webhook key', 'link', Date.now()] as const;
  const share = programShare({ tag: String(tag), sender: 'local:local:ci', platform: 'local:local', label, mode, at, forMs: DAY_MS });
  const { input, linkKey } = await sealing(await newBrowser(new URL(url).host), share, { at, items: credential(secret) });
  const { id, createdAt, expiresAt, partiesSalt, labelSalt } = share;
  const { note, device, capsule, payload, openers } = input;
  const seal = { note, device, capsule: encodeBase64(capsule), payload: encodeBase64(payload ?? new Uint8Array()), openers };
  await ask(`${url}/api/shares`, token, {
    id,
    mode,
    kind: 'credential',
    label,
    note: '',
    createdAt,
    expiresAt,
    partiesSalt,
    labelSalt,
    seal,
  });
  return `${url}/s/${id}#${formatFragment(linkKey as Uint8Array, id)}`;
}

/** Prints the secret, and proves that it was delivered. */
async function browser(link: string): Promise<string> {
  const read = parseLink(link);
  if (!read.ok) throw new Error(`the link is ${read.reason}`);
  const { id, key } = read;
  const api = `${new URL(link).origin}/api/shares/${id}`;
  const mine = await newBrowser(new URL(link).host);
  const { created, seal } = (await ask(api, null)) as { created: string; seal: { statement: string } | null };
  const claimed = await ask(`${api}/claim`, null, await claiming(mine, { id }, Date.now(), { link: await linkProofSigner(key, id) }));
  const bytes = (name: string): Uint8Array => decodeBase64(String(claimed[name])) as Uint8Array;
  const released = { capsule: bytes('capsule'), payload: bytes('payload') };
  const { items, ack } = await opening({ id, mode: 'link', created }, released, seal?.statement ?? '', { linkKey: key });
  await ask(`${api}/deliver`, null, await delivering(mine, { id }, Date.now(), ack));
  return items.items.flatMap((item) => ('fields' in item ? item.fields.map(({ value }) => value) : [])).join('\n');
}

const [who, first = '', second = ''] = process.argv.slice(2);
try {
  console.log(await (who === 'program' ? program(first, second) : browser(first)));
} catch (error) {
  console.error(`${who}: ${(error as Error).message}`);
  process.exitCode = 1;
}
