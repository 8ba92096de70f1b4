// Shares in every state that a card can show, and a voice to draw them with.

import { en } from '../../src/bot/messages/messages.ts';
import type { Button, Card, Line } from '../../src/bot/port.ts';
import { NOBODY, type RenderContext } from '../../src/bot/render-context.ts';
import {
  CAUSES,
  type Acceptance,
  type Claim,
  type Mode,
  type PayloadFacts,
  type Person,
  type Seal,
  type Share,
  type ShareId,
  type State,
} from '../../src/core/share.ts';

export const voice: RenderContext = {
  messages: en,
  platform: 'Chatter',
  publicUrl: 'https://nt2.example',
  isReaderKnown: false,
  waitsLongest: () => false,
  blocked: NOBODY,
};
/** The same for a reader who has a known browser. */
export const known: RenderContext = { ...voice, isReaderKnown: true };
export const LABEL = 'Stripe webhook key';
export const NOTE = 'for the checkout';
export const alex = { key: 'chatter:t:alex', name: 'Alex' } as Person;
export const sam = { key: 'chatter:t:sam', name: 'Sam' } as Person;

// What must never stand in a card, wherever the state holds it.
export const HELD = [
  'HELD-note',
  'HELD-device',
  'HELD-key',
  'HELD-ack',
  'HELD-capsule',
  'HELD-salt',
  'HELD-opener',
  'HELD-statement',
  'HELD-opening',
];

const acceptance: Acceptance = { at: 1, device: 'HELD-device', key: 'HELD-key', signedNote: 'HELD-note' };
const seal: Seal = {
  at: 1,
  ackHash: 'HELD-ack',
  capsuleHash: 'HELD-capsule',
  payloadHash: 'HELD-capsule',
  payloadSize: 4096,
  scryptSalt: 'HELD-salt',
  openers: [{ proof: 'words', key: 'HELD-opener', salt: 'HELD-salt' }],
  device: 'HELD-device',
  statement: 'HELD-statement',
};
const claim: Claim = { at: 1, device: 'HELD-device', leaseUntil: 2, lease: null, proofs: [] };
const payload: PayloadFacts = { hash: 'HELD-capsule', size: 4096, at: 1 };

export function shareIn(state: State, more: Partial<Share> = {}): Share {
  return {
    id: 'abcdef22222222222222222222222222' as ShareId,
    mode: 'sealed',
    entry: 'page',
    via: 'chat',
    kind: 'credential',
    label: LABEL,
    note: NOTE,
    sender: alex,
    recipient: sam,
    place: { ref: 'c1', name: '#engineering' },
    createdAt: 0,
    expiresAt: 86_400_000,
    parties: { salt: 'HELD-salt', opening: 'HELD-opening' },
    created: 'HELD-statement',
    version: 3,
    state,
    surfaces: {},
    unreachable: [],
    bellAt: 0,
    knockAt: 0,
    outbox: [],
    ...more,
  };
}

/** Sealed to a prekey, before anyone has accepted. */
const ahead: Seal = { ...seal, prekey: { device: 'HELD-device', key: 'HELD-key' } };

export const states = {
  offered: { status: 'offered', payload: null },
  entered: { status: 'offered', payload },
  accepted: { status: 'accepted', payload: null, acceptance },
  acceptedEntered: { status: 'accepted', payload, acceptance },
  sealed: { status: 'sealed', seal },
  sealedAhead: { status: 'sealed', seal: ahead },
  readyAhead: { status: 'ready', seal: ahead, acceptance: { at: 1, device: null, key: null, signedNote: null }, failures: 0 },
  ready: { status: 'ready', seal, acceptance, failures: 0 },
  claimed: { status: 'claimed', seal, acceptance, claim },
} as const satisfies Record<string, State>;

export const endings = CAUSES.map((cause): State => ({ status: 'ended', cause, at: 1, seal, acceptance, claim }));

/** Every share that can be: state × mode × entry × someone unreachable. */
export function everyShare(): Share[] {
  const modes: Mode[] = ['sealed', 'sealed+words', 'words', 'link', 'link+words'];
  return modes.flatMap((mode) =>
    [...Object.values(states), ...endings].flatMap((state) =>
      (['page', 'modal'] as const).flatMap((entry) =>
        ([[], ['recipient'], ['place'], ['place', 'recipient']] as const).map((unreachable) => {
          const link = mode.startsWith('link');
          return shareIn(state, { mode, entry: link ? 'page' : entry, unreachable, ...(link && { recipient: null, place: null }) });
        }),
      ),
    ),
  );
}

export const lineText = (line: Line): string =>
  line
    .map((span) => {
      if (typeof span === 'string') return span;
      switch (span.kind) {
        case 'person':
          return `@${span.person.name}`;
        case 'strong':
          return span.text;
        case 'time':
          return new Date(span.at).toISOString();
        case 'link':
          return `${span.text} (${span.url})`;
      }
    })
    .join('');

export const cardText = (card: Card): string =>
  [card.title, ...[...card.body, ...(card.rows ?? []).map(({ line }) => line)].map(lineText)].join('\n');
/** At the lines of a list, and below. */
export const buttonsOf = ({ rows = [], buttons }: Card): Button[] => [...rows.flatMap((row) => row.buttons), ...buttons];
export const labels = (card: Card): string[] => buttonsOf(card).map(({ label }) => label);
