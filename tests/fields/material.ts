// Keys and certificates that the examples need, made anew in each run: no private key lies in the repository.

import { generateKeyPairSync } from 'node:crypto';

const pem = (label: string, bytes: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${(
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')}\n-----END ${label}-----\n`;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const edwards = generateKeyPairSync('ed25519').privateKey;

const locked = { cipher: 'aes-256-cbc', passphrase: 'x' } as const;
export const RSA = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
export const RSA_LOCKED = String(privateKey.export({ type: 'pkcs8', format: 'pem', ...locked }));
export const RSA_OLD = String(privateKey.export({ type: 'pkcs1', format: 'pem' }));
export const RSA_OLD_LOCKED = String(privateKey.export({ type: 'pkcs1', format: 'pem', ...locked }));
export const RSA_SMALL_LOCKED_NOT = String(small.export({ type: 'pkcs1', format: 'pem' }));
export const EC = String(curve.export({ type: 'pkcs8', format: 'pem' }));
export const EC_OLD = String(curve.export({ type: 'sec1', format: 'pem' }));
export const ED25519 = String(edwards.export({ type: 'pkcs8', format: 'pem' }));
export const PUBLIC = String(publicKey.export({ type: 'spki', format: 'pem' }));

/** As ssh-keygen writes it, as far as anything here reads. */
export function openssh(cipher: 'none' | 'aes256-ctr'): string {
  const text = (value: string | Buffer): Buffer => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const one = Buffer.from([0, 0, 0, 1]);
  const known = Buffer.concat([text('ssh-ed25519'), text(Buffer.alloc(32, 7))]);
  const rest = [text(cipher), text(cipher === 'none' ? 'none' : 'bcrypt'), text(''), one, text(known), text(Buffer.alloc(64, 9))];
  return pem('OPENSSH PRIVATE KEY', Buffer.concat([Buffer.from('openssh-key-v1\0'), ...rest]));
}

const der = (tag: number, ...parts: readonly (Uint8Array | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 255]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};

/** As much of a certificate as says until when it is good: `291231235959Z`. */
export function certificate(until: string): string {
  const version = der(0xa0, der(0x02, Uint8Array.of(2)));
  const validity = der(0x30, der(0x17, '200101000000Z'), der(until.length === 13 ? 0x17 : 0x18, until));
  const signed = der(0x30, version, der(0x02, Uint8Array.of(1)), der(0x30), der(0x30), validity, der(0x30));
  return pem('CERTIFICATE', der(0x30, signed, der(0x30), der(0x03, Uint8Array.of(0))));
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const jwt = (body: object, alg = 'HS256'): string => [part({ alg, typ: 'JWT' }), part(body), 'c2lnbmF0dXJl'].join('.');

export const serviceAccount = (more: object = {}): string =>
  JSON.stringify({ type: 'service_account', project_id: 'p', client_email: 'ci@p.iam.gserviceaccount.com', private_key: RSA, ...more });
