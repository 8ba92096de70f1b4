// Envelopes: examples of what is sent and answered.

import type * as z from 'zod';
import type { ANSWERS, BODIES } from '../server/api/table/components.ts';

const ID = 'q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h';
const NOW = 1_796_040_000_000;
const KEY = 'q83vEjRWeJq83vEjRWeJqw8PDw8PDw8PDw8PDw8PDw8=';
const half = { payload: 'q83vEjRWeJq83vEj…', secret: KEY, capsules: { [KEY]: 'YWdlLWVuY3J5cHRpb24ub3JnL3YxCg…' } };
const member = { device: KEY, person: 'Ben', name: 'laptop', isMachine: false, isReady: true };

const ENVELOPE: z.input<typeof ANSWERS.Envelope> = {
  id: ID,
  label: 'Root of db1',
  owner: 'Ann',
  isOwner: false,
  afterMs: 3_600_000,
  seal: 1,
  sealedAt: NOW,
  state: 'sealed',
  sealAgain: false,
  members: [member],
  asking: {
    n: 1,
    isDrill: false,
    by: 'Ben',
    device: KEY,
    reason: 'db1 is down',
    at: NOW,
    step: 'asked',
    dueAt: NOW + 3_600_000,
    agreed: null,
    refused: null,
  },
};

export const ENVELOPE_ANSWERS = {
  Envelope: ENVELOPE,
  Envelopes: { envelopes: [ENVELOPE] },
  EnvelopeKeys: {
    tenant: 'q5x2ac',
    person: KEY,
    now: NOW,
    keys: [{ device: KEY, owner: KEY, person: 'Ben', name: 'laptop', isMachine: false, note: 'nt2/envelope-key/v1\n…', at: NOW }],
  },
  ReleasedEnvelope: {
    seal: 1,
    half: 'real',
    device: KEY,
    capsule: 'YWdlLWVuY3J5cHRpb24ub3JnL3YxCg…',
    payload: 'q83vEjRWeJq83vEj…',
    secret: KEY,
  },
} as const satisfies { readonly [K in 'Envelope' | 'Envelopes' | 'EnvelopeKeys' | 'ReleasedEnvelope']: z.input<(typeof ANSWERS)[K]> };

export const ENVELOPE_BODIES = {
  LeftEnvelopeKey: { device: KEY, name: 'laptop', note: 'nt2/envelope-key/v1\n…' },
  SealedEnvelope: { id: ID, seal: 1, label: 'Root of db1', afterMs: 3_600_000, real: half, drill: half },
  EnvelopeChange: { kind: 'agree', n: 1 },
  EnvelopeOpening: { secret: KEY },
} as const satisfies {
  readonly [K in 'LeftEnvelopeKey' | 'SealedEnvelope' | 'EnvelopeChange' | 'EnvelopeOpening']: z.input<(typeof BODIES)[K]>;
};
