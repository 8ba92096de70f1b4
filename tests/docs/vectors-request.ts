// The part of docs/protocol/vectors.json about a request that is answered with a prekey: asked without a visit, sealed to a key that the
// asker's browser had left before, accepted and opened there. It lives in a log of its own.

import { identityToRecipient } from 'age-encryption';
import { decodeBase64, encodeBase64, hashB64 } from '../../src/crypto/bytes.ts';
import { sealCapsule } from '../../src/crypto/capsule/capsule.ts';
import { prekeyHash, signPrekey } from '../../src/crypto/keys/prekey.ts';
import { limits } from '../../src/core/limits.ts';
import * as story from './story.ts';

const MINUTE = 60_000;

/** `kept`: base64 of its capsule, made once; undefined: it is made now. */
export async function answeredRequest(payload: Uint8Array, kept: string | undefined) {
  const stage = await story.stage();
  try {
    const { shares, time } = stage;
    const [givers, askers] = [await story.browser('sender'), await story.browser('recipient')];
    const wish = { tenant: story.TENANT, kind: 'credential', label: 'Stripe keys', note: '', via: 'chat' } as const;
    const expiresInMs = limits.expiry.initial;

    // The asker's browser accepted a share before, and left a key.
    const before = story.must(
      await shares.create({ ...wish, sender: story.alex, recipient: story.casey, mode: 'sealed', entry: 'page', place: null, expiresInMs }),
    );
    const first = await identityToRecipient(story.identity('accept'));
    story.must(await shares.accept(before.id, story.casey.key, await story.acceptInput(askers, before.id, time.now, first)));
    const identity = story.identity('prekey of the asker');
    const key = await identityToRecipient(identity);
    const facts = { tag: story.tag, person: hashB64(story.casey.key), device: askers.device, key, madeAt: time.now };
    const note = await signPrekey({ ...facts, untilAt: time.now + limits.prekeys.lifeMs }, story.HOST, askers.key);
    story.must(await shares.leavePrekeys(before.id, story.casey.key, { device: askers.device, notes: [note] }));

    time.now += MINUTE;
    const fields = ['STRIPE_KEY', 'STRIPE_WEBHOOK_SECRET'];
    const asked = story.must(await shares.ask({ ...wish, asker: story.casey, giver: story.alex, fields, expiresInMs }));
    const taken = story.must(await shares.takePrekey(asked.id, story.alex.key));
    if (taken?.note !== note) throw new Error('another key was taken');

    time.now += 2 * MINUTE;
    const ack = story.ack('request');
    const content = {
      share: asked.id,
      policy: hashB64(asked.created),
      identity: story.identity('payload'),
      ack,
      payload: hashB64(payload),
    };
    const capsule = kept === undefined ? await sealCapsule({ content, to: { kind: 'sealed', key } }) : (decodeBase64(kept) as Uint8Array);
    const prekey = { device: askers.device, hash: prekeyHash(note) };
    const plain = { for: key, prekey, ack, scryptSalt: null, openers: [] };
    story.must(await shares.seal(asked.id, story.alex.key, await story.sealInput(givers, asked, time.now, { capsule, payload }, plain)));

    // Shown in one press: the acceptance names the key that was left.
    time.now += MINUTE;
    story.must(await shares.accept(asked.id, story.casey.key, await story.acceptInput(askers, asked.id, time.now, key)));
    story.must(await shares.claim(asked.id, story.casey.key, await story.claimInput(askers, asked.id, time.now, [])));
    time.now += 2_000;
    story.must(await shares.deliver(asked.id, await story.deliverInput(askers, asked.id, time.now, ack)));
    return {
      capsule: encodeBase64(capsule),
      vectors: { share: asked.id, fields, prekey: note, identity, recipient: key, capsule: content, log: await stage.log(asked.id) },
    };
  } finally {
    await stage.close();
  }
}
