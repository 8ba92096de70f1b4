// The part of docs/protocol/vectors.json about a machine that shows a second proof: its claimed event, and a receipt of version 3. It lives in a
// log of its own. Its capsule is another share's: nothing of it stands in a receipt but its hash.

import { identityToRecipient } from 'age-encryption';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { claimSecretHash } from '../../src/crypto/events/claim-secret.ts';
import { formatWorkloadClaimed } from '../../src/crypto/events/workload-claim.ts';
import { formatWorkload, workloadCommitment } from '../../src/crypto/events/workload.ts';
import { limits } from '../../src/core/limits.ts';
import type { PersonKey, TenantTag } from '../../src/core/share.ts';
import { oneReceipt } from './receipts.ts';
import * as story from './story.ts';

const MINUTE = 60_000;
const ISSUER = 'https://token.actions.githubusercontent.com';
const SUBJECT = 'repo:acme/app:ref:refs/heads/main';
/** What a provider signs is read by its verifier, which has tests of its own; the receipt has its hash. */
const TOKEN = 'header.claims.signature';

export async function machineVectors(files: story.Files) {
  const claims = { repository: 'acme/app', ref: 'refs/heads/main' };
  const stage = await story.stage({
    issuers: [ISSUER],
    verify: (token, issuer) =>
      Promise.resolve(
        token === TOKEN && issuer === ISSUER
          ? { ok: true, value: { issuer, subject: SUBJECT, claims, untilAt: stage.time.now + MINUTE } }
          : { ok: false, away: false, why: 'Another token.' },
      ),
  });
  try {
    const { shares, store, time } = stage;
    const [alexs, machine] = [await story.browser('sender'), await story.browser('machine')];
    const ci = { key: `${story.TENANT}:machine~ci` as PersonKey, name: 'ci (machine)' };
    await store.addMachine(
      story.tag as TenantTag,
      { name: 'ci', owner: story.casey, device: machine.device, madeAt: time.now, workload: { issuer: ISSUER, claims } },
      1,
    );
    const share = story.must(
      await shares.create({
        sender: story.alex,
        recipient: ci,
        tenant: story.TENANT,
        kind: 'credential',
        label: 'Deploy key',
        note: '',
        mode: 'sealed',
        entry: 'page',
        via: 'chat',
        place: null,
        expiresInMs: limits.expiry.initial,
      }),
    );
    time.now += MINUTE;
    const key = await identityToRecipient(story.identity('machine'));
    story.must(await shares.accept(share.id, ci.key, await story.acceptInput(machine, share.id, time.now, key)));
    const plain = { for: key, ack: story.ack('machine'), scryptSalt: null, openers: [] };
    story.must(await shares.seal(share.id, story.alex.key, await story.sealInput(alexs, share, time.now, files, plain)));
    time.now += MINUTE;
    const salt = story.salt('workload');
    const opening = formatWorkload({ issuer: ISSUER, subject: SUBJECT, token: hashB64(TOKEN) });
    const claimed = formatWorkloadClaimed({
      share: share.id,
      at: time.now,
      device: machine.device,
      lease: claimSecretHash(story.claimSecret),
      proofs: [],
      workload: workloadCommitment(opening, salt),
    });
    const claim = { note: await machine.sign(claimed), device: machine.device, secret: story.claimSecret, openers: [] };
    story.must(await shares.claim(share.id, ci.key, { ...claim, workload: { token: TOKEN, salt } }));
    time.now += 2_000;
    story.must(await shares.deliver(share.id, await story.deliverInput(machine, share.id, time.now, story.ack('machine'))));
    return {
      share: share.id,
      device: machine.device,
      token: TOKEN,
      workload: { salt, opening, hash: workloadCommitment(opening, salt) },
      claimed: claim.note,
      receipt: await oneReceipt(stage, share),
    };
  } finally {
    await stage.close();
  }
}
