// When a person is left alone: by the clock where they are, as their platform or the operator tells it.

import { describe, expect, it } from 'vitest';
import { createAskQuiet, quietUntil } from '../../src/core/shares/quiet-hours.ts';
import { casey } from '../support/world.ts';

describe('quiet hours', () => {
  const night = { from: 20, to: 8 };
  const at = (text: string): number => Date.parse(text);

  it.each([
    ['2026-11-30T12:00:00Z', 'Europe/Berlin', null],
    ['2026-11-30T19:00:00Z', 'Europe/Berlin', '2026-12-01T07:00:00Z'],
    ['2026-11-30T06:59:59Z', 'Europe/Berlin', '2026-11-30T07:00:00Z'],
    ['2026-11-30T07:00:00Z', 'Europe/Berlin', null],
    ['2026-11-30T12:00:00Z', 'Asia/Tokyo', '2026-11-30T23:00:00Z'],
    ['2026-11-30T15:00:00Z', 'Asia/Kathmandu', '2026-12-01T02:15:00Z'],
    // The night in which clocks go forward, and the one in which they go back.
    ['2026-03-28T22:00:00Z', 'Europe/Berlin', '2026-03-29T06:00:00Z'],
    ['2026-10-24T22:00:00Z', 'Europe/Berlin', '2026-10-25T07:00:00Z'],
    ['2026-11-30T22:00:00Z', 'Mars/Olympus', null],
  ])('%s in %s: until %s', (now, zone, until) => {
    expect(quietUntil(night, zone, at(now))).toBe(until === null ? null : at(until));
  });

  it('may lie within one day', () => {
    expect(quietUntil({ from: 12, to: 14 }, 'UTC', at('2026-11-30T12:30:00Z'))).toBe(at('2026-11-30T14:00:00Z'));
    expect(quietUntil({ from: 12, to: 14 }, 'UTC', at('2026-11-30T23:00:00Z'))).toBeNull();
  });
});

describe('whose night it is', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  const [inTokyo, inAuckland] = [Date.parse('2026-11-30T23:00:00Z'), Date.parse('2026-11-30T19:00:00Z')];
  const ask = (timeZone: (() => Promise<string | null>) | undefined, more: { hours?: null; usualZone?: string } = {}) => {
    const platform = timeZone ? { timeZone } : {};
    const deps = { hours: { from: 20, to: 8 }, usualZone: null, platformFor: () => platform, clock: () => now };
    return createAskQuiet({ ...deps, ...more })(casey.key);
  };
  const fails = (): Promise<never> => Promise.reject(new Error('away'));

  it('is told by the platform, before the operator; who lives by day is reminded at once', async () => {
    expect(await ask(async () => 'Asia/Tokyo', { usualZone: 'Pacific/Auckland' })).toBe(inTokyo);
    expect(await ask(async () => 'Europe/Berlin', { usualZone: 'Pacific/Auckland' })).toBeNull();
  });

  it.each([
    ['has no word for it', undefined],
    ['does not know', async () => null],
    ['fails', fails],
  ])('is the operator’s where the platform %s, and without theirs nobody has quiet hours', async (_what, timeZone) => {
    expect(await ask(timeZone, { usualZone: 'Pacific/Auckland' })).toBe(inAuckland);
    expect(await ask(timeZone)).toBeNull();
  });

  it('nobody’s where the operator has switched it off: no platform is asked', async () => {
    expect(await ask(() => expect.unreachable(), { hours: null, usualZone: 'Asia/Tokyo' })).toBeNull();
  });

  it('is for another instance to say where this one lacks the platform', async () => {
    const asked = createAskQuiet({ hours: null, usualZone: null, platformFor: () => undefined, clock: () => now });
    expect(await asked(casey.key)).toBe('elsewhere');
  });
});
