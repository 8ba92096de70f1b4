// Whole hand-offs whose every secret is known, and all that comes out of the server while they last and afterwards: none of the secrets is in
// any of it, however it is spelled. The table of all surfaces is `surfaces.ts` in tests/docs.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notificationCard } from '../../src/bot/cards/notification.ts';
import { cardFor } from '../../src/bot/cards/surface.ts';
import { EVIDENCE_FORMATS, formatEvidenceFile } from '../../src/core/evidence/evidence-file.ts';
import { collectEvidence } from '../../src/core/evidence/collect.ts';
import { BOARD_STATES } from '../../src/core/ports/board-store.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { dumpSqlite } from '../support/dump.ts';
import { sweep } from '../support/sweep.ts';
import { known } from '../bot/fixtures.ts';
import type { Swept } from '../docs/surfaces.ts';
import { ann, ben, person, TENANT } from './harness.ts';
import { openReaders, READERS, VALUE, WORDS, type Walked } from './readers.ts';

const [ada, otto] = [person('ada', 'Ada'), person('otto', 'Otto')];
const POLICY: Policy = {
  version: '1',
  hash: 'aGFzaA==',
  rules: [],
  templates: [],
  board: { admins: [ada.key], auditors: [otto.key], accounts: [], labels: true },
};

/** What must be there. */
const SHOWS: Readonly<Record<Swept, string>> = {
  cards: 'Stripe webhook key',
  answers: 'Stripe webhook key',
  board: 'Stripe webhook key',
  evidence: 'Stripe webhook key',
  log: 'type delivered',
  'server log': '"route"',
  store: 'Stripe webhook key',
};

describe('T13, J10: what comes out', () => {
  let stage: Awaited<ReturnType<typeof openReaders>>;
  let walked: Walked[];
  let tokens: string[];
  const cookies: string[] = [];

  beforeAll(async () => {
    stage = await openReaders({ policy: () => POLICY });
    const { door, who } = stage;
    const lives = [
      await stage.walk('link+words', 'delivered'),
      await stage.walk('link+words', 'ready'),
      await stage.walk('sealed+words', 'claimed'),
      await stage.walk('sealed', 'unconfirmed'),
    ];
    walked = lives.filter((one) => one !== null);
    await door.sign();
    for (const one of [ada, otto]) cookies.push(await door.signIn(one));
    tokens = [who.auditor.bearer ?? '', await door.tokens.issue({ person: ann, share: null, tenant: TENANT })];
  });
  afterAll(() => stage.door.close());

  /** By name: all of them, as text or bytes. */
  const secrets = (): Record<string, readonly (string | Uint8Array)[]> => ({
    value: [VALUE],
    passphrase: [WORDS],
    'link key': walked.flatMap(({ linkKey }) => linkKey ?? []),
    'private key': ['AGE-SECRET-KEY-1', ...walked.flatMap(({ lock }) => lock ?? [])],
    'claim secret': walked.map(({ secret }) => secret),
    token: tokens,
    session: [...cookies, stage.who.sender.cookie ?? '', stage.who.recipient.cookie ?? ''].map((cookie) =>
      cookie.slice(cookie.indexOf('=') + 1),
    ),
  });

  const shares = async () => Promise.all(walked.map(async ({ id }) => (await stage.door.shares.find(id))!));
  const tag = (): TenantTag => walked[0]!.id.slice(0, 6) as TenantTag;

  const COLLECT: Readonly<Record<Swept, () => Promise<string>>> = {
    cards: async () =>
      JSON.stringify(
        (await shares()).flatMap((share) => [
          ...(['place', 'sender', 'recipient'] as const).map((surface) => cardFor(known, share, surface)),
          ...(['accepted', 'ready', 'ended', 'failing', 'intruder', 'nudge', 'waiting'] as const).map((news) =>
            notificationCard(known, share, news),
          ),
        ]),
      ),
    answers: async () => {
      const texts: string[] = [];
      for (const reader of READERS) for (const { id } of walked) texts.push(await stage.fetchAll(reader, id));
      for (const as of [stage.who.sender, stage.who.recipient]) {
        for (const path of ['/api/session', '/api/devices']) texts.push((await stage.ask('GET', path, as)).text);
        texts.push((await stage.ask('POST', '/api/shares/search', { json: {}, ...as })).text);
      }
      return texts.join('\n');
    },
    board: async () => {
      const texts: string[] = [];
      for (const cookie of cookies)
        for (const state of BOARD_STATES) {
          const json = { tenant: TENANT, state };
          texts.push((await stage.ask('POST', '/api/board/search', { cookie, json })).text);
          for (const by of ['person', 'template'])
            texts.push((await stage.ask('POST', '/api/board/groups', { cookie, json: { ...json, by } })).text);
          for (const format of ['csv', 'json'])
            texts.push((await stage.ask('POST', '/api/board/export', { cookie, json: { ...json, format } })).text);
        }
      return texts.join('\n');
    },
    evidence: async () => {
      const rows = await collectEvidence(stage.door.store, { tags: [tag()], from: 0, to: stage.door.time.now + 1, person: null });
      const texts = EVIDENCE_FORMATS.map((format) => formatEvidenceFile(format, rows, 'all days'));
      const auditor = stage.who.auditor;
      texts.push((await stage.ask('POST', '/api/evidence/search', { json: {}, ...auditor })).text);
      for (const format of EVIDENCE_FORMATS) {
        const json = { from: 0, to: stage.door.time.now + 1, format };
        texts.push((await stage.ask('POST', '/api/evidence/export', { json, ...auditor })).text);
      }
      return texts.join('\n');
    },
    log: async () => (await stage.door.store.leaves(tag(), 0, 999)).join('\n'),
    'server log': async () => stage.door.lines.join(''),
    store: async () => [...dumpSqlite(stage.door.file)].map(([table, bytes]) => `${table}\n${bytes.toString('latin1')}`).join('\n'),
  };

  it.each(Object.keys(COLLECT) as Swept[])(
    '%s: has no value, passphrase, key, link fragment, token, session or claim secret',
    async (name) => {
      const bytes = await COLLECT[name]();
      // So that it is not empty for another reason.
      expect(bytes).toContain(SHOWS[name]);
      for (const [secret, canaries] of Object.entries(secrets())) {
        expect(canaries.length, secret).toBeGreaterThan(0);
        expect(
          canaries.every(({ length }) => length > 10),
          secret,
        ).toBe(true);
        expect(sweep([{ name, bytes }], canaries), secret).toEqual([]);
      }
    },
  );

  it('and a secret that is planted there is found', async () => {
    const bytes = await COLLECT.cards();
    for (const [secret, canaries] of Object.entries(secrets()))
      for (const canary of canaries)
        expect(sweep([{ name: 'cards', bytes: `${bytes}x${Buffer.from(canary).toString('base64url')}` }], [canary]), secret).not.toEqual(
          [],
        );
  });

  it('and whom a share is for is no secret to its people: the sweep looks at what is there', async () => {
    expect(await COLLECT.answers()).toContain(ben.name);
  });
});
