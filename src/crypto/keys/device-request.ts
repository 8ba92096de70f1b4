// What a browser or a machine signs to be known to the server: once when it is bound to a person, and then each time that it signs in.
// Each text begins with a purpose of its own, so a note for one is never taken for the other, nor for an event.

import { deviceName } from './device.ts';
import { signNote, verifyNote } from '../note/note.ts';
import type { Signer } from '../note/signer.ts';

/** To be bound to the person of a single-use token. `token`: base64 SHA-256 of it. */
interface BondRequest {
  readonly kind: 'bond';
  readonly host: string;
  readonly token: string;
}

/** To be signed in at the page of a share. `nonce`: as the server gave it. */
interface SignInRequest {
  readonly kind: 'sign-in';
  readonly host: string;
  readonly share: string;
  readonly nonce: string;
}

/** A machine signs in for itself. `name`: as its tenant knows it, `aaaaaa/ci`. */
interface MachineRequest {
  readonly kind: 'machine';
  readonly host: string;
  readonly name: string;
  readonly nonce: string;
}

export type DeviceRequest = BondRequest | SignInRequest | MachineRequest;

/** @throws RangeError when a part would not stand in one line. */
function formatDeviceRequest(request: DeviceRequest, device: string): string {
  const head = [`nt2/${request.kind}/v1`, `host ${request.host}`];
  const tail = [`device ${device}`];
  const lines = [...head, ...linesAbout(request), ...tail];
  if (!lines.every((line) => /^[!-~]+(?: [!-~]+)?$/.test(line))) throw new RangeError('not a line');
  return `${lines.join('\n')}\n`;
}

function linesAbout(request: DeviceRequest): string[] {
  switch (request.kind) {
    case 'bond':
      return [`token ${request.token}`];
    case 'sign-in':
      return [`share ${request.share}`, `nonce ${request.nonce}`];
    case 'machine':
      return [`name ${request.name}`, `nonce ${request.nonce}`];
  }
}

/** The signed note. */
export function signDeviceRequest(request: DeviceRequest, signer: Signer): Promise<string> {
  const text = formatDeviceRequest(request, signer.publicKey);
  return signNote({ text, name: deviceName(request.host, signer.publicKey), key: signer });
}

/** True when `device` (base64) signed exactly this request, and nothing else stands in the note. */
export async function isSignedRequest(
  request: DeviceRequest,
  { device, note }: { readonly device: string; readonly note: string },
): Promise<boolean> {
  try {
    const text = formatDeviceRequest(request, device);
    return (await verifyNote({ note, name: deviceName(request.host, device), publicKey: device })) === text;
  } catch (error) {
    // What is no key has signed nothing.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
