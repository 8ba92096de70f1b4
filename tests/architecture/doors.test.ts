// The largest text that fits through each door, of every kind: it holds up nobody else (P3). Counts the processor's time, since the
// machine may be busy.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseMentions } from '../../src/adapters/slack/parse/mentions.ts';
import { resolveText } from '../../src/adapters/slack/to-interaction.ts';
import type { Contact } from '../../src/bot/port.ts';
import { parseCommand } from '../../src/bot/parse/command.ts';
import { parseShareForm } from '../../src/bot/share-form/parse.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { NOBODY } from '../../src/bot/render-context.ts';
import { limits } from '../../src/core/limits.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { normalizeLine, findInvisible, escapeInvisible } from '../../src/core/text-safety.ts';
import { parseFragment, parseLink } from '../../src/crypto/keys/link.ts';
import { parseNote } from '../../src/crypto/note/note.ts';
import { parseReceipt } from '../../src/crypto/receipt/receipt.ts';
import { tidyOwnPassphrase, spellingsOfTold, passphraseStrength } from '../../src/crypto/passphrase/wordlist.ts';
import { createAddressOf } from '../../src/server/http/address.ts';
import { createServerCrypto } from '../../src/server/server-crypto.ts';
import { createSessions } from '../../src/server/auth/session.ts';
import { recognize } from '../../src/env-file/parse.ts';

const KINDS = [
  ...'aZ0 \n\t.,-_/:;@"\'#=<>&%\\+*!?$|~^()[]{}`é中😀\u200b\u0301”',
  'a b ',
  'a-',
  'a.',
  '1 ',
  'aA1!',
  '<@',
  '<@U1>',
  '"”',
  'A=\n',
  'A="\n',
  "A=$'x\n",
  'export A\n',
  'export Z\n',
  'export A Z\n',
  '${A}',
  '%25',
  '/s/',
  '1111',
  '\n\n',
  '— a b\n',
  'event 1:\n',
  '=?\r\n> ',
  'nt2=',
  '::1,',
  '10.0.0.1,',
] as const;
const SIXTY_FOUR_KIB = limits.bodyBytes;

const alex: Contact = { key: 'chatter:t:alex' as PersonKey, name: 'Alex', kind: 'member' };
const voice = {
  messages: en,
  platform: 'Chatter',
  publicUrl: 'https://nt2.example',
  isReaderKnown: false,
  waitsLongest: () => false,
  blocked: NOBODY,
};
const id = 'a'.repeat(32);
const sessions = createSessions({
  serverCrypto: createServerCrypto({ cookie: randomBytes(32), lease: randomBytes(32) }),
  clock: () => 0,
  publicUrl: new URL('https://nt2.example'),
});
const addressOf = createAddressOf(['10.0.0.0/8', '::1']);
const form = (values: Record<string, string>): unknown =>
  parseShareForm(voice, { actor: alex, place: null, values, ref: { given: {}, to: 'link' }, modalEntry: true });

/** Every page and share of a server stands still for so long at most, in ms of the processor; a page that someone opened or a command is alone. */
const SERVER = 100;
const ALONE = 400;

/** Each door: how much fits through it, and what reads it first. */
type Door = readonly [door: string, fits: number, read: (text: string) => unknown, most: number];
const DOORS: readonly Door[] = [
  [
    'a command on Slack',
    SIXTY_FOUR_KIB,
    (text) => resolveText(parseMentions(`share ${text}x`), { tenant: 't', contact: () => alex }),
    SERVER,
  ],
  ['a command', SIXTY_FOUR_KIB, (text) => parseCommand(`share ${text}x`), SERVER],
  ['a label in a form', SIXTY_FOUR_KIB, (text) => form({ label: `${text}x` }), SERVER],
  ['a note in a form', SIXTY_FOUR_KIB, (text) => form({ label: 'key', note: `${text}x` }), SERVER],
  ['words of one’s own in a form', SIXTY_FOUR_KIB, (text) => [passphraseStrength(`${text}x`), tidyOwnPassphrase(`${text}x`)], SERVER],
  ['words that somebody was told', SIXTY_FOUR_KIB, (text) => spellingsOfTold(`${text}x`), SERVER],
  ['a secret in a form', SIXTY_FOUR_KIB, (text) => findInvisible(`${text}x`), SERVER],
  ['a label from a program', SIXTY_FOUR_KIB, (text) => [normalizeLine(`${text}x`, limits.label), escapeInvisible(text)], SERVER],
  ['a signed note', SIXTY_FOUR_KIB, (text) => parseNote(`a\n\n${text}\n`), SERVER],
  ['X-Forwarded-For', 16_384, (text) => addressOf('10.0.0.1', `${text}10.0.0.2`), SERVER],
  ['a cookie', 16_384, (text) => sessions.parseCookie(`__Host-nt2=${text};${text}`), SERVER],
  ['a link', 8_192, (text) => [parseFragment(text, id), parseLink(`https://nt2.example/s/${id}#${text}`.slice(0, 8_192))], ALONE],
  ['a link that is none', 1_000_000, (text) => [parseFragment(text, id), parseLink(text)], ALONE],
  ['a pasted .env file', 262_144, (text) => recognize(text), ALONE],
  [
    'a .env file that names again what it has set',
    262_144,
    (text) => text.startsWith('export') && recognize(`${'A=1\n'.repeat(32_768)}${text}`.slice(0, 262_144)),
    ALONE,
  ],
  ['a receipt', 4 * 1024 * 1024, (text) => parseReceipt(`nt2/receipt/v1\nfor sender\nshare ${id}\n\ncheckpoint:\n${text}`), ALONE],
];

function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

describe('what comes in from outside', () => {
  it.each(DOORS)(
    'P3: %s: the largest that fits is read at once, whatever it is made of',
    { timeout: 120_000 },
    (_door, fits, read, most) => {
      const slow = KINDS.flatMap((kind) => {
        const text = kind.repeat(Math.floor(fits / kind.length));
        let best = Number.POSITIVE_INFINITY;
        for (let n = 0; n < 3 && best > most; n += 1) {
          const began = spent();
          read(text);
          best = Math.min(best, spent() - began);
        }
        return best > most ? [`${JSON.stringify(kind)}: ${Math.round(best)} ms`] : [];
      });
      expect(slow).toEqual([]);
    },
  );

  it('P3: what is longer than anybody types is no label and no note', () => {
    const long = ' '.repeat(SIXTY_FOUR_KIB);
    expect(normalizeLine(`a${long}b`, limits.label)).toBeNull();
    expect(form({ label: `a${long}b` })).toMatchObject({ ok: false, errors: { label: expect.any(String) } });
  });
});
