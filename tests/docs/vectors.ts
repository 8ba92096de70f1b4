// Makes docs/protocol/vectors.json. Everything in it follows from fixed seeds, but for `files`: age is random, so those are sealed
// once and kept. `node tests/docs/vectors.ts` writes the file anew with the files it holds; with `--reseal` it seals new ones.

import { readFileSync, writeFileSync } from 'node:fs';
import { identityToRecipient } from 'age-encryption';
import { ackHash } from '../../src/crypto/events/ack.ts';
import { encodeBase64, hashB64, decodeBase64 } from '../../src/crypto/bytes.ts';
import { sealCapsule, type CapsuleContent, type CapsuleRecipient } from '../../src/crypto/capsule/capsule.ts';
import { formatCover, sealCover } from '../../src/crypto/capsule/link-cover.ts';
import type { Items } from '../../src/crypto/capsule/items.ts';
import { claimSecretHash } from '../../src/crypto/events/claim-secret.ts';
import { prekeyHash, signPrekey } from '../../src/crypto/keys/prekey.ts';
import { keyHash } from '../../src/crypto/note/note.ts';
import { formatFragment, linkCoverKey, linkIdentity, linkProofSigner } from '../../src/crypto/keys/link.ts';
import { formatRequestFragment, requestFingerprint, requestGate } from '../../src/crypto/keys/request-link.ts';
import { proofKeyCommitment } from '../../src/crypto/events/knowledge-proof.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { formatLabel, formatParties, openingHash } from '../../src/crypto/events/parties.ts';
import { paddedSize, sealPayload } from '../../src/crypto/capsule/payload.ts';
import { formatSealed } from '../../src/crypto/events/statements.ts';
import { safetyWords } from '../../src/crypto/passphrase/wordlist.ts';
import { derivePassphraseKeys, type PassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { limits } from '../../src/core/limits.ts';
import { scryptNative } from '../support/actors.ts';
import { logVectors } from './receipts.ts';
import * as story from './story.ts';
import { fileVectors } from './vectors-file.ts';
import { machineVectors } from './vectors-machine.ts';
import { answeredRequest } from './vectors-request.ts';
import { shareFileVectors, type KeptShareFiles } from './vectors-share-file.ts';

const FILE = new URL('../../docs/protocol/vectors.json', import.meta.url);
const WORDS = 'ribbon canal frozen pilot orchard';
const SCRYPT_SALT = encodeBase64(story.fixed('scrypt salt', 16));
const LINK_KEY = story.fixed('link key');
export const ITEMS: Items = {
  v: 1,
  items: [
    {
      kind: 'credential',
      label: 'Stripe webhook key',
      fields: [
        { name: 'Endpoint', value: 'https://shop.example/hooks', hidden: false },
        { name: 'Secret', value: 'example-not-a-real-key', hidden: true, env: 'STRIPE_WEBHOOK_SECRET' },
      ],
    },
  ],
};

const NAMES = ['sealed', 'words', 'link+words'] as const;
type Name = (typeof NAMES)[number];
/** base64 */
export type Sealed = { readonly payload: string; readonly request?: string } & KeptShareFiles & Readonly<Record<Name, string>>;

const MINUTE = 60_000;
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Runs the three stories. `kept` null: seals new files. */
export async function buildVectors(kept: Sealed | null) {
  const stage = await story.stage();
  try {
    return await tell(stage, kept);
  } finally {
    await stage.close();
  }
}

async function tell(stage: story.Stage, kept: Sealed | null) {
  const { shares, time } = stage;
  const lock = story.identity('payload');
  const accept = story.identity('accept');
  const acceptRecipient = await identityToRecipient(accept);
  const payload = kept ? (decodeBase64(kept.payload) as Uint8Array) : await sealPayload(ITEMS, await identityToRecipient(lock));
  const alexs = await story.browser('sender');
  const contractors = await story.browser('recipient');
  const files: Partial<Record<Name, string>> = {};
  const contents: Partial<Record<Name, CapsuleContent>> = {};

  async function capsuleOf(
    name: Name,
    share: { id: string; created: string },
    to: CapsuleRecipient,
    words?: PassphraseKeys,
  ): Promise<story.Files> {
    const content = {
      share: share.id,
      policy: hashB64(share.created),
      identity: lock,
      ack: story.ack(name),
      payload: hashB64(payload),
    };
    const capsule = kept ? (decodeBase64(kept[name]) as Uint8Array) : await sealCapsule({ content, to, ...(words && { words }) });
    files[name] = encodeBase64(capsule);
    contents[name] = content;
    return { capsule, payload };
  }

  // One: the default. Typed before it was accepted, opened by the browser that accepted, tried by someone else.
  const wish = {
    sender: story.alex,
    recipient: story.casey,
    tenant: story.TENANT,
    kind: 'credential',
    label: 'Stripe webhook key',
  } as const;
  const common = { ...wish, note: '', entry: 'page', via: 'chat', expiresInMs: limits.expiry.initial } as const;
  const one = story.must(await shares.create({ ...common, mode: 'sealed', place: { ref: 'engineering', name: '#engineering' } }));
  const [inPlace, atRecipient] = one.outbox;
  story.must(await shares.markSent(one.id, inPlace!, 'engineering/m17'));
  story.must(await shares.markUndeliverable(one.id, atRecipient!));
  story.must(await shares.uploadPayload(one.id, story.alex.key, payload));
  time.now += 2 * MINUTE;
  story.must(await shares.accept(one.id, story.casey.key, await story.acceptInput(contractors, one.id, time.now, acceptRecipient)));
  const first = await capsuleOf('sealed', one, { kind: 'sealed', key: acceptRecipient });
  const plain = { for: acceptRecipient, ack: story.ack('sealed'), scryptSalt: null, openers: [], uploaded: true };
  story.must(await shares.seal(one.id, story.alex.key, await story.sealInput(alexs, one, time.now, first, plain)));
  time.now += MINUTE;
  await shares.claim(one.id, story.mallory.key, await story.claimInput(alexs, one.id, time.now, []));
  story.must(await shares.claim(one.id, story.casey.key, await story.claimInput(contractors, one.id, time.now, [])));
  time.now += 2_000;
  story.must(await shares.deliver(one.id, await story.deliverInput(contractors, one.id, time.now, story.ack('sealed'))));

  // Two: words. Accepted by a press in chat; wrong words, then the right ones; never confirmed.
  time.now += MINUTE;
  const two = story.must(await shares.create({ ...common, mode: 'words', place: null }));
  const words = await derivePassphraseKeys({ words: WORDS, salt: SCRYPT_SALT, share: two.id, scrypt: scryptNative });
  const second = await capsuleOf('words', two, { kind: 'words' }, words);
  const shown = { proof: 'words', key: words.opener } as const;
  const worded = { for: 'words', ack: story.ack('words'), scryptSalt: SCRYPT_SALT, openers: [shown] };
  story.must(await shares.seal(two.id, story.alex.key, await story.sealInput(alexs, two, time.now, second, worded)));
  story.must(await shares.acceptInChat(two.id, story.casey.key, 'press 8f31'));
  const wrong = { proof: 'words', key: await signerFromSeed(story.fixed('wrong words')) } as const;
  await shares.claim(two.id, story.casey.key, await story.claimInput(contractors, two.id, time.now, [wrong]));
  story.must(await shares.claim(two.id, story.casey.key, await story.claimInput(contractors, two.id, time.now, [shown])));
  time.now += 2 * MINUTE;
  story.must(await shares.expireIfDue(two.id));

  // Three: a link with words, begun by a session; taken back.
  const three = story.must(await shares.create({ ...common, recipient: null, mode: 'link+words', via: 'api', place: null }));
  const linkWords = await derivePassphraseKeys({ words: WORDS, salt: SCRYPT_SALT, share: three.id, scrypt: scryptNative });
  const third = await capsuleOf('link+words', three, { kind: 'link', linkKey: LINK_KEY }, linkWords);
  const both = [
    { proof: 'link', key: await linkProofSigner(LINK_KEY, three.id) },
    { proof: 'words', key: linkWords.opener },
  ] as const;
  const linked = { for: 'link', ack: story.ack('link+words'), scryptSalt: SCRYPT_SALT, openers: both };
  story.must(await shares.seal(three.id, story.alex.key, await story.sealInput(alexs, three, time.now, third, linked)));
  const holder = await story.claimInput(contractors, three.id, time.now, both);
  story.must(await shares.revoke(three.id, story.alex.key));

  const modal = formatSealed({
    share: two.id,
    at: time.now,
    for: 'words',
    capsule: hashB64(second.capsule),
    payload: hashB64(payload),
    size: payload.length,
    ack: ackHash(story.ack('words')) as string,
    salt: SCRYPT_SALT,
    openers: [{ proof: 'words', commitment: proofKeyCommitment(words.opener.publicKey, story.salt('opener words')) }],
    device: null,
  });

  // A prekey of the recipient's browser, and a seal to it.
  const prekey = await signPrekey(
    {
      tag: story.tag,
      person: hashB64(story.casey.key),
      device: contractors.device,
      key: await identityToRecipient(story.identity('prekey')),
      madeAt: one.createdAt,
      untilAt: one.createdAt + limits.prekeys.lifeMs,
    },
    story.HOST,
    contractors.key,
  );
  const ahead = await alexs.sign(
    formatSealed({
      share: one.id,
      at: time.now,
      for: await identityToRecipient(story.identity('prekey')),
      prekey: { device: contractors.device, hash: prekeyHash(prekey) },
      capsule: hashB64(first.capsule),
      payload: hashB64(payload),
      size: payload.length,
      ack: ackHash(story.ack('sealed')) as string,
      salt: null,
      openers: [],
      device: alexs.device,
    }),
  );

  const answered = await answeredRequest(payload, kept?.request);
  const shareFile = await shareFileVectors(ITEMS, WORDS, kept);
  const fragment = formatFragment(LINK_KEY, three.id);
  const cover = { sender: story.alex.name, kind: wish.kind, label: wish.label, expiresAt: three.expiresAt };
  const label = { salt: one.parties.labelSalt!, opening: formatLabel(wish.label) };
  const labelHash = openingHash(label.salt, label.opening);
  const opening = formatParties({ sender: story.alex.key, recipient: story.casey.key, platform: story.TENANT, label: null, labelHash });
  const device = ({ seed, device: publicKey, name }: story.Browser) => ({
    seed: toHex(seed),
    publicKey,
    name,
    keyHash: toHex(keyHash(name, publicKey)),
  });
  return {
    about: 'Made by tests/docs/vectors.ts and checked by tests/docs/vectors.test.ts. The keys in here are public: use them nowhere.',
    host: story.HOST,
    server: {
      rootSecret: toHex(story.ROOT),
      keys: Object.fromEntries(Object.entries(story.keys).map(([name, key]) => [name, toHex(key)])),
      tenant: story.TENANT,
      tag: story.tag,
    },
    devices: { sender: device(alexs), recipient: device(contractors) },
    accept: { identity: accept, recipient: acceptRecipient },
    code: {
      share: one.id,
      device: contractors.device,
      recipient: acceptRecipient,
      words: safetyWords({ share: one.id, device: contractors.device, recipient: acceptRecipient }).join(' '),
    },
    words: {
      share: two.id,
      words: WORDS,
      salt: SCRYPT_SALT,
      stanzaKey: toHex(words.stanzaKey),
      opener: words.opener.publicKey,
    },
    link: {
      share: three.id,
      key: toHex(LINK_KEY),
      fragment,
      url: `https://${story.HOST}/s/${three.id}#${fragment}`,
      identity: linkIdentity(LINK_KEY, three.id),
      recipient: await identityToRecipient(linkIdentity(LINK_KEY, three.id)),
      opener: both[0].key.publicKey,
      cover: {
        key: toHex(linkCoverKey(LINK_KEY, three.id)),
        text: formatCover(cover),
        sealed: encodeBase64(sealCover(cover, { key: LINK_KEY, share: three.id }, (length) => story.fixed('cover nonce', length))),
      },
    },
    request: requestVectors(three.id, contractors.device, acceptRecipient),
    openerNotes: holder.openers,
    claim: { secret: story.claimSecret, lease: claimSecretHash(story.claimSecret) },
    ack: { preimage: story.ack('sealed'), hash: ackHash(story.ack('sealed')) },
    parties: { salt: one.parties.salt, opening, hash: openingHash(one.parties.salt, opening) },
    label: { ...label, hash: labelHash },
    padding: Object.fromEntries([1, 4_096, 4_097, 9_001, 65_537, 262_144].map((bytes) => [bytes, paddedSize(bytes)])),
    items: JSON.stringify(ITEMS),
    payloadKey: lock,
    capsuleJson: JSON.stringify({ v: 1, ...contents.sealed, pad: '' }),
    capsules: contents,
    logs: { sealed: await stage.log(one.id), words: await stage.log(two.id), 'link+words': await stage.log(three.id) },
    ...(await logVectors(stage, { sealed: one, words: two, 'link+words': three })),
    alone: { sealedByServer: modal, claimedWithBoth: holder.note, prekey, sealedToPrekey: ahead },
    answered: answered.vectors,
    machine: await machineVectors(first),
    file: fileVectors(),
    shareFile: shareFile.vectors,
    files: { payload: encodeBase64(payload), ...files, request: answered.capsule, ...shareFile.files },
  };
}
/** The link of a request. The id is that of another share: nothing but the text of it counts here. */
function requestVectors(share: string, device: string, key: string) {
  const secret = story.fixed('request link', 16);
  const fragment = formatRequestFragment(secret, { share, device, key });
  return {
    share,
    device,
    recipient: key,
    secret: encodeBase64(secret),
    fingerprint: toHex(requestFingerprint({ share, device, key })),
    gate: requestGate(secret, share),
    fragment,
    url: `https://${story.HOST}/r/${share}#${fragment}`,
  };
}
export type Vectors = Awaited<ReturnType<typeof buildVectors>>;

export function readVectors(): Vectors {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Vectors;
}

if (process.argv[1] === import.meta.filename) {
  const kept = process.argv.includes('--reseal') ? null : (readVectors().files as Sealed);
  writeFileSync(FILE, `${JSON.stringify(await buildVectors(kept), null, 2)}\n`);
}
