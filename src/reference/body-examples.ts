// An example of each body, held to its schema by the compiler; tests/reference/document.test.ts asks for those that are missing.

import { ENVELOPE_BODIES } from './envelope-examples.ts';
import type * as z from 'zod';
import type { BODIES } from '../server/api/table/components.ts';
import { CAPSULE, DEVICE_KEY, LATER, noteOf, NOW, SEALED_PAYLOAD, SALT, SECRET, SHARE, SOON } from './example-parts.ts';

const SEAL = { note: noteOf('sealed'), device: DEVICE_KEY, capsule: CAPSULE, payload: SEALED_PAYLOAD };
const LOGIN = 'q83vEjRWeJq83vEjRWeJqw';
const OPENER = { proof: 'link', salt: SALT } as const;

export const BODY_EXAMPLES: { readonly [Name in keyof typeof BODIES]?: z.input<(typeof BODIES)[Name]> } = {
  Accept: { note: noteOf('accepted'), device: DEVICE_KEY },
  Asked: { to: { share: SHARE } },
  BoardExport: { tenant: 'slack:T0123ABCD', state: 'outstanding', format: 'csv' },
  BoardGroupsSearch: { tenant: 'slack:T0123ABCD', state: 'outstanding', by: 'person' },
  BoardSearch: { tenant: 'slack:T0123ABCD', state: 'outstanding', limit: 50 },
  Broken: { device: DEVICE_KEY, secret: SECRET, reason: 'payload' },
  Claim: { note: noteOf('claimed'), device: DEVICE_KEY, secret: SECRET, openers: [{ ...OPENER, note: 'nt2/opener/v1\n…' }] },
  Decline: { reason: 'We do not have that key.' },
  Deliver: { note: noteOf('delivered'), device: DEVICE_KEY, secret: SECRET, ack: SECRET },
  DeviceSignIn: { note: 'nt2/sign-in/v1\n…', device: DEVICE_KEY, nonce: '1796040000000.q83vEjRWeJq83vEjRWeJqw' },
  EvidenceExport: { from: NOW - 86_400_000, to: NOW, format: 'csv' },
  EvidenceSearch: { person: 'slack:T0123ABCD:U0123', from: NOW - 86_400_000, limit: 20 },
  Extend: { expiresAt: LATER },
  LoginToken: { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: LOGIN },
  MachinePrekeys: { notes: ['nt2/prekey/v1\n…'] },
  MachineSignIn: {
    tenant: SHARE.slice(0, 6),
    name: 'ci',
    device: DEVICE_KEY,
    note: 'nt2/sign-in/v1\n…',
    nonce: '1796040000000.q83vEjRWeJq83vEjRWeJqw',
  },
  MachineToken: { device_code: LOGIN, device: DEVICE_KEY, note: 'nt2/bond/v1\n…' },
  NewFile: { bytes: 2_361, chunks: 1 },
  NewLogin: { name: 'ann@laptop' },
  Incident: { start: true },
  NewOffboarding: { person: 'slack:T0123ABCD:U0456EFGH' },
  ...ENVELOPE_BODIES,
  OffboardingTick: { step: 'cloud' },
  BoardOverdue: { tenant: 'slack:T0123ABCD' },
  RotationChange: { kind: 'snooze', days: 7 },
  NewMachine: { name: 'ci', device: DEVICE_KEY },
  Workload: { issuer: 'https://token.actions.githubusercontent.com', claims: { repository: 'acme/app', ref: 'refs/heads/main' } },
  NewRequest: {
    kind: 'credential',
    label: 'Stripe keys',
    note: 'For the staging server',
    fields: ['STRIPE_KEY', 'STRIPE_WEBHOOK_SECRET'],
    expiresInMs: 86_400_000,
  },
  NewWebhook: { name: 'deploys', url: 'https://hooks.example/nt2' },
  Nothing: {},
  PersonSearch: { text: 'casey', limit: 20 },
  PlainShare: { mode: 'link', kind: 'note', label: 'Door code', note: '', expiresInMs: 86_400_000 },
  Prekeys: { device: DEVICE_KEY, notes: ['nt2/prekey/v1\n…'] },
  Replay: {},
  RequestAnswer: { secret: 'gG4t1XfZIq0w1Yp6m1nJ2A==', ...SEAL },
  Seal: { ...SEAL, openers: [{ ...OPENER, key: DEVICE_KEY }] },
  SealedShare: {
    id: SHARE,
    mode: 'link',
    kind: 'credential',
    label: 'Stripe webhook key',
    note: '',
    createdAt: NOW,
    expiresAt: SOON,
    partiesSalt: SALT,
    labelSalt: SALT,
    seal: { ...SEAL, openers: [{ ...OPENER, key: DEVICE_KEY }] },
  },
  Search: { states: ['mine', 'others'], text: 'stripe', limit: 20 },
  Session: { token: 'q5x2ac7h3k9m2p4r6t8v' },
  Token: { token: 'q5x2ac7h3k9m2p4r6t8v' },
  WithdrawnLogin: { device_code: LOGIN },
};
