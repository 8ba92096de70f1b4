// A server that lies, made from the vectors of docs/protocol: whatever it changes, the client says what the pages say, and gives nothing out.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/node.mjs';
import { createClient, createMemoryKeyStore } from '../../src/client/client.ts';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';
import { scryptNative } from '../support/actors.ts';
import { failureOf } from './client-at.ts';

const vectors = JSON.parse(readFileSync(join(root, 'docs/protocol/vectors.json'), 'utf8'));
const { link, request, files, logs, words, devices, accept } = vectors;
const ORIGIN = `https://${vectors.host}`;
const [CREATED, SEALED]: string[] = logs['link+words'];

/** The work is done once for all. */
let derived: ReturnType<Scrypt> | null = null;
const scrypt: Scrypt = (...task) => (derived ??= scryptNative(...task));

const view = {
  id: link.share,
  role: 'holder',
  version: 0,
  status: 'ready',
  now: Date.UTC(2026, 10, 20, 16, 47),
  mode: 'link+words',
  entry: 'page',
  kind: 'credential',
  label: '',
  note: '',
  createdAt: 0,
  expiresAt: Date.UTC(2026, 10, 21, 16, 46),
  created: CREATED,
  acceptance: null,
  seal: { at: 0, statement: SEALED, scryptSalt: words.salt, payloadSize: 4296, device: devices.sender.publicKey, prekey: null },
  cover: link.cover.sealed,
};
const claimed = {
  capsule: files['link+words'],
  payload: files.payload,
  label: 'Stripe webhook key',
  kind: 'credential',
  note: '',
  sender: 'Alex',
};

type Json = Record<string, unknown>;
interface Lie {
  readonly view?: Json;
  readonly claimed?: Json;
}

/** What was asked of it, and a client that asks. */
function serverOf(lie: Lie = {}) {
  const asked: { readonly path: string; readonly body: Json }[] = [];
  const answers: Readonly<Record<string, Json>> = { [link.share]: { ...view, ...lie.view }, claim: { ...claimed, ...lie.claimed } };
  const client = createClient({
    url: ORIGIN,
    scrypt,
    keys: createMemoryKeyStore(),
    fetch: async (input, init) => {
      const path = (input as string).split('/').at(-1) ?? '';
      asked.push({ path, body: init?.body ? (JSON.parse(init.body as string) as Json) : {} });
      return path in answers ? Response.json(answers[path]) : new Response(null, { status: 204 });
    },
  });
  return { client, asked, open: () => client.open(link.url, { passphrase: words.words }) };
}

describe('the share of the vectors', () => {
  it('is opened, and confirmed with the acknowledgement that they name', async () => {
    const { open, asked, client } = serverOf();
    expect(await client.look(link.url)).toMatchObject({ sender: 'Alex', label: 'Stripe webhook key', needsPassphrase: true });
    expect((await open()).items).toEqual(JSON.parse(vectors.items).items);
    expect(asked.map(({ path }) => path)).toEqual([link.share, link.share, 'claim', 'deliver']);
    expect(asked.at(-1)?.body['ack']).toBe(vectors.capsules['link+words'].ack);
  });

  const other = Buffer.from('another payload').toString('base64');
  it.each<[string, Lie, string]>([
    ['another capsule', { claimed: { capsule: files.sealed } }, 'capsule'],
    ['another payload', { claimed: { payload: other } }, 'payload'],
    ['a capsule that is cut', { claimed: { capsule: 'AAAA' } }, 'capsule'],
    ['another created event', { view: { created: CREATED?.replace('2026-11-21', '2026-11-22') } }, 'mismatch'],
    ['another way to open', { view: { mode: 'link', seal: { ...view.seal, scryptSalt: null } } }, 'mismatch'],
    ['the statement of another device', { view: { seal: { ...view.seal, device: devices.recipient.publicKey } } }, 'mismatch'],
    ['a statement of its own, as if it had been typed in chat', { view: { seal: { ...view.seal, device: null } } }, 'mismatch'],
    ['another salt', { view: { seal: { ...view.seal, scryptSalt: Buffer.alloc(16).toString('base64') } } }, 'mismatch'],
  ])('with %s is refused, and the server is told that it is broken', async (_, lie, code) => {
    const { open, asked } = serverOf(lie);
    expect((await failureOf(open())).code).toBe(code);
    expect(asked.at(-1)).toMatchObject({ path: 'broken', body: { reason: code } });
  });

  it('under another id is refused before anything is claimed', async () => {
    const { open, asked } = serverOf({ view: { id: vectors.words.share } });
    expect((await failureOf(open())).code).toBe('mismatch');
    expect(asked.map(({ path }) => path)).toEqual([link.share]);
  });

  it('is not opened by a client of another host, whatever the server there answers', async () => {
    const { client } = serverOf();
    const elsewhere = createClient({ url: 'https://nt2.example.net', fetch: () => Promise.reject(new Error('asked')) });
    expect((await failureOf(elsewhere.open(link.url))).code).toBe('link.host');
    await client.look(link.url);
  });
});

describe('the request of the vectors', () => {
  const AT = Date.UTC(2026, 10, 20, 16, 47);
  const acceptance = { at: AT, device: request.device, key: request.recipient, note: vectors.answered?.accepted ?? '' };
  const giveTo = (told: Json) =>
    createClient({
      url: ORIGIN,
      fetch: async (input) =>
        (input as string).endsWith('/answer')
          ? Promise.reject(new Error('an answer was sent'))
          : Response.json({ ...view, id: request.share, role: 'sender', status: 'accepted', mode: 'sealed', seal: null, ...told }),
    }).give(request.url, 'secret');

  it.each<[string, Json]>([
    ['no key', { acceptance: null }],
    ['another key', { acceptance: { ...acceptance, key: accept.recipient.replace(/.{6}$/, 'qqqqqq') } }],
    ['another device', { acceptance: { ...acceptance, device: devices.sender.publicKey } }],
    ['the right names, and no signature', { acceptance: { ...acceptance, note: 'nt2/event/v1\n' } }],
    ['another request', { id: words.share, acceptance }],
  ])('for which the server names %s gets nothing', async (_, told) => {
    expect((await failureOf(giveTo(told))).code).toBe('acceptance');
  });
});

it('a server that calls itself by another name gets no share', async () => {
  const asked: string[] = [];
  const client = createClient({
    url: ORIGIN,
    token: 'nt2_x',
    fetch: async (input) => {
      asked.push(input as string);
      return Response.json({ tag: 'd7zp23', host: 'nt2.example.net', now: 0, person: { key: 'local:local:ci', name: 'ci' } });
    },
  });
  expect((await failureOf(client.share('secret', { label: 'Key' }))).code).toBe('host');
  expect(asked).toEqual([`${ORIGIN}/api/tenant`]);
});
