import { afterAll, describe, expect, test } from 'vitest';
import { redisMissing } from '../support/redis.ts';
import { createDice } from './dice.ts';
import { KINDS } from './faults.ts';
import { runPhase } from './phase.ts';
import { renderCampaign, type Row } from './table.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const seed = Number(process.env['NT2_CAMPAIGN_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const LONG = Boolean(process.env['NT2_CAMPAIGN']);
const PLAN = LONG
  ? { rates: [5, 15, 30], chatRates: [0.5, 1, 2], ms: 6_000, dwellMs: 3_000 }
  : { rates: [10], chatRates: [], ms: 3_000, dwellMs: 2_000 };

describe.skipIf(redisMissing !== null)('the faults campaign', () => {
  const rows: Row[] = [];
  afterAll(() => console.log(`seed ${seed}\n${renderCampaign(rows)}`));

  test.each(KINDS.filter(({ short }) => LONG || short))('T6, T7, T21: what holds under load: $name', { timeout: 180_000 }, async (kind) => {
    const outcome = await runPhase(kind, PLAN, createDice(seed));
    if (outcome === null) {
      console.log(`left out: ${kind.name} needs a small disk of its own, and only root may mount one`);
      return;
    }
    rows.push(...outcome.rows);
    console.log(`${kind.name}: ${outcome.remarks.join('; ') || 'nothing to remark'}`);
    if (kind.control) expect(outcome.wrongs.join()).toContain('opened by two devices');
    else expect(outcome.wrongs).toEqual([]);
    expect(outcome.rows.every(({ handed }) => handed > 0)).toBe(true);
  });
});
