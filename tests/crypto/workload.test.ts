// The second proof in a claimed event: version 3, which is read to the letter and is nothing that an earlier version wrote.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOlderThan } from '../../src/core/tlog/state/log-events.ts';
import { encodeBase64 } from '../../src/crypto/bytes.ts';
import { parseEvent } from '../../src/crypto/events/event.ts';
import { formatClaimed, parseClaimed } from '../../src/crypto/events/statements.ts';
import { formatWorkloadClaimed, parseWorkloadClaimed } from '../../src/crypto/events/workload-claim.ts';
import { formatWorkload, parseWorkload, workloadCommitment } from '../../src/crypto/events/workload.ts';
import { assertProperty } from '../support/property.ts';

const b64 = (n: number): string => encodeBase64(new Uint8Array(32).fill(n));
const claimed = { share: 'a'.repeat(32), at: Date.UTC(2026, 10, 30), device: b64(1), lease: b64(2), proofs: [], workload: b64(3) };
const text = formatWorkloadClaimed(claimed);

describe('a claimed event of version 3', () => {
  it('has the line of the second proof behind the lease, and reads back', () => {
    expect(text.split('\n').slice(0, 2)).toEqual(['nt2/event/v3', 'type claimed']);
    expect(text).toContain(`\nlease ${b64(2)}\nworkload ${b64(3)}\n`);
    expect(parseWorkloadClaimed(text)).toEqual(claimed);
    const proofs = [{ proof: 'words', commitment: b64(4) }] as const;
    expect(parseWorkloadClaimed(formatWorkloadClaimed({ ...claimed, proofs }))).toEqual({ ...claimed, proofs });
  });

  it('is none of the earlier versions, and they are none of it', () => {
    expect([parseEvent(text), parseClaimed(text)]).toEqual([null, null]);
    const { workload: _, ...second } = claimed;
    expect(parseWorkloadClaimed(formatClaimed(second))).toBeNull();
    expect(parseWorkloadClaimed(formatClaimed(second).replace('/v2', '/v3'))).toBeNull();
    expect(() => formatWorkloadClaimed({ ...claimed, lease: null })).toThrow(RangeError);
    expect(() => formatWorkloadClaimed({ ...claimed, workload: 'x' })).toThrow(RangeError);
  });

  it('no changed, moved or doubled line reads', () => {
    const line = `workload ${b64(3)}\n`;
    const withWords = formatWorkloadClaimed({ ...claimed, proofs: [{ proof: 'words', commitment: b64(4) }] });
    for (const wrong of [
      text.replace(line, line + line),
      withWords.replace(line, '') + line,
      text.replace(line, `${line}\n`),
      text.replace(line, line.replace(' ', '  ')),
      text.replace(`lease ${b64(2)}\n${line}`, `${line}lease ${b64(2)}\n`),
      `${text}x y\n`,
    ])
      expect(parseWorkloadClaimed(wrong), wrong).toBeNull();
  });

  it('is old when its time says so, like those of versions 1 and 2: none keeps old entries from being dropped', () => {
    const { workload: _, ...second } = claimed;
    const first = formatClaimed({ ...second, lease: null });
    for (const one of [first, formatClaimed(second), text]) {
      expect(isOlderThan(one, claimed.at + 1), one.slice(0, 12)).toBe(true);
      expect(isOlderThan(one, claimed.at)).toBe(false);
    }
  });
});

describe('what it commits to', () => {
  it('reads back whatever a provider calls itself and its runs, and nothing else reads', async () => {
    await assertProperty(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), async (issuer, subject) => {
        const workload = { issuer, subject, token: b64(5) };
        expect(parseWorkload(formatWorkload(workload))).toEqual(workload);
      }),
    );
    for (const wrong of ['', '{}', 'null', `{"issuer":"a","subject":"b","token":"x"}`, `{ "issuer":"a","subject":"b","token":"${b64(5)}"}`])
      expect(parseWorkload(wrong), wrong).toBeNull();
  });

  it('is another hash for another salt, so that guesses of a subject are tested with the salt alone', () => {
    const opening = formatWorkload({ issuer: 'https://a', subject: 'b', token: b64(5) });
    expect(workloadCommitment(opening, b64(6))).not.toBe(workloadCommitment(opening, b64(7)));
    expect(() => workloadCommitment(opening, 'x')).toThrow(RangeError);
  });
});
