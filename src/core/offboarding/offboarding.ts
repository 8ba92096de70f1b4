// A person leaves: nt2 takes back what waits, ends what is theirs, has what they opened due, and keeps a list until people have ticked the
// rest. Each step may be done twice, so one that was killed is gone on with. See docs/decisions/offboarding.md.

import { encodeBase32, hashB64 } from '../../crypto/bytes.ts';
import { formatLogEvent } from '../../crypto/events/event.ts';
import { ERASED_PERSON } from '../lifecycle/transitions.ts';
import { everything } from '../lists.ts';
import type { Policy } from '../policy/policy.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { LeaseStore } from '../ports/lease-store.ts';
import type { ListStore } from '../ports/list-store.ts';
import type { LeafQueue } from '../ports/log-store.ts';
import type { RotationStore } from '../ports/rotation-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { Rotations } from '../rotations/rotations.ts';
import { createKeyedMutex } from '../tlog/keyed-mutex.ts';
import { starterOf, tenantOf, type Person, type PersonKey, type ShareId, type TenantTag } from '../share.ts';
import type { Shares } from '../shares.ts';
import {
  formatOffboarding,
  isOffboardStep,
  OFFBOARD_EVERY_MS,
  OFFBOARDING,
  openSteps,
  parseOffboarding,
  type Offboarding,
  type OpenedOnce,
  type TakenBack,
} from './record.ts';
import { formatOffboardingReport } from './report.ts';

export interface OffboardingsDeps {
  readonly store: SettingsStore & LeaseStore & ListStore & ShareReader & LeafQueue & RotationStore;
  readonly shares: Pick<Shares, 'revoke' | 'decline' | 'withdrawPrekeys'>;
  readonly rotations: Pick<Rotations, 'allDue'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  readonly policy: () => Policy | null;
  readonly nameOf: (tag: TenantTag) => Promise<string>;
  /** Ends what is theirs outside shares; each answers how many. */
  readonly ends: Readonly<Record<'browsers' | 'machines' | 'tokens' | 'envelopes', (person: PersonKey) => Promise<number>>> & {
    readonly sessions: (person: PersonKey) => Promise<void>;
  };
  /** Of this process. */
  readonly owner: string;
  readonly pause: (ms: number) => Promise<void>;
}

export type Offboardings = ReturnType<typeof createOffboardings>;

const PREFIX = 'offboarding:';
const LEASE_MS = 30_000;
const ID = /^[a-z2-7]{32}$/;

export function createOffboardings(deps: OffboardingsDeps) {
  const { store, shares, rotations, clock, random, tenantTags, policy, nameOf, ends, owner, pause } = deps;
  const mutex = createKeyedMutex();
  const keyOf = (id: string): string => `${PREFIX}${id}`;

  /** Whom the policy names: admins of the board, and those who may do this alone; each in their own workspace. */
  function may(by: PersonKey, tenant: string): boolean {
    const current = policy();
    const named = [...(current?.offboarders ?? []), ...(current?.board?.admins ?? [])];
    return tenantOf(by) === tenant && named.includes(by);
  }

  async function load(id: string): Promise<Offboarding | null> {
    const text = ID.test(id) ? await store.getSetting(keyOf(id)) : null;
    return text === null ? null : parseOffboarding(text);
  }

  /** One at a time in this process, and over all instances. */
  const change: typeof changeAlone = (id, next) => mutex(id.slice(0, 6) as TenantTag, () => changeAlone(id, next));
  async function changeAlone(id: string, next: (before: Offboarding) => Promise<Result<Offboarding> | null>): Promise<Result<Offboarding>> {
    const lease = keyOf(id);
    const holder = `${owner}.${encodeBase32(random(10))}`;
    for (let round = 0; round < 20; round += 1) {
      if ((await store.acquireLease(lease, holder, clock(), clock() + LEASE_MS)) === null) {
        await pause(50);
        continue;
      }
      try {
        const before = await load(id);
        if (before === null) return refuse('offboarding.none');
        const after = await next(before);
        if (after === null) return ok(before);
        if (after.ok) await store.putSetting(keyOf(id), formatOffboarding(after.value));
        return after;
      } finally {
        await store.releaseLease(lease, holder);
      }
    }
    return refuse('store.busy', { retryAfterMs: 500 });
  }

  /** All that waits for this person or from them is ended, in the name of the one who began it. */
  async function takeBack(person: PersonKey, tag: TenantTag): Promise<Pick<TakenBack, 'shares' | 'open'>> {
    const [ended, open]: [ShareId[], ShareId[]] = [[], []];
    const { places } = await store.list(tag, person, { ...everything(10_000), phases: ['open'] });
    for (const { id } of places) {
      const share = await store.load(id);
      if (share === null || share.state.status === 'ended') continue;
      const done = await shares.revoke(id, starterOf(share).key);
      (done.ok ? ended : open).push(id);
    }
    return { shares: ended, open: open.length };
  }

  /** What nt2 can do by itself. */
  async function carryOut(offboarding: Offboarding): Promise<Offboarding> {
    const { person, tenant } = offboarding;
    const { key } = person;
    const tag = tenantTags.tagOf(tenant);
    // First who could go on: a browser that is known, a machine, a token. Then the sessions, and last what waits.
    const [browsers, machines, tokens] = [await ends.browsers(key), await ends.machines(key), await ends.tokens(key)];
    const envelopes = await ends.envelopes(key);
    await ends.sessions(key);
    await shares.withdrawPrekeys(tenant, key, null);
    const back = await takeBack(key, tag);
    const due = await rotations.allDue(person, OFFBOARDING);
    const opened = due.map(({ share, value, kind, label, giver, at }): OpenedOnce => ({ share, value, kind, label, giver, at }));
    return { ...offboarding, opened, done: { at: clock(), ...back, browsers, machines, tokens, envelopes } };
  }

  async function statesOf({ opened }: Offboarding): Promise<ReadonlyMap<string, string>> {
    const now = clock();
    const states = new Map<string, string>();
    for (const { value } of opened) {
      const found = await store.rotation(value);
      const state = found === null ? 'none' : found.closed !== null ? 'changed' : found.dueAt <= now ? 'overdue' : 'running';
      states.set(value, state);
    }
    return states;
  }

  const resume = (id: string): Promise<Result<Offboarding>> =>
    change(id, async (before) => (before.done === null ? ok(await carryOut(before)) : null));

  async function theirs(id: string, by: PersonKey): Promise<Offboarding | null> {
    const found = await load(id);
    return found !== null && may(by, found.tenant) ? found : null;
  }

  return {
    may,
    async start(person: Person, by: Person): Promise<Result<Offboarding>> {
      const tenant = tenantOf(person.key);
      if (!may(by.key, tenant)) return refuse('offboarding.denied');
      if (person.key === by.key) return refuse('person.refused', { field: 'person' });
      const running = (await all()).find((one) => one.person.key === person.key && one.closed === null);
      if (running !== undefined) return resume(running.id);
      const id = `${tenantTags.tagOf(tenant)}${encodeBase32(random(16))}`;
      const now = clock();
      const begun: Offboarding = {
        id,
        tenant,
        person,
        by,
        startedAt: now,
        done: null,
        opened: [],
        ticks: {},
        nextAt: now + OFFBOARD_EVERY_MS,
        asked: 0,
        closed: null,
      };
      // Before anything is done: who is killed after this is followed.
      await store.putSetting(keyOf(id), formatOffboarding(begun));
      return resume(id);
    },
    resume,
    /** Null: there is none, or it is not theirs to see. */
    find: theirs,
    list: async (by: PersonKey): Promise<readonly Offboarding[]> => (await all()).filter(({ tenant }) => may(by, tenant)),
    all,
    /** Says that a step is done; the last one closes it, and the log gets the hash of the report. */
    async tick(id: string, step: string, by: Person): Promise<Result<Offboarding>> {
      if (!isOffboardStep(step)) return refuse('input.invalid', { field: 'step' });
      return change(id, async (before) => {
        if (!may(by.key, before.tenant)) return refuse('offboarding.none');
        if (before.done === null) return refuse('store.busy', { retryAfterMs: 1_000 });
        if (before.ticks[step] !== undefined) return null;
        const now = clock();
        const ticked: Offboarding = { ...before, ticks: { ...before.ticks, [step]: { at: now, by } } };
        if (openSteps(ticked).length > 0) return ok(ticked);
        const closing: Offboarding = { ...ticked, nextAt: null, closed: { at: now, hash: '' } };
        const text = formatOffboardingReport(closing, await statesOf(closing));
        const hash = hashB64(text);
        await store.putSetting(reportKey(id), text);
        const tag = tenantTags.tagOf(before.tenant);
        const lines = [['what', 'offboarding'] as const, ['hash', hash] as const];
        await store.appendLeaf(tag, formatLogEvent({ type: 'exported', log: await nameOf(tag), at: now, lines }));
        return ok({ ...closing, closed: { at: now, hash } });
      });
    },
    /** The report as it stands; of one that is closed, the text whose hash the log has. */
    async report(id: string, by: PersonKey): Promise<Result<{ readonly text: string; readonly tag: TenantTag }>> {
      const found = await theirs(id, by);
      if (found === null) return refuse('offboarding.none');
      const kept = found.closed === null ? null : await store.getSetting(reportKey(id));
      return ok({ text: kept ?? formatOffboardingReport(found, await statesOf(found)), tag: tenantTags.tagOf(found.tenant) });
    },
    /** The reports of those that were finished in a time: texts whose hash the log has. */
    async closedReports(tag: TenantTag, { from, to }: { readonly from: number; readonly to: number }) {
      const found: { readonly id: string; readonly text: string }[] = [];
      for (const { id, tenant, closed } of await all()) {
        if (closed === null || closed.at < from || closed.at >= to || tenantTags.tagOf(tenant) !== tag) continue;
        const text = await store.getSetting(reportKey(id));
        if (text !== null) found.push({ id, text });
      }
      return found;
    },
    /** It was reminded of, or is to be later. */
    put: (id: string, at: number | null, isAsked: boolean): Promise<Result<Offboarding>> =>
      change(id, async (before) =>
        before.closed === null ? ok({ ...before, nextAt: at, asked: before.asked + (isAsked ? 1 : 0) }) : null,
      ),
    /** Takes a person out of all of them; the log keeps the hashes. */
    async forget(person: PersonKey): Promise<void> {
      const without = (one: Person): Person => (one.key === person ? { key: ERASED_PERSON, name: '—' } : one);
      for (const { id, person: gone, by } of await all()) {
        const isNamed = gone.key === person || by.key === person;
        await change(id, async (before) =>
          ok({
            ...before,
            person: without(before.person),
            by: without(before.by),
            opened: before.opened.map((one) => ({ ...one, giver: without(one.giver), ...(isNamed && { label: '' }) })),
            ticks: Object.fromEntries(Object.entries(before.ticks).map(([step, tick]) => [step, { ...tick, by: without(tick.by) }])),
          }),
        );
        await store.putSetting(reportKey(id), null);
      }
    },
  };

  async function all(): Promise<readonly Offboarding[]> {
    return (await store.listSettings(PREFIX)).map(({ value }) => parseOffboarding(value));
  }
}

const reportKey = (id: string): string => `offboarded:${id}`;
