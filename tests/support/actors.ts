// A sender and a recipient as their browsers would act, without the browsers: the same crypto room, the same signed notes.
// What they make is what the use cases and the API take.

import { scrypt as nodeScrypt } from 'node:crypto';
import { generateAck } from '../../src/crypto/events/ack.ts';
import { encodeBase64, encodeBase32, hashB64, randomBytes } from '../../src/crypto/bytes.ts';
import { openCapsule, sealCapsule, type CapsuleRecipient } from '../../src/crypto/capsule/capsule.ts';
import { sealCover } from '../../src/crypto/capsule/link-cover.ts';
import { deviceName, generateRecipientKey, generateDeviceKey, type DeviceKey } from '../../src/crypto/keys/device.ts';
import { signPrekey } from '../../src/crypto/keys/prekey.ts';
import { PREKEY_LIFE_MS } from '../../src/crypto/share-terms.ts';
import { signerFromKey } from '../../src/crypto/note/signer.ts';
import { formatEvent } from '../../src/crypto/events/event.ts';
import type { Items } from '../../src/crypto/capsule/items.ts';
import { generateLinkKey, linkProofSigner } from '../../src/crypto/keys/link.ts';
import { claimSecretHash, newClaimSecret } from '../../src/crypto/events/claim-secret.ts';
import { signNote } from '../../src/crypto/note/note.ts';
import type { Signer } from '../../src/crypto/note/signer.ts';
import { proofCommitment, proofKeyCommitment, signKnowledgeProof } from '../../src/crypto/events/knowledge-proof.ts';
import { formatLabel, formatParties, openingHash } from '../../src/crypto/events/parties.ts';
import { generatePayloadKey, openPayload, sealPayload } from '../../src/crypto/capsule/payload.ts';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';
import {
  formatAccepted,
  formatClaimed,
  formatDelivered,
  parseSealed,
  formatSealed,
  type NamedPrekey,
} from '../../src/crypto/events/statements.ts';
import { derivePassphraseKeys, newPassphraseSalt, type PassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import type { ProofKey, Proof } from '../../src/core/share.ts';
import type { AcceptInput } from '../../src/core/shares/accept.ts';
import type { ClaimInput } from '../../src/core/shares/claim.ts';
import type { DeliverInput } from '../../src/core/shares/deliver.ts';
import type { SealInput } from '../../src/core/shares/seal.ts';

const deriveKey: Scrypt = (password, salt, { N, r, p, dkLen }) =>
  new Promise((resolve, reject) => {
    nodeScrypt(password, salt, dkLen, { N, r, p, maxmem: 256 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(new Uint8Array(key)),
    );
  });

/** The last few, by all that went in: both sides of a share are played here, and each derives the same key from the same words. */
const derived = new Map<string, Promise<Uint8Array>>();
const DERIVED_AT_MOST = 16;

/** At its full cost, half a second of a processor, the first time. */
export const scryptNative: Scrypt = async (password, salt, params, onProgress) => {
  const key = JSON.stringify([Buffer.from(password).toString('hex'), Buffer.from(salt).toString('hex'), params]);
  const found = derived.get(key) ?? deriveKey(password, salt, params, onProgress);
  derived.set(key, found);
  for (const oldest of derived.keys()) if (derived.size > DERIVED_AT_MOST) derived.delete(oldest);
  return (await found).slice();
};

export const credential = (value: string, label = 'Stripe webhook key'): Items => ({
  v: 1,
  items: [{ kind: 'credential', label, fields: [{ name: 'Secret', value, hidden: true, env: 'STRIPE_SECRET' }] }],
});

/** What both sides know of a share. */
export interface Known {
  readonly id: string;
  readonly mode: 'sealed' | 'sealed+words' | 'words' | 'link' | 'link+words';
  /** Text of the created event. */
  readonly created: string;
}

/** A browser with its device key. `at` is what its clock shows, epoch ms. */
export interface Browser {
  readonly host: string;
  readonly device: DeviceKey;
  sign(text: string): Promise<string>;
  /** Its claim secret for a share: drawn once, as a page does while the lease may run. */
  secretOf(share: string): string;
}

export async function newBrowser(host: string): Promise<Browser> {
  const device = await generateDeviceKey();
  const name = deviceName(host, device.publicKey);
  const secrets = new Map<string, string>();
  const secretOf = (share: string): string => {
    const secret = secrets.get(share) ?? newClaimSecret();
    secrets.set(share, secret);
    return secret;
  };
  return { host, device, sign: (text) => signNote({ text, name, key: signerFromKey(device) }), secretOf };
}

/** E, and the note that offers it. */
export async function accepting(
  browser: Browser,
  share: Known,
  at: number,
): Promise<{ input: AcceptInput; key: Awaited<ReturnType<typeof generateRecipientKey>> | null }> {
  const key = share.mode.startsWith('sealed') ? await generateRecipientKey() : null;
  const note = await browser.sign(formatAccepted({ share: share.id, at, device: browser.device.publicKey, key: key?.recipient ?? null }));
  return { input: { note, device: browser.device.publicKey }, key };
}

/** Prekeys for a person of the tenant of this share, as a browser leaves them; the newest last. */
export async function makingPrekeys(
  browser: Browser,
  share: Pick<Known, 'id'>,
  { person, at, count }: { person: string; at: number; count: number },
) {
  const made = [];
  for (let n = 0; n < count; n += 1) {
    const pair = await generateRecipientKey();
    const prekey = {
      tag: share.id.slice(0, 6),
      person: hashB64(person),
      device: browser.device.publicKey,
      key: pair.recipient,
      madeAt: at + n,
      untilAt: at + n + PREKEY_LIFE_MS,
    };
    made.push({ pair, note: await signPrekey(prekey, browser.host, signerFromKey(browser.device)) });
  }
  return made;
}

/** F and its recipient. */
type Lock = Awaited<ReturnType<typeof generatePayloadKey>>;

export interface SealedUp {
  readonly input: SealInput;
  readonly linkKey: Uint8Array | null;
}

/** What the page of a link says before it is opened. */
const aCover = (share: string, key: Uint8Array): string =>
  encodeBase64(sealCover({ sender: 'Ann', kind: 'credential', label: 'Stripe webhook key', expiresAt: 1_795_179_600_000 }, { key, share }));

/** Seals items for E, for words, for a link key, or two of them. */
export async function sealing(
  browser: Browser,
  share: Known,
  {
    at,
    items,
    recipient,
    words,
    prekey = null,
    linkKey = generateLinkKey(),
    lock: given,
  }: { at: number; items: Items; recipient?: string; prekey?: NamedPrekey | null; words?: string; linkKey?: Uint8Array; lock?: Lock },
): Promise<SealedUp> {
  const lock = given ?? (await generatePayloadKey());
  const payload = await sealPayload(items, lock.recipient);
  const wordsKey = share.mode.endsWith('words')
    ? await derivePassphraseKeys({ words: words ?? '', salt: newPassphraseSalt(), share: share.id, scrypt: scryptNative })
    : null;
  const isLink = share.mode.startsWith('link');
  const to: CapsuleRecipient = isLink
    ? { kind: 'link', linkKey }
    : recipient === undefined
      ? { kind: 'words' }
      : { kind: 'sealed', key: recipient };
  const ack = generateAck();
  const capsule = await sealCapsule({
    content: { share: share.id, policy: hashB64(share.created), identity: lock.identity, ack: ack.preimage, payload: hashB64(payload) },
    to,
    ...(wordsKey && { words: wordsKey }),
  });
  const openers: ProofKey[] = [];
  if (isLink)
    openers.push({ proof: 'link', key: (await linkProofSigner(linkKey, share.id)).publicKey, salt: encodeBase64(randomBytes(32)) });
  if (wordsKey) openers.push({ proof: 'words', key: wordsKey.opener.publicKey, salt: encodeBase64(randomBytes(32)) });
  const note = await browser.sign(
    formatSealed({
      share: share.id,
      at,
      for: to.kind === 'sealed' ? to.key : to.kind,
      prekey,
      capsule: hashB64(capsule),
      payload: hashB64(payload),
      size: payload.length,
      ack: ack.hash,
      salt: wordsKey ? encodeBase64(wordsKey.salt) : null,
      openers: openers.map(({ proof, key, salt }) => ({ proof, commitment: proofKeyCommitment(key, salt) })),
      device: browser.device.publicKey,
    }),
  );
  const input = { note, device: browser.device.publicKey, capsule, payload, openers, ...(isLink && { cover: aCover(share.id, linkKey) }) };
  return { input, linkKey: isLink ? linkKey : null };
}

/** The claim of a device, with the openers that it has. */
export async function claiming(
  browser: Browser,
  share: Pick<Known, 'id'>,
  at: number,
  keys: Partial<Record<Proof, Signer>> = {},
): Promise<ClaimInput> {
  const openers: { proof: Proof; salt: string; note: string }[] = [];
  for (const proof of ['link', 'words'] as const) {
    const key = keys[proof];
    if (!key) continue;
    const note = await signKnowledgeProof({ host: browser.host, proof, key, share: share.id, device: browser.device.publicKey, at });
    openers.push({ proof, salt: encodeBase64(randomBytes(32)), note });
  }
  const proofs = openers.map(({ proof, salt, note }) => ({ proof, commitment: proofCommitment(note, salt) }));
  const secret = browser.secretOf(share.id);
  const lease = claimSecretHash(secret);
  const note = await browser.sign(formatClaimed({ share: share.id, at, device: browser.device.publicKey, lease, proofs }));
  return { note, device: browser.device.publicKey, secret, openers };
}

/** Opens what a claim released; the acknowledgement with it. */
export async function opening(
  share: Known,
  released: { capsule: Uint8Array; payload: Uint8Array },
  statement: string,
  keys: { accept?: Awaited<ReturnType<typeof generateRecipientKey>> | null; linkKey?: Uint8Array | null; words?: PassphraseKeys },
): Promise<{ items: Items; ack: string }> {
  const text = statement.slice(0, statement.includes('\n\n') ? statement.indexOf('\n\n') + 1 : undefined);
  const sealed = parseSealed(text);
  if (sealed === null) throw new Error('not a sealed event');
  const content = await openCapsule({
    bytes: released.capsule,
    with: keys.accept
      ? { kind: 'sealed', key: keys.accept.privateKey }
      : keys.linkKey
        ? { kind: 'link', linkKey: keys.linkKey }
        : { kind: 'words' },
    ...(keys.words && { words: keys.words }),
    expect: { share: share.id, policy: hashB64(share.created), payload: sealed.payload, capsule: sealed.capsule },
  });
  return { items: await openPayload(released.payload, content.identity), ack: content.ack };
}

export async function delivering(browser: Browser, share: Pick<Known, 'id'>, at: number, ack: string): Promise<DeliverInput> {
  const note = await browser.sign(formatDelivered({ share: share.id, at, device: browser.device.publicKey, ack }));
  return { note, device: browser.device.publicKey, secret: browser.secretOf(share.id), ack };
}

/** What a program fixes by itself before it makes a link share in one request. `sender` is the person behind its token. */
export function programShare({
  tag,
  sender,
  platform,
  label,
  mode,
  at,
  forMs,
  version = 2,
}: {
  tag: string;
  sender: string;
  platform: string;
  label: string;
  mode: 'link' | 'link+words';
  at: number;
  forMs: number;
  /** Of the opening. */
  version?: 1 | 2;
}) {
  const id = tag + encodeBase32(randomBytes(16));
  const [partiesSalt, labelSalt] = [encodeBase64(randomBytes(32)), encodeBase64(randomBytes(32))];
  const what = version === 1 ? { label, labelHash: null } : { label: null, labelHash: openingHash(labelSalt, formatLabel(label)) };
  const created = formatEvent({
    type: 'created',
    share: id,
    at,
    by: 'server',
    lines: [
      ['mode', mode],
      ['entry', 'page'],
      ['via', 'api'],
      ['expires', new Date(at + forMs).toISOString()],
      ['parties', openingHash(partiesSalt, formatParties({ sender, recipient: null, platform, ...what }))],
    ],
  });
  return { id, mode, created, partiesSalt, ...(version === 2 && { labelSalt }), createdAt: at, expiresAt: at + forMs, label };
}
