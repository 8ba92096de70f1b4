// Every parser of text from outside, on texts that are nearly right: it refuses or reads, and never throws. What has one spelling is
// written again as it was read. `npm run campaign` does so for longer.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEPT_PARSERS } from './kept-parsers.ts';
import { strict, type Parser } from './parser.ts';
import { customId, parseCustomId } from '../../src/adapters/discord/config.ts';
import { parseMentions as parseDiscordMentions } from '../../src/adapters/discord/parse/mentions.ts';
import { parseRef as parseSlackRef, refOf as slackRefOf } from '../../src/adapters/slack/config.ts';
import { parseMentions as parseSlackMentions } from '../../src/adapters/slack/parse/mentions.ts';
import { parseErrorCode, parseListing } from '../../src/blobs/list-xml.ts';
import { parseCommand } from '../../src/bot/parse/command.ts';
import { looksLikeSecret } from '../../src/core/secret-detector.ts';
import { parseShareRef } from '../../src/bot/share-form/fields.ts';
import { limits } from '../../src/core/limits.ts';
import { emptyLogState, formatLogState, parseLogState } from '../../src/core/tlog/state/log-state.ts';
import { formatCover, parseCover } from '../../src/crypto/capsule/link-cover.ts';
import { formatEvent, formatLogEvent, parseEvent, parseLogEvent } from '../../src/crypto/events/event.ts';
import { formatLabel, formatParties, parseLabel, parseParties } from '../../src/crypto/events/parties.ts';
import {
  formatAccepted,
  formatClaimed,
  formatDelivered,
  formatSealed,
  parseAccepted,
  parseClaimed,
  parseDelivered,
  parseSealed,
} from '../../src/crypto/events/statements.ts';
import { formatWorkload, parseWorkload } from '../../src/crypto/events/workload.ts';
import { formatWorkloadClaimed, parseWorkloadClaimed } from '../../src/crypto/events/workload-claim.ts';
import { formatMachineKey, parseMachineKey } from '../../src/crypto/keys/machine.ts';
import { workloadIn } from '../../src/client/machine/second-proof.ts';
import { formatFragment, parseFragment, parseLink } from '../../src/crypto/keys/link.ts';
import { formatPrekey, parsePrekey } from '../../src/crypto/keys/prekey.ts';
import { parseLogName } from '../../src/crypto/keys/log.ts';
import { formatAddCheckpoint, parseAddCheckpoint } from '../../src/crypto/tlog/add-checkpoint.ts';
import { formatWitnessKey, parseWitnessKey } from '../../src/crypto/tlog/cosignature.ts';
import { formatNote, parseNote } from '../../src/crypto/note/note.ts';
import { parseLeaf } from '../../src/crypto/receipt/parsed-event.ts';
import { parsePinnedCheckpoint } from '../../src/crypto/receipt/pinned-checkpoint.ts';
import { formatReceipt, parseReceipt } from '../../src/crypto/receipt/receipt.ts';
import { formatCheckpoint, formatVkey, parseCheckpoint, parseVkey } from '../../src/crypto/tlog/checkpoint.ts';
import { formatFrontier, parseFrontier } from '../../src/crypto/tlog/merkle.ts';
import { formatInclusion, formatProof, parseInclusion, parseProof } from '../../src/crypto/tlog/proof.ts';
import { formatEntries, parseEntries, parseTilePath, tilePath } from '../../src/crypto/tlog/tiles.ts';
import { parseEnv } from '../../src/env-file/parse.ts';
import { assertProperty } from '../support/property.ts';
import { nearly } from './mutate.ts';

const IS_CAMPAIGN = process.env['NT2_CAMPAIGN'] === '1';
const RUNS = IS_CAMPAIGN ? 100_000 : 1_500;

const vectors = JSON.parse(readFileSync(new URL('../../docs/protocol/vectors.json', import.meta.url), 'utf8')) as {
  readonly link: { readonly share: string; readonly url: string };
  readonly log: { readonly frontier: string; readonly checkpoint: string; readonly proof: string };
};
const SHARE = vectors.link.share;

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** Texts in which others lie: what is signed in a note, the proof above its checkpoint. */
const within = (text: string): string[] => {
  const note = parseNote(text)?.text;
  const proof = text.indexOf('\n\n') < 0 ? undefined : text.slice(0, text.indexOf('\n\n') + 1);
  return [text, ...(note === undefined ? [] : [note]), ...(proof === undefined ? [] : [proof])];
};
const TEXTS = [...new Set(stringsIn(vectors).flatMap(within))];

/** Bytes as text, one character each. */
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const HASH = `${'A'.repeat(43)}=`;
const WORKLOAD = formatWorkload({ issuer: 'https://ci.example', subject: 'repo:acme/app:ref:main', token: HASH });
const WITNESS = formatWitnessKey({ name: 'witness.example/w1', publicKey: HASH });
const MACHINE = { server: 'https://nt2.example.com', tag: 'd7zp23', name: 'ci', person: HASH, seed: new Uint8Array(32) };

const STRICT: readonly Parser[] = [
  strict('a signed note', { parse: parseNote, format: ({ text, signatures }) => formatNote(text, signatures) }),
  strict('a checkpoint', { parse: parseCheckpoint, format: formatCheckpoint }),
  strict('a verifier key', { parse: parseVkey, format: formatVkey }),
  strict('the key of a witness', { parse: parseWitnessKey, format: formatWitnessKey, examples: [WITNESS] }),
  strict('a request to a witness', {
    parse: parseAddCheckpoint,
    format: formatAddCheckpoint,
    examples: ['old 0\n\nx', `old 7\n${HASH}\n\nx\n`],
  }),
  strict('a frontier', { parse: parseFrontier, format: formatFrontier }),
  strict('a proof', { parse: parseProof, format: formatProof }),
  strict('a proof without its checkpoint', {
    parse: parseInclusion,
    format: ({ extra, ...inclusion }) => formatInclusion(inclusion, extra),
  }),
  strict('the path of a tile', {
    parse: parseTilePath,
    format: tilePath,
    examples: ['tile/0/000', 'tile/0/x001/x234/067', 'tile/1/000.p/17', 'tile/entries/273.p/112', 'tile/63/x001/000.p/1'],
  }),
  strict('a bundle of entries', {
    parse: (text) => (/[^\0-\xff]/.test(text) ? null : parseEntries(bytesOf(text))),
    format: (entries) => textOf(formatEntries(entries)),
    examples: [textOf(formatEntries(['nt2/event/v1\n', '', 'x'.repeat(300)].map(bytesOf)))],
  }),
  strict('an event', { parse: parseEvent, format: formatEvent }),
  strict('an event of the log', { parse: parseLogEvent, format: formatLogEvent }),
  strict('an acceptance', { parse: parseAccepted, format: formatAccepted }),
  strict('a sealing', { parse: parseSealed, format: formatSealed }),
  strict('a prekey', { parse: parsePrekey, format: formatPrekey }),
  strict('a claim', { parse: parseClaimed, format: formatClaimed }),
  strict('a claim with a second proof', {
    parse: parseWorkloadClaimed,
    format: formatWorkloadClaimed,
    examples: [formatWorkloadClaimed({ share: SHARE, at: 1_795_000_000_000, device: HASH, lease: HASH, proofs: [], workload: HASH })],
  }),
  strict('a workload', {
    parse: parseWorkload,
    format: formatWorkload,
    examples: [WORKLOAD],
    refuses: [`${WORKLOAD} `, WORKLOAD.replace('{', '{"x":1,'), WORKLOAD.replace('{', '{"issuer":"x",')],
  }),
  strict('a delivery', { parse: parseDelivered, format: formatDelivered }),
  strict('the cover of a link', { parse: parseCover, format: formatCover }),
  strict('parties', { parse: parseParties, format: formatParties }),
  strict('a label', { parse: parseLabel, format: formatLabel, examples: ['{"label":"Stripe webhook key"}', '{"label":""}'] }),
  strict('a receipt', { parse: parseReceipt, format: formatReceipt }),
  strict('a receipt with a second proof', {
    parse: (text) => (text.startsWith('nt2/receipt/v3\n') ? parseReceipt(text) : null),
    format: formatReceipt,
  }),
  strict('the state of a log', {
    parse: parseLogState,
    format: formatLogState,
    refuses: ['generation NaN', 'settled Infinity', 'alarm log.leaf 9007199254740993 1', 'alarm log.leaf 1 NaN'].map((row) =>
      formatLogState(emptyLogState).replace(row.startsWith('alarm') ? 'settled' : new RegExp(`^${row.split(' ')[0]} .*$`, 'm'), (found) =>
        row.startsWith('alarm') ? `${row}\n${found}` : row,
      ),
    ),
    examples: [
      formatLogState({
        ...emptyLogState,
        frontier: parseFrontier(vectors.log.frontier) ?? emptyLogState.frontier,
        keys: [{ year: 2026, vkey: 'nt2.example.com/nt2/log/d7zp23+dfae4116+AU2I8udfy8S3FrGfoTVzMNWo4wo2eWGr3fGb019SgXq2' }],
        alarm: { code: 'log.tile', at: 1_795_000_000_000, position: 7 },
        pruned: { first: 256, at: 1_795_000_000_000 },
        note: vectors.log.checkpoint,
      }),
    ],
  }),
  strict('the id of a button on Discord', {
    parse: parseCustomId,
    format: ({ tenant, ref, ...purpose }) => customId(purpose, tenant, ref),
    refuses: ['S:u0x17:opens=words', 'o:g00:', 'o:g1'],
    examples: [
      customId({ kind: 'action', action: 'open' }, { kind: 'guild', id: '1042' }, SHARE),
      customId({ kind: 'form', form: 'share' }, { kind: 'user', id: '7' }, 'opens=words'),
    ],
  }),
  strict('a reference on Slack', {
    parse: parseSlackRef,
    format: ({ tenant, channel, ts }) => slackRefOf(tenant, channel, ts),
    examples: ['T1ACME/C1GENERAL', 'E1ORG/D1ALEX/1795000000.000100'],
  }),
];

const LENIENT: readonly Parser[] = [
  ...KEPT_PARSERS,
  {
    name: 'a link',
    parse: (text) => {
      const parsed = parseLink(text);
      return parsed.ok ? parsed : null;
    },
    accepts: (_text, { id, key }: { id: string; key: Uint8Array }) =>
      expect(parseFragment(formatFragment(key, id), id)).toEqual({ ok: true, key }),
  },
  {
    name: 'the key of a link',
    parse: (text) => {
      const parsed = parseFragment(text, SHARE);
      return parsed.ok ? parsed : null;
    },
    accepts: (_text, { key }: { key: Uint8Array }) => expect(key).toHaveLength(32),
  },
  {
    name: 'a command',
    parse: parseCommand,
    examples: [
      'share <@chatter:t:sam> the “staging” key',
      'receipt https://nt2.example/s/d7zp23wkqzylnn47a4minvwo3xldrsoq',
      'block <@x>',
      'help',
    ],
    accepts(text, command: ReturnType<typeof parseCommand>) {
      if (command.kind !== 'share') return;
      expect([...command.label].length).toBeLessThanOrEqual(limits.label);
      if (command.leaked) expect(command.label).toBe('');
      else if (text.length < 2_000) expect(looksLikeSecret(text.replaceAll(/<@[^<>\s]+>/g, ' '))).toBe(false);
    },
  },
  {
    name: 'a command on Slack',
    parse: parseSlackMentions,
    examples: ['share <@U1SAM|sam> &amp; <#C1|general> <!subteam^S1|@team> @nobody', '<mailto:a@b.example|a@b.example> x'],
  },
  { name: 'a command on Discord', parse: parseDiscordMentions, examples: ['share <@42> <@&7> @everyone x', '<@!42>'] },
  {
    name: 'the choices in a form’s reference',
    parse: parseShareRef,
    examples: ['kind=bank&opens=words', 'wait=1h&place=none&entry=page', 'to=link&all=1&warn=1'],
    accepts: (_text, { given, to }: ReturnType<typeof parseShareRef>) => {
      expect(['kind', 'place', 'wait', 'opens', 'entry', 'template']).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(['link', 'people']).toContain(to);
    },
  },
  {
    name: 'the key of a machine',
    parse: parseMachineKey,
    examples: [formatMachineKey(MACHINE), formatMachineKey(MACHINE).replaceAll('\n', '\r\n').trim()],
    accepts: (text, key: NonNullable<ReturnType<typeof parseMachineKey>>) =>
      expect(formatMachineKey(key)).toBe(`${text.replaceAll('\r\n', '\n').trim()}\n`),
  },
  {
    name: 'the token of a workload',
    parse: workloadIn,
    examples: [`a.${Buffer.from('{"iss":"https://ci.example","sub":"repo:acme/app"}').toString('base64url')}.c`],
    accepts: (_text, { issuer, subject }: NonNullable<ReturnType<typeof workloadIn>>) =>
      expect([typeof issuer, typeof subject]).toEqual(['string', 'string']),
  },
  {
    name: 'a page of a bucket’s list',
    parse: parseListing,
    examples: [
      '<?xml version="1.0"?>\n<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a&amp;b/0-00</Key><Owner/></Contents></ListBucketResult>',
      '<ListBucketResult><IsTruncated>true</IsTruncated><CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes><NextContinuationToken>YQ==</NextContinuationToken></ListBucketResult>',
    ],
    accepts: (_text, { next }: { readonly next: string | null }) => expect(next).not.toBe(''),
  },
  {
    name: 'an error of a bucket',
    parse: parseErrorCode,
    examples: [
      '<Error><Code>SlowDown</Code><Message>Wait &#x41;</Message></Error>',
      '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>',
    ],
    accepts: (_text, code: string) => expect(code).toMatch(/^[A-Za-z0-9.]{0,60}$/),
  },
  { name: 'a leaf of the log', parse: parseLeaf },
  { name: 'a checkpoint that somebody kept', parse: parsePinnedCheckpoint },
  { name: 'the name of a log', parse: parseLogName, examples: ['nt2.example.com/nt2/log/d7zp23', 'nt2.example.com/nt2/log/d7zp23/2'] },
  { name: 'a .env file', parse: parseEnv, examples: ['A=1\nB="x\\ny"\n', "export C=$'z'\n# comment\n", 'D=${A}\nE=x=y\r\n'] },
];

/** Numbers that no format knows, and that come of a text which was believed too soon. */
function oddNumbers(value: unknown): number[] {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? [] : [value];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.values(value).flatMap(oddNumbers);
}

describe('parsers on texts that are nearly right', () => {
  it.each([...STRICT, ...LENIENT].map((parser) => [parser.name, parser] as const))(
    '%s is read or refused, whatever was changed in it',
    { timeout: IS_CAMPAIGN ? 3_600_000 : 120_000 },
    (_name, { parse, examples = [], refuses = [], accepts = () => undefined }) => {
      const valid = [...examples, ...TEXTS.filter((text) => parse(text) !== null)];
      expect(valid.length).toBeGreaterThan(0);
      const read = (text: string): boolean => {
        const value = parse(text);
        if (value === null) return false;
        expect(oddNumbers(value)).toEqual([]);
        accepts(text, value as never);
        return true;
      };
      for (const text of valid) expect(read(text), text.slice(0, 200)).toBe(true);
      for (const text of refuses) expect(parse(text), text).toBeNull();
      let refused = 0;
      assertProperty(
        fc.property(
          fc.oneof({ weight: 9, arbitrary: nearly(valid.slice(0, 12)) }, fc.string({ unit: 'binary', maxLength: 200 })),
          (text) => {
            if (!read(text)) refused += 1;
          },
        ),
        { numRuns: RUNS },
      );
      // What refuses nothing at all was not tried.
      if (STRICT.some((one) => one.parse === parse)) expect(refused).toBeGreaterThan(RUNS / 20);
    },
  );
});
