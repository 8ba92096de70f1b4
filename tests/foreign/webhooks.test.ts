// Webhooks as a stranger checks them: by a receiver that was written from the public specification alone (Standard Webhooks, “Signature
// scheme”), and by openssl in a shell, as docs/webhooks.md prints it.

import { spawnSync } from 'node:child_process';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAddressRule } from '../../src/webhooks/addresses.ts';
import { createSender } from '../../src/webhooks/send.ts';
import { readPage } from '../docs/pages.ts';
import { openReceiver, plainHeaders, type Received } from '../webhooks/receiver.ts';
import { inFolder, missing } from './programs.ts';

const [SECRET, OLDER, OTHER] = [1, 2, 3].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [string, string, string];
const MESSAGE = { id: 'k3v5qa_7_0', body: '{"type":"share.ended","timestamp":"2026-11-30T09:15:00.000Z","data":{"of":"東京"}}' };

/** One request as it arrives. */
async function receive(secrets: readonly string[], at = Date.now()): Promise<Received> {
  const receiver = await openReceiver();
  const send = createSender({ rule: createAddressRule(['127.0.0.1']), clock: () => at });
  expect(await send({ url: `http://127.0.0.1:${receiver.port}/`, secrets }, MESSAGE)).toMatchObject({ ok: true });
  return receiver.received[0]!;
}

/** The specification, in its own words: msg_id.timestamp.payload, HMAC-SHA256, base64, any of the space delimited list, five minutes. */
function accepts(secret: string, { headers, body }: Pick<Received, 'headers' | 'body'>): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': list } = plainHeaders(headers);
  if (id === undefined || timestamp === undefined || list === undefined || id.includes('.')) return false;
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1_000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  if (key.length < 24 || key.length > 64) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return list.split(' ').some((one) => {
    const [version, signature = ''] = one.split(',');
    const found = Buffer.from(signature, 'base64');
    return version === 'v1' && found.length === expected.length && timingSafeEqual(found, expected);
  });
}

test('a receiver that was written from the specification alone takes what is sent, and nothing that was changed', async () => {
  const one = await receive([SECRET]);
  const two = await receive([SECRET, OLDER]);
  expect([SECRET, OLDER, OTHER].map((secret) => [accepts(secret, one), accepts(secret, two)])).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ]);
  const body = Buffer.from(one.body);
  body[3]! ^= 1;
  expect(accepts(SECRET, { ...one, body })).toBe(false);
  for (const name of ['webhook-id', 'webhook-timestamp'] as const)
    expect(accepts(SECRET, { ...one, headers: { ...one.headers, [name]: `${String(one.headers[name])}0`.slice(1) } }), name).toBe(false);
  expect(accepts(SECRET, await receive([SECRET], Date.now() - 400_000))).toBe(false);
});

describe.skipIf(missing.openssl !== null)('by hand', () => {
  const [commands = ''] = [...readPage('docs/webhooks.md').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);

  const follow = ({ headers, body }: Pick<Received, 'headers' | 'body'>, secret: string): Promise<string> =>
    inFolder(async (folder) => {
      for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
        writeFileSync(join(folder, name), `${String(headers[name])}\n`);
      writeFileSync(join(folder, 'body'), body);
      writeFileSync(join(folder, 'secret'), `${secret}\n`);
      return spawnSync('sh', ['-c', commands], { cwd: folder, encoding: 'utf8' }).stdout;
    });

  test('the commands of the page, as they are printed, tell a signature from none', async () => {
    const one = await receive([SECRET, OLDER]);
    expect(await follow(one, SECRET)).toBe('signed\nfresh\n');
    expect(await follow(one, OLDER)).toBe('signed\nfresh\n');
    expect(await follow(one, OTHER)).toBe('fresh\n');
    expect(await follow({ ...one, body: Buffer.from(`${MESSAGE.body} `) }, SECRET)).toBe('fresh\n');
    expect(await follow(await receive([SECRET], Date.now() - 400_000), SECRET)).toBe('signed\n');
  });
});
