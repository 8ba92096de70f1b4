// The way in by a master password: scrypt (RFC 7914) in a worker. The password is sent nowhere and kept nowhere, and nobody can recover it.

import { encodeUtf8, randomBytes, type Bytes } from '../bytes.ts';
import { SCRYPT_LOG_N, type Scrypt } from '../age/scrypt.ts';
import { deriveWayKey, type WayKey, type WrappedVaultKey } from './vault-key.ts';

export interface PasswordWay {
  readonly kind: 'password';
  /** 16 bytes. */
  readonly salt: Bytes;
  /** N = 2^logN; r = 8, p = 1: 128 MiB at 17. */
  readonly logN: number;
  readonly wrapped: WrappedVaultKey;
}

/** What a stored vault may ask of this machine: 2^20 is 1 GiB. */
const LOG_N = { least: SCRYPT_LOG_N, most: 20 } as const;

export const newPasswordSalt = (): Bytes => randomBytes(16);

/** Two keyboards may spell one letter in two ways; spaces and case are the person's own. */
const spelled = (typed: string): string => typed.normalize('NFKC');

/** @throws RangeError when the work factor is not one that nt2 writes or reads. */
export async function passwordKey({
  typed,
  salt,
  logN = SCRYPT_LOG_N,
  scrypt,
  onProgress,
}: {
  readonly typed: string;
  readonly salt: Bytes;
  readonly logN?: number;
  readonly scrypt: Scrypt;
  /** 0 to 1. */
  readonly onProgress?: (done: number) => void;
}): Promise<WayKey> {
  if (!Number.isInteger(logN) || logN < LOG_N.least || logN > LOG_N.most) throw new RangeError('not a work factor');
  const password = encodeUtf8(spelled(typed));
  const secret = await scrypt(password, salt, { N: 2 ** logN, r: 8, p: 1, dkLen: 32 }, onProgress);
  password.fill(0);
  return deriveWayKey(new Uint8Array(secret), salt, 'password');
}
