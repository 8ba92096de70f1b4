import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAudit, type Audit } from '../../../src/core/log/audit.ts';
import { START, openBench, type Bench } from './world.ts';

const DAY = 86_400_000;

describe('the audit channel', () => {
  let bench: Bench;
  let posted: { notes: readonly string[]; key: string }[];
  let isOpen: boolean;
  let owners = 0;
  const another = (): Audit =>
    createAudit({
      store: bench.store,
      clock: () => bench.now,
      owner: `owner-${(owners += 1)}`,
      post: async (notes, key) => {
        if (isOpen) posted.push({ notes, key });
        return isOpen;
      },
    });
  beforeEach(async () => {
    bench = await openBench();
    [posted, isOpen] = [[], true];
    await bench.queue(3);
    await bench.another().sequence(bench.tag);
  });
  afterEach(() => bench.close());

  it('gets the checkpoint as it is, at the start and then once a day, from one of all instances', async () => {
    const audits = [another(), another(), another()];
    await Promise.all(audits.map((audit) => audit.round()));
    for (const audit of audits) await audit.round();
    expect(posted).toHaveLength(1);
    expect(posted[0]?.notes).toEqual([await bench.keepsake.recall(bench.tag)]);
    await bench.queue(1);
    await bench.another().sequence(bench.tag);
    for (const audit of audits) await audit.round();
    expect(posted).toHaveLength(1);
    bench.now = START + DAY;
    for (const audit of audits) await audit.round();
    expect(posted).toHaveLength(2);
    expect(posted[1]?.notes[0]).toContain(`/nt2/log/${bench.tag}\n4\n`);
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

  it('is asked again when it takes nothing, and says since when', async () => {
    isOpen = false;
    const audit = another();
    await audit.round();
    bench.now += 60_000;
    await audit.round();
    expect(audit.failingSince()).toBe(START);
    isOpen = true;
    expect(await audit.round()).toBe(1);
    expect(audit.failingSince()).toBeNull();
    expect(new Set(posted.map(({ key }) => key)).size).toBe(1);
  });
});
