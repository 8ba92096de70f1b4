// The stories behind docs/protocol/vectors.json: shares that live from the first press to the end on a real store, with every
// key, salt and time fixed, so that the log says the same bytes each time.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBase64, encodeBase64Url, concat, hashB64, sha256, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { ackHash } from '../../src/crypto/events/ack.ts';
import { toIdentity } from '../../src/crypto/age/recipients.ts';
import { deviceName } from '../../src/crypto/keys/device.ts';
import { deriveKeys, tenantTag } from '../../src/crypto/keys/root.ts';
import { claimSecretHash } from '../../src/crypto/events/claim-secret.ts';
import { signNote } from '../../src/crypto/note/note.ts';
import type { Signer } from '../../src/crypto/note/signer.ts';
import { proofCommitment, proofKeyCommitment, signKnowledgeProof } from '../../src/crypto/events/knowledge-proof.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import type { Proof } from '../../src/crypto/share-terms.ts';
import { formatAccepted, formatClaimed, formatDelivered, formatSealed } from '../../src/crypto/events/statements.ts';
import type { Result } from '../../src/core/refusal.ts';
import type { ProofKey, Person, PersonKey, Share, TenantTag } from '../../src/core/share.ts';
import type { WorkloadVerifier } from '../../src/core/ports/workload-verifier.ts';
import { createShares } from '../../src/core/shares.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import { scryptNative } from '../support/actors.ts';

export const HOST = 'nt2.example.com';
export const TENANT = 'playground:toy';
const START = Date.UTC(2026, 10, 20, 16, 40);
export const ROOT = Uint8Array.from({ length: 32 }, (_, n) => n);

/** Bytes that look like chance and are the same each time. */
export function fixed(label: string, length = 32): Uint8Array {
  let bytes = new Uint8Array();
  for (let n = 0; bytes.length < length; n += 1) bytes = concat(bytes, sha256(encodeUtf8(`nt2 vectors ${label} ${n}`)));
  return bytes.slice(0, length);
}

export const salt = (label: string): string => encodeBase64(fixed(`salt ${label}`));
export const claimSecret = encodeBase64(fixed('claim secret'));
/** X25519 keys as age writes them. */
export const identity = (label: string): string => toIdentity(fixed(`identity ${label}`));
export const ack = (label: string): string => encodeBase64Url(fixed(`ack ${label}`));

const person = (name: string): Person => ({ key: `${TENANT}:${name.toLowerCase()}` as PersonKey, name });
export const alex = person('Alex');
export const casey = person('Contractor');
export const mallory = person('Mallory');

export const keys = deriveKeys(ROOT);
export const tag = tenantTag(keys.tag, TENANT);

/** A browser whose device key comes from a seed, because WebCrypto's own cannot be fixed. */
export async function browser(label: string) {
  const seed = fixed(`device ${label}`);
  const key: Signer = await signerFromSeed(seed);
  const name = deviceName(HOST, key.publicKey);
  return { seed, key, name, device: key.publicKey, sign: (text: string) => signNote({ text, name, key }) };
}
export type Browser = Awaited<ReturnType<typeof browser>>;

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code} ${result.field ?? ''}`);
  return result.value;
}

/** The use cases on SQLite. Randomness is fixed; the clock stands until a story moves it. */
export async function stage(workloads?: WorkloadVerifier) {
  const dir = mkdtempSync(join(tmpdir(), 'nt2-vectors-'));
  const time = { now: START };
  let drawn = 0;
  const clock = (): number => time.now;
  const store = await openSqliteStore({ file: join(dir, 'nt2.db'), clock, watermark: memoryWatermark() });
  const shares = createShares({
    store,
    clock,
    random: (length) => fixed(`drawn ${(drawn += 1)}`, length),
    tenantTags: { tagOf: (tenant) => tenantTag(keys.tag, tenant) as TenantTag },
    host: HOST,
    storage: 'sqlite+wal',
    modalEntry: true,
    retentionMs: 86_400_000,
    scrypt: scryptNative,
    workloads,
  });
  return {
    store,
    shares,
    time,
    /** The log's leaves of one share, in order. */
    async log(id: string): Promise<string[]> {
      const leaves = await store.leaves(id.slice(0, 6) as TenantTag, 0, 1_000);
      return leaves.filter((leaf) => leaf.includes(`\nshare ${id}\n`));
    },
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
export type Stage = Awaited<ReturnType<typeof stage>>;

export interface Files {
  readonly capsule: Uint8Array;
  readonly payload: Uint8Array;
}

export async function sealInput(
  by: Browser,
  share: Pick<Share, 'id'>,
  at: number,
  { capsule, payload }: Files,
  facts: {
    for: string;
    prekey?: { readonly device: string; readonly hash: string };
    ack: string;
    scryptSalt: string | null;
    openers: readonly { proof: Proof; key: Signer }[];
    uploaded?: boolean;
  },
) {
  const openers: ProofKey[] = facts.openers.map(({ proof, key }) => ({ proof, key: key.publicKey, salt: salt(`opener ${proof}`) }));
  const text = formatSealed({
    share: share.id,
    at,
    for: facts.for,
    ...(facts.prekey && { prekey: facts.prekey }),
    capsule: hashB64(capsule),
    payload: hashB64(payload),
    size: payload.length,
    ack: ackHash(facts.ack) as string,
    salt: facts.scryptSalt,
    openers: openers.map(({ proof, key, salt: with32 }) => ({ proof, commitment: proofKeyCommitment(key, with32) })),
    device: by.device,
  });
  return { note: await by.sign(text), device: by.device, capsule, payload: facts.uploaded ? null : payload, openers };
}

export async function claimInput(by: Browser, share: string, at: number, shown: readonly { proof: Proof; key: Signer }[]) {
  const openers = await Promise.all(
    shown.map(async ({ proof, key }) => {
      const note = await signKnowledgeProof({ host: HOST, proof, key, share, device: by.device, at });
      return { proof, salt: salt(`shown ${proof}`), note };
    }),
  );
  const proofs = openers.map(({ proof, salt: with32, note }) => ({ proof, commitment: proofCommitment(note, with32) }));
  const lease = claimSecretHash(claimSecret);
  return {
    note: await by.sign(formatClaimed({ share, at, device: by.device, lease, proofs })),
    device: by.device,
    secret: claimSecret,
    openers,
  };
}

export async function acceptInput(by: Browser, share: string, at: number, key: string | null) {
  return { note: await by.sign(formatAccepted({ share, at, device: by.device, key })), device: by.device };
}

export async function deliverInput(by: Browser, share: string, at: number, preimage: string) {
  return {
    note: await by.sign(formatDelivered({ share, at, device: by.device, ack: preimage })),
    device: by.device,
    secret: claimSecret,
    ack: preimage,
  };
}
