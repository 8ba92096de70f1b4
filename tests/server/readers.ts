// Shares in each state, and everybody who may read something of them: what each can fetch, and what a text gives away.

import { exportRows } from '../../src/core/backup/export-rows.ts';
import { collectEvidence } from '../../src/core/evidence/collect.ts';
import { limits } from '../../src/core/limits.ts';
import type { Mode, Share, TenantTag } from '../../src/core/share.ts';
import { decodeBase64 } from '../../src/crypto/bytes.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { generatePayloadKey } from '../../src/crypto/capsule/payload.ts';
import { parseEntries } from '../../src/crypto/tlog/tiles.ts';
import type { Signer } from '../../src/crypto/note/signer.ts';
import { proofCommitment, proofKeyCommitment, signKnowledgeProof, verifyKnowledgeProof } from '../../src/crypto/events/knowledge-proof.ts';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { scryptNative, type Browser } from '../support/actors.ts';
import { ann, ben, eve, HOST, openDoor, type Ask } from './harness.ts';
import { accepting, claiming, credential, delivering, newBrowser, opening, sealing, wireSeal } from './wire.ts';

export const WORDS = 'ribbon canal frozen pilot orchard';
export const VALUE = 'whsec_canary_replay';
export const STATES = ['offered', 'accepted', 'ready', 'claimed', 'delivered', 'unconfirmed'] as const;
type StateName = (typeof STATES)[number];
export const READERS = ['sender', 'recipient', 'auditor', 'backup', 'anybody'] as const;
type Reader = (typeof READERS)[number];

export interface Walked {
  readonly id: Share['id'];
  readonly recipient: Browser;
  /** The right keys, of which nobody may learn that they are. */
  readonly keys: Partial<Record<'link' | 'words', Signer>>;
  /** When it would have been, or was claimed. */
  readonly at: number;
  readonly secret: string;
  /** What only a link's holder has, and the key of the payload; absent: there is none. */
  readonly linkKey?: Uint8Array;
  readonly lock?: string;
}

const NOTE = /nt2\/(?:event|opener)\/v\d\n(?:[^\n]+\n)+\n— \S+ [A-Za-z0-9+/=]+\n/g;
export const found = (text: string) => ({
  notes: [...new Set(text.match(NOTE) ?? [])],
  values: [...new Set(text.match(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])/g) ?? [])],
  acks: [...new Set(text.match(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_=-])/g) ?? [])],
});

/** Whether somebody who has guessed this key is told by the text that it is the right one. */
export async function confirms(text: string, proof: 'link' | 'words', key: Signer, { id, recipient, at }: Walked): Promise<boolean> {
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

/** A server with a session or a token for each reader. */
export async function openReaders(options: Parameters<typeof openDoor>[0] = {}) {
  const door = await openDoor(options);
  const token = await door.apiTokens.create('eye', { scopes: ['audit'] });
  const who: Record<Reader | 'eve', Ask> = {
    sender: { cookie: await door.signIn(ann) },
    recipient: { cookie: await door.signIn(ben) },
    eve: { cookie: await door.signIn(eve) },
    auditor: { bearer: token.ok ? token.value : '' },
    backup: {},
    anybody: {},
  };

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
    const lock = await generatePayloadKey();
    const more = { words: WORDS, lock, ...(key !== undefined && { recipient: key }) };
    const sealed = await sealing(sender, share, { at: door.time.now, items: credential(VALUE), ...more });
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
    return { ...walked, keys, lock: lock.identity, ...(sealed.linkKey && { linkKey: sealed.linkKey }) };
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
      const rows = await collectEvidence(door.store, { tags: [tag], from: 0, to: door.time.now + 1, person: null });
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

  const outer = async (id: string) => {
    const share = (await door.shares.find(id)) as Share;
    const rung = share.outbox.filter((one) => one.kind === 'news' && one.news === 'intruder').length;
    return { state: JSON.stringify(share.state), rung, refused: share.bellAt };
  };

  return { door, who, ask, post, walk, fetchAll, outer };
}
