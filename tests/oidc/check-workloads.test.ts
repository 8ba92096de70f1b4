// What the doctor says of those who vouch for machines: one that is well, and those that are dead, elsewhere, unfit, or late.

import { expect, test } from 'vitest';
import { checkWorkloads } from '../../src/oidc/check-workloads.ts';

const ISSUER = 'https://ci.example';
const RSA = { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'canary' };
const described = (jwks_uri = `${ISSUER}/keys`, issuer = ISSUER): object => ({ issuer, jwks_uri });

interface Answers {
  readonly description?: object;
  readonly keys?: unknown;
  readonly headers?: Record<string, string>;
}

async function look(
  { description = described(), keys = [RSA, { ...RSA, use: 'enc' }], headers = {} }: Answers,
  keysAt: string | null = null,
) {
  const answers: typeof fetch = async (url) =>
    Response.json((url as string).endsWith('openid-configuration') ? description : { keys }, { headers });
  const said = await checkWorkloads([{ issuer: ISSUER, keysAt }], { clock: () => Date.UTC(2026, 10, 30), fetch: answers });
  const lines = said.map(({ level, message }) => `${level} ${message}`);
  expect(lines.join()).not.toContain('canary');
  return lines;
}

const NAME = `the provider of workload tokens ${ISSUER}`;

test('is well: it shows keys, also where they are told to lie', async () => {
  expect(await look({})).toEqual([`ok ${NAME} shows 1 key`]);
  expect(await look({ description: {}, keys: [RSA, { ...RSA, kty: 'EC' }] }, 'https://10.0.0.1/keys')).toEqual([`ok ${NAME} shows 2 keys`]);
});

test.each<[what: string, answers: Answers, says: RegExp]>([
  ['no keys', { keys: [] }, /^fault .* shows no key that a token can be verified by$/],
  ['a secret that both would have', { keys: [{ kty: 'oct', k: 'canary' }] }, /^fault .* shows no key/],
  ['something else', { keys: 'canary' }, /^fault .* answers with something else/],
  ['another name', { description: described(undefined, 'https://canary.example') }, /^fault .* letter by letter/],
  ['keys elsewhere', { description: described('https://canary.example/keys') }, /^fault .* behind a second =$/],
])('is not: %s', async (_what, answers, says) => {
  expect(await look(answers)).toEqual([expect.stringMatching(says)]);
});

test('answers nothing, or has another time', async () => {
  const silent: typeof fetch = () => Promise.reject(new Error('canary'));
  const [said] = await checkWorkloads([{ issuer: ISSUER, keysAt: null }], { clock: Date.now, fetch: silent });
  expect(said).toEqual({
    level: 'fault',
    message: `${NAME} does not give its keys: no machine that is bound to it opens anything meanwhile`,
  });
  const late = { date: new Date(Date.UTC(2026, 10, 30) - 120_000).toUTCString() };
  expect(await look({ headers: late })).toEqual([
    `ok ${NAME} shows 1 key`,
    `fault the clocks of this machine and of ${ISSUER} differ by 120 s: its tokens are refused. Set them by NTP`,
  ]);
  expect(await look({ headers: { ...late, age: '120' } })).toHaveLength(1);
});
