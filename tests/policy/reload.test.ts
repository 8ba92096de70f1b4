// A policy is read again: what changes, what the log says of it, and what operators see when the file has faults.

import { describe, expect, it, onTestFinished } from 'vitest';
import { createPolicyControl, openPolicy } from '../../src/app/policy.ts';
import { createPolicyAnnouncer } from '../../src/core/policy/announce.ts';
import type { PolicySource } from '../../src/core/policy/policy.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { parseLogEvent } from '../../src/crypto/events/event.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import type { LogEntry } from '../../src/logging/logger.ts';
import { alex, casey, openWorld, TENANT, type TestWorld } from '../support/world.ts';

const file = (version: string, rest = ''): string => `policy: 1\nversion: ${version}\n${rest}`;
const NO_NOTES = 'rules: [{ name: no-notes, deny: true, when: { kind: [note] } }]\n';

/** A server with this file, and others at the same store. */
async function open(text: string, world?: TestWorld) {
  const policies = await openPolicy({ NT2_POLICY: '/etc/nt2/policy.yaml' }, () => text);
  const source: { policy?: PolicySource } = {};
  const own =
    world ??
    (await openWorld({
      quotas: { person: 200, pair: 200 },
      policy: { current: policies.current, announce: async (tag) => source.policy?.announce(tag) },
    }));
  if (world === undefined) onTestFinished(() => own.close());
  const { store } = own;
  const lines: LogEntry[] = [];
  const announcer = createPolicyAnnouncer({ store, clock: () => own.now, nameOf: async (tag) => `log/${tag}`, current: policies.current });
  source.policy = announcer;
  const control = createPolicyControl({
    policies,
    announcer,
    tags: async () => (await store.logs()).map(({ tag }) => tag),
    log: (line) => void lines.push(line),
  });
  await control.tell();
  const create = async (kind: 'note' | 'credential' = 'note'): Promise<string> => {
    const people = { sender: alex, recipient: casey, tenant: TENANT, from: 'member', to: 'member' } as const;
    const wish = {
      mode: 'sealed',
      entry: 'page',
      via: 'chat',
      kind,
      label: 'a key',
      note: '',
      place: null,
      expiresInMs: 3_600_000,
    } as const;
    const made = await own.shares.create({ ...people, ...wish });
    return made.ok ? 'ok' : made.code;
  };
  return { world: own, control, announcer, lines, create, reload: (next: string) => control.reload(() => next) };
}

/** What the log says, in order: `policy VERSION` and the types of all else. */
async function said({ store, ids }: TestWorld): Promise<string[]> {
  const leaves = await store.leaves(ids.tagOf(TENANT), 0, 100);
  return leaves.map((leaf) => {
    const event = parseLogEvent(leaf);
    if (event === null) return 'share';
    const { hash, version = '' } = Object.fromEntries(event.lines) as Record<string, string>;
    return `${event.type} ${hash === 'none' ? 'none' : version}`;
  });
}

describe('a policy that is read again', () => {
  it('holds from then on, and the log has it, by hash and version, before the first share under it', async () => {
    const { world, create, reload, control, lines } = await open(file('one'));
    expect(await create()).toBe('ok');
    await reload(file('two', NO_NOTES));
    expect([await create(), await create('credential')]).toEqual(['policy.person', 'ok']);
    await reload(file('two', NO_NOTES));
    expect(await said(world)).toEqual(['policy one', 'share', 'policy two', 'share']);
    const leaves = await world.store.leaves(world.ids.tagOf(TENANT), 0, 100);
    expect(leaves[2]).toContain(`\nhash ${hashB64(file('two', NO_NOTES))}\nversion two\n`);
    expect(await control.health()).toMatchObject({ ok: true, detail: expect.stringContaining('In force: two') });
    expect(lines.map(({ event, detail }) => [event, detail?.split(' ')[0]])).toEqual([
      ['policy.loaded', 'one'],
      ['policy.loaded', 'two'],
      ['policy.loaded', 'two'],
    ]);
  });

  it('with faults changes nothing: the log line has them all with line and column, and health says so until a good one is read', async () => {
    const { world, create, reload, control, lines } = await open(file('one', NO_NOTES));
    await create('credential');
    const before = await said(world);
    await reload('policy: 1\nversion: two\nrules:\n  - name: X\n    longest: 9y\n');
    expect(await create()).toBe('policy.person');
    expect(await said(world)).toEqual([...before]);
    const refused = lines.filter(({ event }) => event === 'policy.refused');
    expect(refused).toMatchObject([{ level: 'error', code: 'policy.unfit' }]);
    expect(refused[0]?.detail).toMatch(
      /still in force\. \/etc\/nt2\/policy\.yaml:4:11 rules\.name .+ \/etc\/nt2\/policy\.yaml:5:14 rules\.longest /,
    );
    expect(await control.health()).toMatchObject({ ok: false, detail: expect.stringContaining('In force: one') });
    // What the metrics show, and the alert is on.
    expect(control.isRefused()).toBe(true);
    await control.reload(() => {
      throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    });
    expect(await control.health()).toMatchObject({ ok: false });
    await reload(file('three'));
    expect([(await control.health())?.ok, await create(), control.isRefused()]).toEqual([true, 'ok', false]);
  });

  it('and again and again within a moment leaves the log with the last one, in their order', async () => {
    const { world, create, reload, announcer } = await open(file('a'));
    await create();
    await Promise.all(['b', 'a', 'b', 'c'].map((version) => reload(file(version))));
    await create();
    const order = (await said(world)).filter((line) => line.startsWith('policy'));
    expect([order[0], order.at(-1)]).toEqual(['policy a', 'policy c']);
    expect(await announcer.lastLoaded()).toMatchObject({ version: 'c' });
    await reload(file('b'));
    await reload(file('c'));
    expect((await said(world)).slice(-2)).toEqual(['policy b', 'policy c']);
  });

  it('under load lets nothing begin that it forbids once it was read, and loses no hand-off that it allows', async () => {
    const { world, create, reload } = await open(file('one'));
    await create('credential');
    const [open_, closed] = [file('open'), file('closed', NO_NOTES)];
    for (let round = 0; round < 6; round += 1) {
      const isOpen = round % 2 === 1;
      const begun = Array.from({ length: 6 }, (_, n) => create(n % 2 === 0 ? 'note' : 'credential'));
      const read = reload(isOpen ? open_ : closed);
      // Read already: what comes from here on knows the new one, though the log may still be written.
      const after = await Promise.all([create('note'), create('credential')]);
      expect(after).toEqual([isOpen ? 'ok' : 'policy.person', 'ok']);
      await read;
      const all = await Promise.all(begun);
      expect(all.filter((_, n) => n % 2 === 1)).toEqual(['ok', 'ok', 'ok']);
      for (const one of all) expect(['ok', 'policy.person']).toContain(one);
      expect((await said(world)).findLast((line) => line.startsWith('policy'))).toBe(`policy ${isOpen ? 'open' : 'closed'}`);
    }
  });

  it('while the store does not answer holds all the same, and the next share has the log name it first', async () => {
    const { world, create, reload, lines } = await open(file('one'));
    await create();
    const { putSetting } = world.store;
    world.store.putSetting = () => Promise.reject(new Error('no answer'));
    await reload(file('two', NO_NOTES));
    world.store.putSetting = putSetting;
    expect(lines.at(-1)).toMatchObject({ level: 'error', event: 'policy.unnamed' });
    expect(await said(world)).toEqual(['policy one', 'share']);
    expect([await create(), await create('credential')]).toEqual(['policy.person', 'ok']);
    expect(await said(world)).toEqual(['policy one', 'share', 'policy two', 'share']);
  });

  it('of which instances have different files is told by those that did not load the last one', async () => {
    const first = await open(file('one'));
    const second = await open(file('two'), first.world);
    expect(await first.control.health()).toMatchObject({ ok: false, detail: expect.stringContaining('loaded two') });
    expect(await second.control.health()).toMatchObject({ ok: true });
    await first.reload(file('two'));
    expect(await first.control.health()).toMatchObject({ ok: true });
  });
});

describe('a start', () => {
  it('with a file that has faults is refused, with each of them on a line of its own', async () => {
    const faulty = openPolicy({ NT2_POLICY: 'p.yaml' }, () => 'policy: 2\nversion: "x"\nfoo: 1\n');
    await expect(faulty).rejects.toMatchObject({
      code: 'policy.unfit',
      message: expect.stringMatching(/^p\.yaml:1:9 .+\np\.yaml:3:1 .+$/),
    });
  });

  it('without a policy says so in the logs that had one, and in no others', async () => {
    const { world, create } = await open(file('one'));
    await create();
    const without = createPolicyAnnouncer({ store: world.store, clock: () => world.now, nameOf: async (tag) => tag, current: () => null });
    await without.announceAll([world.ids.tagOf(TENANT)]);
    expect((await said(world)).at(-1)).toBe('policy none');
    const fresh = await openWorld();
    onTestFinished(() => fresh.close());
    const never = createPolicyAnnouncer({ store: fresh.store, clock: () => 0, nameOf: async (tag) => tag, current: () => null });
    await never.announceAll(['aaaaaa' as TenantTag]);
    expect([await fresh.store.logs(), await never.lastLoaded()]).toEqual([[], null]);
  });
});
