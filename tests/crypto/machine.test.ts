// The key of a machine: all others come from it, on every run the same, and on no other machine.

import { describe, expect, it } from 'vitest';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { encodeBase64, randomBytes } from '../../src/crypto/bytes.ts';
import {
  findMachinePrekey,
  formatMachineKey,
  machineClaimSecret,
  MACHINE_PREKEYS,
  machinePrekey,
  machineShareKey,
  machineSigner,
  parseMachineKey,
  type MachineKey,
} from '../../src/crypto/keys/machine.ts';
import { PREKEY_LIFE_MS } from '../../src/crypto/share-terms.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 30, 12);
const seed = Uint8Array.from({ length: 32 }, (_, n) => n);
const key: MachineKey = { server: 'https://nt2.example', tag: 'aaaaaa', name: 'ci', person: encodeBase64(randomBytes(32)), seed };

describe('the key of a machine', () => {
  it('is read back as it was written, also with the line ends of Windows and white space around it', () => {
    const text = formatMachineKey(key);
    for (const one of [text, text.replaceAll('\n', '\r\n'), `\n${text}\n\n`]) expect(parseMachineKey(one)).toEqual(key);
  });

  it.each([
    '',
    'nt2/machine-key/v2',
    formatMachineKey(key).slice(0, -6),
    formatMachineKey(key).replace('seed ', 'seed  '),
    `${formatMachineKey(key)}more x\n`,
  ])('is nothing else: %#', (text) => expect(parseMachineKey(text)).toBeNull());

  it('gives the same keys on every run, other ones for another day, number, share or seed', async () => {
    expect(machinePrekey(seed, NOW, 0)).toEqual(machinePrekey(seed, NOW + DAY / 2 - 1, 0));
    expect((await machineSigner(seed)).publicKey).toBe((await machineSigner(seed)).publicKey);
    const other = Uint8Array.from(seed, (byte) => byte ^ 1);
    const all = [seed, other].flatMap((one) => [
      machinePrekey(one, NOW, 0).recipient,
      machinePrekey(one, NOW, 1).recipient,
      machinePrekey(one, NOW + DAY, 0).recipient,
      machineShareKey(one, 'a').recipient,
      machineShareKey(one, 'b').recipient,
      machineClaimSecret(one, 'a'),
      machineClaimSecret(one, 'b'),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('gives pairs that any age program takes', async () => {
    for (const { identity, recipient } of [machinePrekey(seed, NOW, 3), machineShareKey(seed, 'a')])
      expect(await identityToRecipient(identity)).toBe(recipient);
  });

  it('finds what it has left for as long as a share may have waited, and nothing of another’s', async () => {
    for (const madeAt of [NOW, NOW - PREKEY_LIFE_MS - 8 * DAY, NOW + DAY]) {
      const left = machinePrekey(seed, madeAt, MACHINE_PREKEYS - 1);
      expect(findMachinePrekey(seed, left.recipient, NOW)).toEqual(left);
    }
    expect(findMachinePrekey(seed, await identityToRecipient(await generateX25519Identity()), NOW)).toBeNull();
  });
});
