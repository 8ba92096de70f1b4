import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  loadPublisherError,
  createCheckpointPublisher,
  type CheckpointPublisher,
  type PublisherError,
  type PostResult,
} from '../../src/jobs/checkpoint-publisher.ts';
import { START, openBench, type Bench } from '../core/tlog/world.ts';

const DAY = 86_400_000;

describe('the audit channel', () => {
  let bench: Bench;
  let posted: { notes: readonly string[]; key: string }[];
  let answer: PostResult;
  let troubles: PublisherError[];
  let owners = 0;
  const another = (): CheckpointPublisher =>
    createCheckpointPublisher({
      store: bench.store,
      clock: () => bench.now,
      owner: `owner-${(owners += 1)}`,
      post: async (notes, key) => {
        if (answer.ok) posted.push({ notes, key });
        return answer;
      },
      troubled: (trouble) => troubles.push(trouble),
    });
  beforeEach(async () => {
    bench = await openBench();
    [posted, troubles, answer] = [[], [], { ok: true }];
    await bench.queue(3);
    await bench.another().sequence(bench.tag);
  });
  afterEach(() => bench.close());

  it('gets the checkpoint as it is, at the start and then once a day, from one of all instances', async () => {
    const audits = [another(), another(), another()];
    await Promise.all(audits.map((audit) => audit.round()));
    for (const audit of audits) await audit.round();
    expect(posted).toHaveLength(1);
    expect(posted[0]?.notes).toEqual([await bench.pins.latest(bench.tag)]);
    await bench.queue(1);
    await bench.another().sequence(bench.tag);
    for (const audit of audits) await audit.round();
    expect(posted).toHaveLength(1);
    bench.now = START + DAY;
    for (const audit of audits) await audit.round();
    expect(posted).toHaveLength(2);
    expect(posted[1]?.notes[0]).toContain(`/nt2/log/${bench.tag}\n4\n`);
  });

  it('is not silenced for years by an instance whose clock was ahead: it gets the next one as soon as the clocks are right', async () => {
    const audit = another();
    bench.now = START + 14 * 365 * DAY;
    await audit.round();
    bench.now = START;
    await audit.round();
    expect(posted).toHaveLength(2);
    await audit.round();
    expect(posted).toHaveLength(2);
  });

  it('gets another one at the next start, unless it has it already', async () => {
    await another().round();
    await another().round();
    expect(posted).toHaveLength(1);
    await bench.queue(1);
    await bench.another().sequence(bench.tag);
    await another().round();
    expect(posted).toHaveLength(2);
  });

  it('is asked again when it takes nothing, no sooner than it may be, and says since when and why, once', async () => {
    answer = { ok: false, reason: 'later', retryAfterMs: 30_000 };
    const audit = another();
    const after = async (ms: number): Promise<number> => {
      bench.now += ms;
      return audit.round();
    };
    await after(0);
    answer = { ok: true };
    expect(await after(29_999)).toBe(0);
    answer = { ok: false, reason: 'refused' };
    await after(1);
    await after(60_000);
    expect(troubles).toEqual([
      { since: START, reason: 'later' },
      { since: START, reason: 'refused' },
    ]);
    expect([audit.trouble(), await loadPublisherError(bench.store)]).toEqual([troubles[1], troubles[1]]);
    answer = { ok: true };
    expect(await after(59_999)).toBe(0);
    expect(await after(1)).toBe(1);
    expect([audit.trouble(), await loadPublisherError(bench.store)]).toEqual([null, null]);
  });

  it('that took it from one instance is no trouble of the other one any more', async () => {
    const [one, two] = [another(), another()];
    answer = { ok: false, reason: 'refused' };
    await one.round();
    answer = { ok: true };
    await two.round();
    bench.now += 60_000;
    await one.round();
    expect([one.trouble(), await loadPublisherError(bench.store), posted.length]).toEqual([null, null, 1]);
  });
});
