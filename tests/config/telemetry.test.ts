// The settings of the metrics: off unless asked for, and never public without a token.

import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';

const base = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: randomBytes(32).toString('base64url') };
const token = randomBytes(24).toString('base64url');

it.each([
  ['a port on loopback', { NT2_METRICS_PORT: '9464' }, true],
  ['a port beyond it', { NT2_METRICS_PORT: '9464', NT2_METRICS_HOST: '0.0.0.0' }, false],
  ['a port beyond it, with a token', { NT2_METRICS_PORT: '9464', NT2_METRICS_HOST: '0.0.0.0', NT2_METRICS_TOKEN: token }, true],
  ['a token alone', { NT2_METRICS_TOKEN: token }, true],
  ['a short token', { NT2_METRICS_TOKEN: 'metrics' }, false],
  ['no port at all', { NT2_METRICS_PORT: '99999' }, false],
])('metrics by %s', (_what, settings, ok) => {
  const read = readConfig({ ...base, ...settings });
  expect(read.ok).toBe(ok);
  expect(JSON.stringify(read.ok ? '' : read.issues)).not.toContain(Object.values(settings).at(-1));
});
