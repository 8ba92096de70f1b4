// The way to a person's own browsers: for the person who typed, by a link that works once, and kept by no platform.

import { expect, it } from 'vitest';
import type { SignInGrant } from '../../src/core/sign-in-tokens.ts';
import { alex } from './fixtures.ts';
import { open } from './ask.ts';

it('/nt2 devices leads the person who typed to their browsers, privately, and to no share', async () => {
  const issued: SignInGrant[] = [];
  const tokens = { issue: (grant: SignInGrant) => Promise.resolve((issued.push(grant), 't'.repeat(32))) };
  const answer = await open({ tokens }).ask({ kind: 'command', text: 'devices', people: [] });
  expect(answer).toMatchObject({
    kind: 'private',
    card: { title: 'Your browsers and terminals', buttons: [{ kind: 'open', url: `https://nt2.example/go#${'t'.repeat(32)}/devices` }] },
  });
  expect(issued).toMatchObject([{ person: { key: alex.key }, share: null, tenant: 'chatter:t' }]);
});

it('T13: a secret typed behind it is told first', async () => {
  const answer = await open().ask({ kind: 'command', text: 'devices sk_live_51CANARYabcdefghijkl', people: [] });
  expect(answer).toMatchObject({ kind: 'private', card: { title: 'That looked like a secret', buttons: [] } });
});
