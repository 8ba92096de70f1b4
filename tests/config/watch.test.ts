// When shares remind of themselves, as it is written in the settings.

import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { newSecret } from '../../src/cli/keygen.ts';

const needed = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: newSecret() };
const read = (more: Record<string, string>) => {
  const config = readConfig({ ...needed, ...more });
  return config.ok ? config.config : config.issues.map(({ name }) => name);
};

it('hours of 0 are never, quiet hours may be none, a time zone is one that exists', () => {
  expect(read({ NT2_REMIND_ACCEPT_HOURS: '0', NT2_QUIET_HOURS: 'off', NT2_TIME_ZONE: 'Europe/Berlin' })).toMatchObject({
    NT2_REMIND_ACCEPT_HOURS: null,
    NT2_REMIND_OPEN_HOURS: 4 * 3_600_000,
    NT2_QUIET_HOURS: null,
    NT2_TIME_ZONE: 'Europe/Berlin',
  });
  expect(read({ NT2_QUIET_HOURS: '12-14' })).toMatchObject({ NT2_QUIET_HOURS: { from: 12, to: 14 } });
});

it.each([
  ['NT2_REMIND_OPEN_HOURS', '169'],
  ['NT2_REMIND_EXPIRY', 'maybe'],
  ['NT2_QUIET_HOURS', '8'],
  ['NT2_QUIET_HOURS', '8-8'],
  ['NT2_QUIET_HOURS', '20-24'],
  ['NT2_TIME_ZONE', 'Mars/Olympus'],
])('%s=%s is refused', (name, value) => {
  expect(read({ [name]: value })).toEqual([name]);
});
