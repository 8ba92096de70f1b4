import { describe, expect, test } from 'vitest';
import { generateAck } from '../../src/crypto/events/ack.ts';
import { encodeBase64, hashB64, randomBytes } from '../../src/crypto/bytes.ts';
import { claimSecretHash, newClaimSecret } from '../../src/crypto/events/claim-secret.ts';
import { generateRecipientKey } from '../../src/crypto/keys/device.ts';
import { formatEvent } from '../../src/crypto/events/event.ts';
import {
  formatAccepted,
  formatClaimed,
  formatDelivered,
  parseAccepted,
  parseClaimed,
  parseDelivered,
  parseSealed,
  formatSealed,
  type Sealed,
} from '../../src/crypto/events/statements.ts';
import { newId } from './support.ts';

const { recipient } = await generateRecipientKey();
const base = { share: newId(), at: Date.UTC(2026, 10, 20) };
const device = encodeBase64(randomBytes(32));
const link = { proof: 'link', commitment: hashB64('l') } as const;
const words = { proof: 'words', commitment: hashB64('w') } as const;
const sealed: Sealed = {
  ...base,
  for: recipient,
  prekey: null,
  capsule: hashB64('c'),
  payload: hashB64('p'),
  size: 4_296,
  ack: generateAck().hash,
  salt: null,
  openers: [],
  device,
};
const salt = encodeBase64(randomBytes(16));

describe('what browsers state', () => {
  test('each statement reads back as the facts it was written from', () => {
    for (const key of [recipient, null]) expect(parseAccepted(formatAccepted({ ...base, device, key }))).toEqual({ ...base, device, key });
    for (const lease of [claimSecretHash(newClaimSecret()), null])
      for (const proofs of [[], [link], [words], [link, words]])
        expect(parseClaimed(formatClaimed({ ...base, device, lease, proofs }))).toEqual({ ...base, device, lease, proofs });
    const ack = generateAck().preimage;
    expect(parseDelivered(formatDelivered({ ...base, device, ack }))).toEqual({ ...base, device, ack });
  });

  test('sealed in each of the five modes, and by the server for modal entry', () => {
    const modes: Partial<Sealed>[] = [
      {},
      { salt, openers: [words] },
      { for: 'words', salt, openers: [words] },
      { for: 'link', openers: [link] },
      { for: 'link', salt, openers: [link, words] },
    ];
    for (const mode of modes) {
      expect(parseSealed(formatSealed({ ...sealed, ...mode }))).toEqual({ ...sealed, ...mode });
      expect(parseSealed(formatSealed({ ...sealed, ...mode, device: null }))).toEqual({ ...sealed, ...mode, device: null });
    }
    expect(formatSealed({ ...sealed, device: null })).toContain('\nby server\n');
    const prekey = { device: encodeBase64(randomBytes(32)), hash: hashB64('note') };
    const ahead = formatSealed({ ...sealed, prekey });
    expect(parseSealed(ahead)).toEqual({ ...sealed, prekey });
    // What names a prekey is of version 2, what names none of version 1, and neither reads as the other.
    expect([formatSealed(sealed), ahead].map((text) => text.split('\n')[0])).toEqual(['nt2/event/v1', 'nt2/event/v2']);
    expect(parseSealed(ahead.replace('event/v2', 'event/v1'))).toBeNull();
    expect(parseSealed(formatSealed(sealed).replace('event/v1', 'event/v2'))).toBeNull();
    // Only a browser seals to a prekey, and only to a key.
    for (const wrong of [{ device: null }, { for: 'words', salt, openers: [words] }, { for: 'link', openers: [link] }])
      expect(() => formatSealed({ ...sealed, ...wrong, prekey })).toThrow(RangeError);
    for (const malformed of [device, `${device} ${hashB64('x')} more`, `${device} short`])
      expect(parseSealed(ahead.replace(/\nprekey .*/, `\nprekey ${malformed}`))).toBeNull();
  });

  test('openers are written in one order, whatever order they are given in', () => {
    const facts = { ...sealed, for: 'link', salt };
    expect(formatSealed({ ...facts, openers: [words, link] })).toBe(formatSealed({ ...facts, openers: [link, words] }));
  });

  test('a sealed statement whose parts tell different stories is refused', () => {
    const stories: Partial<Sealed>[] = [
      { salt },
      { openers: [words] },
      { openers: [link] },
      { for: 'words' },
      { for: 'words', salt },
      { for: 'link' },
      { for: 'link', salt, openers: [link] },
      { for: 'link', salt, openers: [words] },
      { for: 'words', salt, openers: [link, words] },
      { for: 'link', openers: [link, link] },
      { for: 'somebody' },
      { for: recipient.toUpperCase() },
      { capsule: 'x' },
      { payload: hashB64('p').slice(1) },
      { ack: generateAck().preimage },
      { size: 0 },
      { size: 1.5 },
      { size: -1 },
      { for: 'words', salt: 'AAAA', openers: [words] },
      { device: 'D' },
    ];
    for (const story of stories) expect(() => formatSealed({ ...sealed, ...story }), JSON.stringify(story)).toThrow(RangeError);
  });

  test('a statement by the server does not pass for one of a browser, nor one type for another', () => {
    const event = { ...base, by: 'server' } as const;
    const ack = generateAck().preimage;
    expect(parseAccepted(formatEvent({ ...event, type: 'accepted', lines: [['device', device]] }))).toBeNull();
    expect(
      parseAccepted(
        formatEvent({
          ...event,
          type: 'accepted',
          by: 'device',
          lines: [
            ['device', device],
            ['evidence', 'x'],
          ],
        }),
      ),
    ).toBeNull();
    expect(parseAccepted(formatEvent({ ...event, type: 'accepted', by: 'device', lines: [] }))).toBeNull();
    expect(parseClaimed(formatEvent({ ...event, type: 'claimed', lines: [['device', device]] }))).toBeNull();
    expect(
      parseDelivered(
        formatEvent({
          ...event,
          type: 'delivered',
          lines: [
            ['device', device],
            ['ack', ack],
          ],
        }),
      ),
    ).toBeNull();
    expect(parseSealed(formatSealed(sealed).replace('by device', 'by server'))).toBeNull();
    const delivered = formatDelivered({ ...base, device, ack });
    expect(parseClaimed(delivered)).toBeNull();
    expect(parseSealed(delivered)).toBeNull();
    expect(parseDelivered(formatClaimed({ ...base, device, lease: null, proofs: [] }))).toBeNull();
    expect(parseDelivered(`${delivered}\n`)).toBeNull();
  });

  test('P2: a claimed note with the hash of a claim secret is of version 2, one without of version 1, and neither reads as the other', () => {
    const lease = claimSecretHash(newClaimSecret()) as string;
    const [second, first] = [lease, null].map((one) => formatClaimed({ ...base, device, lease: one, proofs: [words] })) as [string, string];
    expect([second, first].map((text) => text.split('\n')[0])).toEqual(['nt2/event/v2', 'nt2/event/v1']);
    for (const wrong of [
      second.replace('event/v2', 'event/v1'),
      first.replace('event/v1', 'event/v2'),
      second.replace('event/v2', 'event/v3'),
      second.replace(`lease ${lease}`, 'lease x'),
      second.replace(`lease ${lease}\n`, `lease ${lease}\nlease ${lease}\n`),
      second.replace(/(device .*\n)(lease .*\n)/, '$2$1'),
    ])
      expect(parseClaimed(wrong), wrong).toBeNull();
    // No other type has a second version.
    expect(parseDelivered(formatDelivered({ ...base, device, ack: generateAck().preimage }).replace('event/v1', 'event/v2'))).toBeNull();
  });

  test('P2: the hash of a claim secret has its own label, and only 32 bytes are one', () => {
    const secret = encodeBase64(new Uint8Array(32));
    expect(claimSecretHash(secret)).toBe(hashB64(Buffer.concat([Buffer.from('nt2/v1/claim\n'), Buffer.alloc(32)])));
    expect(claimSecretHash(secret)).not.toBe(hashB64(new Uint8Array(32)));
    for (const bad of ['', 'x', encodeBase64(new Uint8Array(31)), encodeBase64(new Uint8Array(33)), secret.slice(0, -1), `${secret}\n`])
      expect(claimSecretHash(bad)).toBeNull();
    expect(new Set(Array.from({ length: 50 }, newClaimSecret)).size).toBe(50);
  });

  test('facts that are none are a defect of the caller', () => {
    expect(() => formatAccepted({ ...base, device: 'x', key: null })).toThrow(RangeError);
    expect(() => formatAccepted({ ...base, device, key: 'age1x' })).toThrow(RangeError);
    expect(() => formatClaimed({ ...base, device, lease: null, proofs: [{ proof: 'words', commitment: 'x' }] })).toThrow(RangeError);
    expect(() => formatClaimed({ ...base, device, lease: null, proofs: [words, words] })).toThrow(RangeError);
    expect(() => formatDelivered({ ...base, device, ack: 'x' })).toThrow(RangeError);
    expect(() => formatDelivered({ ...base, share: 'x', device, ack: generateAck().preimage })).toThrow(RangeError);
  });
});
