// The way in by a passkey: the authenticator answers a salt with 32 bytes that only it can make (WebAuthn Level 3, the prf extension).
// Browsers and authenticators without it leave a person their password.

import type { Bytes } from '../../../crypto/bytes.ts';
import { deriveWayKey, type WayKey } from '../../../crypto/vault/vault-key.ts';
import type { MadePasskey, Passkey } from '../ways.ts';
import type { PasskeyWay } from '../store/drawer.ts';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
/** ES256, EdDSA, RS256 (IANA COSE Algorithms): nothing is signed for us, yet WebAuthn wants to know. */
const ALGORITHMS = [-7, -8, -257].map((alg) => ({ type: 'public-key', alg }) as const);

/** False: nothing to offer. True is no promise: whether an authenticator has prf shows only when it is asked. */
export const mayHavePasskeys = (): boolean => typeof PublicKeyCredential === 'function' && window.isSecureContext;

/** Makes a passkey for this vault. Where an authenticator answers only to a second question, it is asked twice. */
export async function createPasskey(name: string): Promise<Passkey<MadePasskey>> {
  const salt = random(32);
  const made = await ask(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { id: location.hostname, name: 'nt2' },
        user: { id: random(16), name, displayName: name },
        challenge: random(32),
        pubKeyCredParams: ALGORITHMS,
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        attestation: 'none',
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  if (!made.ok) return made;
  const { prf } = made.value.getClientExtensionResults();
  if (prf?.enabled !== true) return { ok: false, why: 'none' };
  const credential = new Uint8Array(made.value.rawId);
  const secret = prf.results === undefined ? null : bytesOf(prf.results.first);
  const key: Passkey<WayKey> =
    secret === null ? await passkeyKey({ credential, salt }) : { ok: true, value: await deriveWayKey(secret, salt, 'passkey') };
  return key.ok ? { ok: true, value: { credential, salt, key: key.value } } : key;
}

export async function passkeyKey({ credential, salt }: Pick<PasskeyWay, 'credential' | 'salt'>): Promise<Passkey<WayKey>> {
  const given = await ask(() =>
    navigator.credentials.get({
      publicKey: {
        rpId: location.hostname,
        challenge: random(32),
        allowCredentials: [{ type: 'public-key', id: credential }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  if (!given.ok) return given;
  const first = given.value.getClientExtensionResults().prf?.results?.first;
  return first === undefined ? { ok: false, why: 'none' } : { ok: true, value: await deriveWayKey(bytesOf(first), salt, 'passkey') };
}

async function ask(question: () => Promise<Credential | null>): Promise<Passkey<PublicKeyCredential>> {
  try {
    const given = await question();
    return given === null ? { ok: false, why: 'declined' } : { ok: true, value: given as PublicKeyCredential };
  } catch (error) {
    // What the person breaks off, lets pass or is refused comes as these; a browser that knows no passkeys throws a TypeError.
    const isTheirs = error instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name);
    return { ok: false, why: isTheirs ? 'declined' : 'none' };
  }
}

const bytesOf = (source: BufferSource): Bytes =>
  source instanceof ArrayBuffer
    ? new Uint8Array(source.slice(0))
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
