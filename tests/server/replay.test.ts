// One device at most, also against whoever reads. Each reader takes everything that they can fetch (views, receipts, log, export, backup,
// events) in each state of each mode; then all of it is used: every note is sent again with every value as a secret, a salt, an acknowledgement,
// and every value is held against the right words, as somebody who guesses them would.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRows } from '../../src/core/backup/export-rows.ts';
import { collectEvidence } from '../../src/core/evidence/collect.ts';
import { limits } from '../../src/core/limits.ts';
import { MODES, type Mode, type PersonKey, type Share, type TenantTag } from '../../src/core/share.ts';
import { decodeBase64 } from '../../src/crypto/bytes.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { parseEntries } from '../../src/crypto/tlog/tiles.ts';
import type { Signer } from '../../src/crypto/note/signer.ts';
import { proofCommitment, proofKeyCommitment, signKnowledgeProof, verifyKnowledgeProof } from '../../src/crypto/events/knowledge-proof.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { claimSecretHash } from '../../src/crypto/events/claim-secret.ts';
import { formatClaimed } from '../../src/crypto/events/statements.ts';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { scryptNative, type Browser } from '../support/actors.ts';
import { ann, ben, eve, HOST, openDoor, type Ask, type Harness } from './harness.ts';
import { accepting, claiming, credential, delivering, newBrowser, opening, sealing, wireSeal } from './wire.ts';

const WORDS = 'ribbon canal frozen pilot orchard';
const STATES = ['offered', 'accepted', 'ready', 'claimed', 'delivered', 'unconfirmed'] as const;
type StateName = (typeof STATES)[number];
const READERS = ['sender', 'recipient', 'auditor', 'backup', 'anybody'] as const;
type Reader = (typeof READERS)[number];

interface Walked {
  readonly id: Share['id'];
  readonly recipient: Browser;
  /** The right keys, of which nobody may learn that they are. */
  readonly keys: Partial<Record<'link' | 'words', Signer>>;
  /** When it would have been, or was claimed. */
  readonly at: number;
  readonly secret: string;
}

describe('what anybody can read is enough for nothing', () => {
  let door: Harness;
  let who: Record<Reader | 'eve', Ask>;
  const begin = async (): Promise<void> => {
    door = await openDoor();
    const token = await door.apiTokens.create('eye', 'auditor');
    who = {
      sender: { cookie: await door.signIn(ann) },
      recipient: { cookie: await door.signIn(ben) },
      eve: { cookie: await door.signIn(eve) },
      auditor: { bearer: token.ok ? token.value : '' },
      backup: {},
      anybody: {},
    };
  };
  beforeAll(begin);
  afterAll(() => door.close());

  let address = 0;
  /** From an address of its own each time, so that no allowance stands in for the rule. */
  const ask = (method: string, path: string, more: Ask = {}) => {
    address += 1;
    return door.ask(method, path, { ...more, from: `10.${(address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}` });
  };
  const post = (id: string, last: string, json: unknown, as: Ask = {}) => ask('POST', `/api/shares/${id}/${last}`, { json, ...as });

  /** Over the wire, as the pages do it. Null where the mode does not know the state. */
  async function walk(mode: Mode, to: StateName): Promise<Walked | null> {
    const isLink = mode.startsWith('link');
    if (isLink && to === 'accepted') return null;
    const share = await door.begin(mode);
    const { id } = share;
    const [sender, recipient] = [await newBrowser(HOST), await newBrowser(HOST)];
    const must = async (last: string, json: unknown, as: Ask = {}) => {
      const answer = await post(id, last, json, as);
      if (answer.status >= 300) throw new Error(`${last}: ${answer.text}`);
      return answer.json;
    };
    const walked = { id, recipient, keys: {}, at: door.time.now, secret: recipient.secretOf(id) };
    if (to === 'offered') return walked;
    const accept = isLink ? null : await accepting(recipient, share, door.time.now);
    if (accept !== null) await must('accept', accept.input, who.recipient);
    if (to === 'accepted') return walked;
    const key = accept?.key?.recipient;
    const more = { words: WORDS, ...(key !== undefined && { recipient: key }) };
    const sealed = await sealing(sender, share, { at: door.time.now, items: credential('whsec_canary_replay'), ...more });
    await must('seal', wireSeal(sealed.input), who.sender);
    const salt = /^salt (.+)$/m.exec(sealed.input.note)?.[1];
    const words = salt === undefined ? null : await derivePassphraseKeys({ words: WORDS, salt, share: id, scrypt: scryptNative });
    const keys = { ...(sealed.linkKey && { link: await linkProofSigner(sealed.linkKey, id) }), ...(words && { words: words.opener }) };
    if (to !== 'ready') {
      const as = isLink ? {} : who.recipient;
      const { capsule, payload } = await must('claim', await claiming(recipient, { id }, door.time.now, keys), as);
      if (to === 'delivered') {
        const released = { capsule: decodeBase64(capsule)!, payload: decodeBase64(payload)! };
        const known = { accept: accept?.key ?? null, linkKey: sealed.linkKey, ...(words && { words }) };
        const { ack } = await opening(share, released, sealed.input.note, known);
        await must('deliver', await delivering(recipient, { id }, door.time.now, ack));
      }
      if (to === 'unconfirmed') {
        door.time.now += 2 * limits.leaseMs;
        await door.shares.expireIfDue(id);
      }
    }
    return { ...walked, keys };
  }

  /** All that this reader gets to see of the share, as one text. */
  async function fetchAll(reader: Reader, id: string): Promise<string> {
    const as = who[reader];
    const tag = id.slice(0, 6) as TenantTag;
    const texts: string[] = [];
    for (const last of ['', '/receipt', '/receipt.sig', '/consistency?from=0&to=1', '/payload']) {
      const { text } = await ask('GET', `/api/shares/${id}${last}`, as);
      texts.push(text.startsWith('{') ? JSON.stringify(JSON.parse(text), null, 1).replaceAll('\\n', '\n') : text);
    }
    texts.push(await firstOfStream(id, as));
    if (reader === 'auditor') {
      const note = (await ask('GET', `/log/${tag}/checkpoint`, as)).text;
      const size = Number(note.split('\n')[1]);
      for (let n = 0; n * 256 < size; n += 1) {
        const width = Math.min(256, size - n * 256);
        const path = `${String(n).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`;
        const entries = await door.server.request(
          `/log/${tag}/tile/entries/${path}`,
          { headers: { authorization: `Bearer ${as.bearer}` } },
          {},
        );
        const leaves = parseEntries(new Uint8Array(await entries.arrayBuffer())) ?? [];
        for (const leaf of leaves) {
          const text = Buffer.from(leaf).toString();
          if (text.includes(`\nshare ${id}\n`)) texts.push(text);
        }
        texts.push(Buffer.from((await ask('GET', `/log/${tag}/tile/0/${path}`, as)).text).toString());
      }
      const rows = await collectEvidence(door.store, { tag, from: 0, to: door.time.now + 1, person: null });
      texts.push(JSON.stringify(rows.filter(({ share }) => share === id)));
    }
    if (reader === 'backup') {
      for await (const row of exportRows(door.store, { format: 1, at: door.time.now, host: HOST, secret: 'x' })) {
        if ('share' in row && row.share.id === id)
          texts.push(JSON.stringify(JSON.parse(row.share.record), null, 1).replaceAll('\\n', '\n'));
        if ('leaves' in row) texts.push(...row.leaves.texts.filter((leaf) => leaf.includes(`\nshare ${id}\n`)));
      }
    }
    return texts.join('\n');
  }

  async function firstOfStream(id: string, { cookie, bearer }: Ask): Promise<string> {
    const headers = { ...(cookie && { cookie }), ...(bearer && { authorization: `Bearer ${bearer}` }) };
    const answer = await door.server.request(`/api/shares/${id}/events`, { headers }, {});
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    await reader?.cancel();
    return first?.value === undefined ? '' : Buffer.from(first.value).toString();
  }

  const NOTE = /nt2\/(?:event|opener)\/v\d\n(?:[^\n]+\n)+\n— \S+ [A-Za-z0-9+/=]+\n/g;
  const found = (text: string) => ({
    notes: [...new Set(text.match(NOTE) ?? [])],
    values: [...new Set(text.match(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])/g) ?? [])],
    acks: [...new Set(text.match(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_=-])/g) ?? [])],
  });

  /** Whether somebody who has guessed this key is told by the text that it is the right one. */
  async function confirms(text: string, proof: 'link' | 'words', key: Signer, { id, recipient, at }: Walked): Promise<boolean> {
    const { notes, values } = found(text);
    const { publicKey } = key;
    if (values.includes(publicKey)) return true;
    if (values.some((salt) => values.includes(proofKeyCommitment(publicKey, salt)))) return true;
    const facts = { host: HOST, proof, share: id, device: recipient.device.publicKey };
    // Ed25519 has no chance in it: whoever has the words makes the very note that was shown.
    const note = await signKnowledgeProof({ ...facts, key, at });
    if (values.some((salt) => values.includes(proofCommitment(note, salt)))) return true;
    const held = await Promise.all(notes.map((one) => verifyKnowledgeProof({ ...facts, note: one, key: publicKey, cosigned: true })));
    return held.some(({ ok }) => ok);
  }

  const outer = async (id: string) => {
    const share = (await door.shares.find(id)) as Share;
    const rung = share.outbox.filter((one) => one.kind === 'news' && one.news === 'intruder').length;
    return { state: JSON.stringify(share.state), rung, refused: share.bellAt };
  };

  describe.each(MODES)('%s', (mode) => {
    it.each(STATES)(
      'P1, P2: read by everybody while it is %s, and used: nothing is released, ended or confirmed',
      { timeout: 60_000 },
      async (to) => {
        const walked = await walk(mode, to);
        if (walked === null) return expect(mode).toMatch(/^link/);
        const { id, recipient, keys, secret } = walked;
        await door.sign();
        const isOver = to === 'delivered' || to === 'unconfirmed';
        const before = await outer(id);
        for (const reader of READERS) {
          const text = await fetchAll(reader, id);
          const isParty = reader !== 'anybody' && !(reader === 'recipient' && mode.startsWith('link'));
          if (isParty) expect(text, reader).toContain(`share ${id}`);
          expect(text.includes(secret), `${reader}: the claim secret`).toBe(false);
          for (const [proof, key] of Object.entries(keys) as ['link' | 'words', Signer][]) {
            // What a reader may have at all: see docs/protocol/receipt.md. A backup is the operator's, who has to restore receipts.
            const may = isOver && (reader === 'sender' || reader === 'backup' || (reader === 'auditor' && proof === 'link'));
            expect([reader, proof, await confirms(text, proof, key, walked)]).toEqual([reader, proof, may]);
          }

          const { notes, values, acks } = found(text);
          const device = recipient.device.publicKey;
          const openers = notes
            .filter((note) => note.startsWith('nt2/opener'))
            .flatMap((note) => values.map((salt) => ({ proof: /opener\/(link|words) /.exec(note)?.[1], salt, note })));
          for (const note of notes) {
            for (const as of [{}, who.recipient, who.sender, who.eve, who.auditor]) {
              for (const shown of [[], ...openers.map((one) => [one])]) {
                const answer = await post(id, 'claim', { note, device, secret: values[0] ?? device, openers: shown }, as);
                expect([answer.json.capsule, answer.status < 400], `${reader}: ${note}`).toEqual([undefined, false]);
              }
            }
            for (const value of values) {
              const as = mode.startsWith('link') ? {} : who.recipient;
              const answer = await post(id, 'claim', { note, device, secret: value, openers: [] }, as);
              expect([answer.json.capsule, answer.status < 400], `${reader}: ${note}`).toEqual([undefined, false]);
              for (const ack of acks)
                expect((await post(id, 'deliver', { note, device, secret: value, ack })).status).toBeGreaterThanOrEqual(400);
            }
            for (const ack of acks) expect((await post(id, 'deliver', { note, device, ack })).status).toBeGreaterThanOrEqual(400);
          }
          for (const value of values) {
            expect((await post(id, 'broken', { device, secret: value, reason: 'capsule' })).status).toBe(410);
            expect((await ask('GET', `/api/shares/${id}/payload`, { headers: { 'x-nt2-claim': value } })).status).toBe(410);
          }
          expect((await outer(id)).state, reader).toBe(before.state);
        }
        // The one who holds the session of the recipient, or anybody for a link: what the log says of the claim is shown again.
        if (to !== 'claimed') return;
        const claimed = found(await fetchAll('auditor', id)).notes.filter((note) => note.includes('\ntype claimed\n'));
        expect(claimed).toHaveLength(1);
        door.time.now += limits.alertIntervalMs;
        const earlier = (await outer(id)).refused;
        const again = { note: claimed[0], device: recipient.device.publicKey, secret: Buffer.alloc(32, 7).toString('base64'), openers: [] };
        const answer = await post(id, 'claim', again, mode.startsWith('link') ? {} : who.recipient);
        expect([answer.status, answer.json.code]).toEqual([409, 'share.taken']);
        const after = await outer(id);
        expect([after.rung, after.refused > earlier]).toEqual([1, true]);
        // And the device itself, which lost its answer, gets it again.
        const own = await post(
          id,
          'claim',
          await claiming(recipient, { id }, door.time.now, keys),
          mode.startsWith('link') ? {} : who.recipient,
        );
        expect([own.status, typeof own.json.capsule]).toEqual([200, 'string']);
      },
    );
  });

  it.each(['words', 'sealed+words', 'link+words'] as const)('P1: in %s the only way to try words is one that is counted', async (mode) => {
    const { id, recipient, keys } = (await walk(mode, 'ready'))!;
    const wrong = await newSigner();
    const as = mode.startsWith('link') ? {} : who.recipient;
    const claim = await claiming(recipient, { id }, door.time.now, { ...keys, words: wrong });
    for (let left = limits.tries.free - 1; left > 6; left -= 1) {
      const answer = await post(id, 'claim', claim, as);
      expect([answer.json.code, answer.json.triesLeft]).toEqual(['proof.failed', left]);
    }
  });

  it('P9: a note with a further signature line is refused from every browser, and nothing of it gets into log or receipt', async () => {
    const { id, recipient } = (await walk('sealed', 'ready'))!;
    const share = await door.begin('sealed');
    const further = (note: string) => `${note}— https://evil.example/${'x'.repeat(50)} ${Buffer.alloc(68).toString('base64')}\n`;
    const claim = await claiming(recipient, { id }, door.time.now);
    const accept = (await accepting(recipient, share, door.time.now)).input;
    for (const [on, last, body, as] of [
      [id, 'claim', claim, who.recipient],
      [share.id, 'accept', accept, who.recipient],
    ] as const) {
      const refused = await post(on, last, { ...body, note: further(body.note) }, as);
      expect([last, refused.status, refused.json.code]).toEqual([last, 401, 'proof.failed']);
      expect((await post(on, last, body, as)).status).toBe(200);
    }
    const link = (await walk('link', 'ready'))!;
    const shown = await claiming(link.recipient, link, door.time.now, link.keys);
    const [one] = shown.openers;
    const spoilt = await signedOver(link, further(one!.note), one!.salt);
    expect((await post(link.id, 'claim', spoilt)).json.code).toBe('proof.failed');
    expect((await post(link.id, 'claim', shown)).status).toBe(200);
    await door.sign();
    for (const reader of ['sender', 'auditor', 'backup'] as const)
      for (const on of [id, share.id, link.id]) expect(await fetchAll(reader, on)).not.toContain('evil.example');
  });

  it('P10: a claim that brings proofs which its mode does not ask for is refused, in whatever order and number', async () => {
    for (const mode of ['sealed', 'words', 'link'] as const) {
      const walked = (await walk(mode, 'ready'))!;
      const { id, recipient, keys } = walked;
      const as = mode === 'link' ? {} : who.recipient;
      const spare = await newSigner();
      const both = await claiming(recipient, { id }, door.time.now, { link: spare, words: spare, ...keys });
      const asked = await claiming(recipient, { id }, door.time.now, keys);
      const twice = {
        ...both,
        openers: [both.openers.find(({ proof }) => proof in keys), both.openers.find(({ proof }) => proof in keys)].filter(Boolean),
      };
      for (const body of [both, { ...both, openers: both.openers.toReversed() }, twice, { ...asked, openers: both.openers }]) {
        const answer = await post(id, 'claim', body, as);
        expect([mode, answer.status, answer.json.field]).toEqual([mode, 400, 'openers']);
      }
      expect((await post(id, 'claim', asked, as)).status).toBe(200);
    }
  });

  it('P8: somebody of another tenant writes nothing at all, in any state', { timeout: 60_000 }, async () => {
    // One sender may begin only so many for one recipient within an hour.
    await door.close();
    await begin();
    const token = await door.apiTokens.create('foreign');
    const elsewhere = { key: 'playground:elsewhere:ben' as PersonKey, name: 'Ben' };
    const strangers: Ask[] = [{ bearer: token.ok ? token.value : '' }, { cookie: await door.signIn(elsewhere) }];
    for (const mode of MODES)
      for (const to of STATES) {
        const walked = await walk(mode, to);
        if (walked === null) continue;
        const before = JSON.stringify(await door.shares.find(walked.id));
        for (const as of strangers) {
          const claim = await claiming(await newBrowser(HOST), walked, door.time.now);
          expect((await post(walked.id, 'claim', claim, as)).status).toBeGreaterThanOrEqual(400);
        }
        expect(JSON.stringify(await door.shares.find(walked.id)), `${mode} ${to}`).toBe(before);
      }
  });

  function newSigner(): Promise<Signer> {
    return signerFromSeed(crypto.getRandomValues(new Uint8Array(32)));
  }

  /** A claim whose own note is sound, over an opener's note that is not. */
  async function signedOver({ id, recipient }: Walked, note: string, salt: string) {
    const device = recipient.device.publicKey;
    const secret = recipient.secretOf(id);
    const proofs = [{ proof: 'link' as const, commitment: proofCommitment(note, salt) }];
    const text = formatClaimed({ share: id, at: door.time.now, device, lease: claimSecretHash(secret), proofs });
    return { note: await recipient.sign(text), device, secret, openers: [{ proof: 'link', salt, note }] };
  }
});
