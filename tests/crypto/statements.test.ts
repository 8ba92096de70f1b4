import { describe, expect, test } from 'vitest';
import { generateAck } from '../../src/crypto/capsule/ack.ts';
import { b64, hashB64, randomBytes } from '../../src/crypto/bytes.ts';
import { generateAcceptKey } from '../../src/crypto/keys/device.ts';
import { renderEvent } from '../../src/crypto/notes/event.ts';
import {
  acceptedText,
  claimedText,
  deliveredText,
  readAccepted,
  readClaimed,
  readDelivered,
  readSealed,
  sealedText,
  type Sealed,
} from '../../src/crypto/notes/statements.ts';
import { newId } from './support.ts';

const { recipient } = await generateAcceptKey();
const base = { share: newId(), at: Date.UTC(2026, 10, 20) };
const device = b64(randomBytes(32));
const link = { proof: 'link', commitment: hashB64('l') } as const;
const words = { proof: 'words', commitment: hashB64('w') } as const;
const sealed: Sealed = {
  ...base,
  for: recipient,
  capsule: hashB64('c'),
  payload: hashB64('p'),
  size: 4_296,
  ack: generateAck().hash,
  salt: null,
  openers: [],
  device,
};
const salt = b64(randomBytes(16));

describe('what browsers state', () => {
  test('each statement reads back as the facts it was written from', () => {
    for (const key of [recipient, null]) expect(readAccepted(acceptedText({ ...base, device, key }))).toEqual({ ...base, device, key });
    for (const proofs of [[], [link], [words], [link, words]])
      expect(readClaimed(claimedText({ ...base, device, proofs }))).toEqual({ ...base, device, proofs });
    const ack = generateAck().preimage;
    expect(readDelivered(deliveredText({ ...base, device, ack }))).toEqual({ ...base, device, ack });
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
      expect(readSealed(sealedText({ ...sealed, ...mode }))).toEqual({ ...sealed, ...mode });
      expect(readSealed(sealedText({ ...sealed, ...mode, device: null }))).toEqual({ ...sealed, ...mode, device: null });
    }
    expect(sealedText({ ...sealed, device: null })).toContain('\nby server\n');
  });

  test('openers are written in one order, whatever order they are given in', () => {
    const facts = { ...sealed, for: 'link', salt };
    expect(sealedText({ ...facts, openers: [words, link] })).toBe(sealedText({ ...facts, openers: [link, words] }));
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
    for (const story of stories) expect(() => sealedText({ ...sealed, ...story }), JSON.stringify(story)).toThrow(RangeError);
  });

  test('a statement by the server does not pass for one of a browser, nor one type for another', () => {
    const event = { ...base, by: 'server' } as const;
    const ack = generateAck().preimage;
    expect(readAccepted(renderEvent({ ...event, type: 'accepted', lines: [['device', device]] }))).toBeNull();
    expect(
      readAccepted(
        renderEvent({
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
    expect(readAccepted(renderEvent({ ...event, type: 'accepted', by: 'device', lines: [] }))).toBeNull();
    expect(readClaimed(renderEvent({ ...event, type: 'claimed', lines: [['device', device]] }))).toBeNull();
    expect(
      readDelivered(
        renderEvent({
          ...event,
          type: 'delivered',
          lines: [
            ['device', device],
            ['ack', ack],
          ],
        }),
      ),
    ).toBeNull();
    expect(readSealed(sealedText(sealed).replace('by device', 'by server'))).toBeNull();
    const delivered = deliveredText({ ...base, device, ack });
    expect(readClaimed(delivered)).toBeNull();
    expect(readSealed(delivered)).toBeNull();
    expect(readDelivered(claimedText({ ...base, device, proofs: [] }))).toBeNull();
    expect(readDelivered(`${delivered}\n`)).toBeNull();
  });

  test('facts that are none are a defect of the caller', () => {
    expect(() => acceptedText({ ...base, device: 'x', key: null })).toThrow(RangeError);
    expect(() => acceptedText({ ...base, device, key: 'age1x' })).toThrow(RangeError);
    expect(() => claimedText({ ...base, device, proofs: [{ proof: 'words', commitment: 'x' }] })).toThrow(RangeError);
    expect(() => claimedText({ ...base, device, proofs: [words, words] })).toThrow(RangeError);
    expect(() => deliveredText({ ...base, device, ack: 'x' })).toThrow(RangeError);
    expect(() => deliveredText({ ...base, share: 'x', device, ack: generateAck().preimage })).toThrow(RangeError);
  });
});
