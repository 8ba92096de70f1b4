// What stands in the form of a request once a template is chosen: what was typed stays, and the template never reaches another person.

import { describe, expect, it } from 'vitest';
import type { Way } from '../../src/web/api/ask-page.ts';
import {
  BY_LINK,
  EMPTY,
  askFaultsOf,
  timeOf,
  timesOf,
  wayOf,
  wishOf,
  withTemplate,
  withWays,
  type AskState,
} from '../../src/web/ask/draft.ts';
import { askMessages as messages } from '../../src/web/messages/ask.ts';

const HOUR = 3_600_000;
const plain: Way = {
  template: null,
  kind: 'credential',
  longestMs: 168 * HOUR,
  initialMs: 24 * HOUR,
  fixedMs: null,
  needsNote: false,
  tickets: [],
};
const named = (name: string, more: Partial<Way> = {}): Way => ({
  ...plain,
  template: { name, title: `The ${name}`, label: `${name} key`, fields: [`${name.toUpperCase()}_KEY`] },
  ...more,
});
const form = (draft: Partial<AskState['draft']>, ways: readonly Way[]): AskState => ({ draft: { ...EMPTY, ...draft }, ways });

describe('a template in the form of a request', () => {
  it('fills what was left empty, gives way to another one and to none, and leaves what was typed', () => {
    const ways = [plain, named('ci'), named('ops')];
    const first = withTemplate(form({}, ways), 'ci');
    expect(first.draft).toMatchObject({ template: 'ci', what: 'ci key', fields: 'CI_KEY' });
    const second = withTemplate({ ...first, draft: { ...first.draft, what: 'My own words' } }, 'ops');
    expect(second.draft).toMatchObject({ what: 'My own words', fields: 'OPS_KEY' });
    expect(withTemplate(second, '').draft).toMatchObject({ what: 'My own words', fields: '' });
  });

  it('is let go with the person whom it was for; the only one there is needs no choice', () => {
    const chosen = withTemplate(form({ who: 'a' }, [plain, named('ci')]), 'ci');
    expect(withWays(chosen, [plain]).draft).toMatchObject({ template: '', what: '', fields: '' });
    const only = withWays(form({}, []), [named('ops')]);
    expect(only.draft).toMatchObject({ what: 'ops key' });
    expect(wishOf(only.draft, wayOf(only)!)).toMatchObject({ template: 'ops', label: 'ops key', fields: ['OPS_KEY'] });
  });

  it('has to be chosen where nothing goes without one, and brings its kind, its time and its ticket', () => {
    const ways = [named('ci', { kind: 'note', fixedMs: 2 * HOUR }), named('ops', { needsNote: true, tickets: ['OPS-123'] })];
    const draft = { who: BY_LINK, what: 'Door code', waitMs: 8 * HOUR };
    expect(askFaultsOf(form(draft, ways))).toEqual({ template: messages.faults.template });
    const ci = withTemplate(form(draft, ways), 'ci');
    expect(askFaultsOf(ci)).toEqual({});
    expect(wishOf(ci.draft, wayOf(ci)!)).toMatchObject({
      share: null,
      kind: 'note',
      template: 'ci',
      label: 'Door code',
      expiresInMs: 2 * HOUR,
    });
    expect(askFaultsOf(withTemplate(form(draft, ways), 'ops'))).toEqual({ note: messages.faults.note });
    expect(askFaultsOf(withTemplate(form({ ...draft, note: 'OPS-7' }, ways), 'ops'))).toEqual({});
  });
});

describe('the times of a request', () => {
  it('are the usual ones up to the longest, the policy’s own among them, in words', () => {
    expect(timesOf(undefined).map(messages.wait.duration)).toEqual(['1 hour', '8 hours', '24 hours', '3 days', '7 days']);
    const short = { ...plain, longestMs: 10 * HOUR, initialMs: 90 * 60_000 };
    expect(timesOf(short).map(messages.wait.duration)).toEqual(['1 hour', '90 minutes', '8 hours', '10 hours']);
    expect(timesOf(named('ci', { fixedMs: 2 * HOUR }))).toEqual([2 * HOUR]);
    // What was chosen before and is not allowed any more becomes what the policy has first.
    expect([timeOf(short, { ...EMPTY, waitMs: 8 * HOUR }), timeOf(short, { ...EMPTY, waitMs: 24 * HOUR })]).toEqual([
      8 * HOUR,
      90 * 60_000,
    ]);
    expect(timeOf(undefined, EMPTY)).toBe(24 * HOUR);
  });
});
