// Requests made beforehand: for each cycle the bytes of its create, claim and deliver, with notes that are really signed.
// The ciphertext is real too, and the same few files serve all shares: the server cannot look into them, and hashes them each time.

import { generateAck } from '../../../src/crypto/events/ack.ts';
import { encodeBase64, hashB64, randomBytes } from '../../../src/crypto/bytes.ts';
import { sealCapsule } from '../../../src/crypto/capsule/capsule.ts';
import { generateLinkKey, linkProofSigner } from '../../../src/crypto/keys/link.ts';
import { proofKeyCommitment } from '../../../src/crypto/events/knowledge-proof.ts';
import { generatePayloadKey, sealPayload } from '../../../src/crypto/capsule/payload.ts';
import { formatSealed } from '../../../src/crypto/events/statements.ts';
import { claiming, credential, delivering, newBrowser, programShare, type Browser } from '../../support/actors.ts';

export interface Target {
  /** Of the public address. The host is a part of what is signed, and of every request. */
  readonly origin: string;
  readonly host: string;
  readonly tag: string;
  /** Several programs, because one may have only so many shares waiting at a time. */
  readonly tokens: readonly string[];
}

export interface Cycle {
  readonly id: string;
  readonly token: string;
  readonly create: Buffer;
  readonly claim: Buffer;
  readonly deliver: Buffer;
}

interface Files {
  readonly linkKey: Uint8Array;
  readonly ack: { readonly preimage: string; readonly hash: string };
  readonly capsule: Uint8Array;
  readonly payload: Uint8Array;
}

const HOUR = 3_600_000;
const FILES = 8;
const LABEL = 'Stripe webhook key';

export interface Maker {
  make(count: number): Promise<Cycle[]>;
}

/** A program has one device key and signs everything with it; every recipient is a browser of its own. */
export async function createMaker(target: Target): Promise<Maker> {
  const senders = await Promise.all(target.tokens.map(() => newBrowser(target.host)));
  const files = await Promise.all(Array.from({ length: FILES }, () => seal(target)));
  return {
    make: async (count) => {
      const cycles: Cycle[] = [];
      for (let n = 0; n < count; n += 1) {
        const token = pick(target.tokens, n);
        cycles.push(
          await makeCycle({ target, token, files: pick(files, n), sender: pick(senders, n), recipient: await newBrowser(target.host) }),
        );
      }
      return cycles;
    },
  };
}

async function makeCycle(parts: {
  readonly target: Target;
  readonly token: string;
  readonly files: Files;
  readonly sender: Browser;
  readonly recipient: Browser;
}): Promise<Cycle> {
  const { target, token, files, sender, recipient } = parts;
  const at = Date.now();
  const share = begin(target, at);
  const link = await linkProofSigner(files.linkKey, share.id);
  const opener = { proof: 'link' as const, key: link.publicKey, salt: encodeBase64(randomBytes(32)) };
  const note = await sender.sign(
    formatSealed({
      share: share.id,
      at,
      for: 'link',
      capsule: hashB64(files.capsule),
      payload: hashB64(files.payload),
      size: files.payload.length,
      ack: files.ack.hash,
      salt: null,
      openers: [{ proof: 'link', commitment: proofKeyCommitment(opener.key, opener.salt) }],
      device: sender.device.publicKey,
    }),
  );
  const claim = await claiming(recipient, share, at, { link });
  const deliver = await delivering(recipient, share, at, files.ack.preimage);
  const { id, mode, createdAt, expiresAt, partiesSalt, labelSalt, label } = share;
  const sealed = {
    note,
    device: sender.device.publicKey,
    capsule: base64(files.capsule),
    payload: base64(files.payload),
    openers: [opener],
  };
  const page = `Origin: ${target.origin}\r\nSec-Fetch-Site: same-origin\r\nX-NT2: 1\r\n`;
  const post = (path: string, headers: string, body: unknown): Buffer => request(target.host, path, headers, body);
  return {
    id,
    token,
    create: post('/api/shares', `Authorization: Bearer ${token}\r\n`, {
      id,
      mode,
      kind: 'credential',
      label,
      note: '',
      createdAt,
      expiresAt,
      partiesSalt,
      labelSalt,
      seal: sealed,
    }),
    claim: post(`/api/shares/${id}/claim`, page, claim),
    deliver: post(`/api/shares/${id}/deliver`, page, deliver),
  };
}

async function seal(target: Target): Promise<Files> {
  const share = begin(target, Date.now());
  const linkKey = generateLinkKey();
  const lock = await generatePayloadKey();
  const payload = await sealPayload(credential('whsec_7c1f2b90e4d84a5f9f0d2c6b5a1e3f47'), lock.recipient);
  const ack = generateAck();
  const content = {
    share: share.id,
    policy: hashB64(share.created),
    identity: lock.identity,
    ack: ack.preimage,
    payload: hashB64(payload),
  };
  return { linkKey, ack, payload, capsule: await sealCapsule({ content, to: { kind: 'link', linkKey } }) };
}

function begin({ tag }: Target, at: number) {
  return programShare({ tag, sender: 'local:local:bench-0', platform: 'local:local', label: LABEL, mode: 'link', at, forMs: HOUR });
}

function request(host: string, path: string, headers: string, body: unknown): Buffer {
  const text = JSON.stringify(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T;
