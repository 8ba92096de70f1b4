// Which machines people have enrolled.

import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../src/core/ports/machine-store.ts';
import type { Person, PersonKey, TenantTag } from '../../../src/core/share.ts';
import type { Stage } from './stage.ts';

const person = (name: string): Person => ({ key: `playground:toy:${name.toLowerCase()}` as PersonKey, name });
const [ann, ben] = [person('Ann'), person('Ben')];
const MAX = 2;

export function testMachines(stage: Stage): void {
  describe('machines', () => {
    const tag = (): TenantTag => stage.of as TenantTag;
    const machine = (name: string, more: Partial<Machine> = {}): Machine => ({
      name,
      owner: ann,
      device: `D-of-${name}`,
      madeAt: 1_700_000_000_000,
      ...more,
    });
    const add = (one: Machine) => stage.store.addMachine(tag(), one, MAX);

    test('a name is one machine, whoever asks for it, until it is dropped', async () => {
      const ci = machine('ci');
      expect([await add(ci), await add(machine('ci', { owner: ben, device: 'E' }))]).toEqual(['added', 'taken']);
      expect(await stage.store.machines(tag())).toEqual([ci]);
      expect(await stage.store.dropMachine(tag(), 'ci', 'E')).toBe(false);
      expect(await stage.store.dropMachine(tag(), 'ci', ci.device)).toBe(true);
      expect([await stage.store.dropMachine(tag(), 'ci', ci.device), await stage.store.machines(tag())]).toEqual([false, []]);
      expect(await add(machine('ci', { owner: ben }))).toBe('added');
    });

    test('an owner has so many; another owner’s are theirs', async () => {
      expect([await add(machine('b')), await add(machine('a')), await add(machine('c'))]).toEqual(['added', 'added', 'full']);
      expect(await add(machine('c', { owner: ben }))).toBe('added');
      expect((await stage.store.machines(tag())).map(({ name, owner }) => [name, owner.name])).toEqual([
        ['a', 'Ann'],
        ['b', 'Ann'],
        ['c', 'Ben'],
      ]);
      expect(await stage.store.dropMachine(tag(), 'a', 'D-of-a')).toBe(true);
      expect(await add(machine('d'))).toBe('added');
    });

    test('is bound to another provider, or to none, by its key, and stays its owner’s', async () => {
      const [ci, workload] = [machine('ci'), { issuer: 'https://gitlab.com', claims: { sub: 'project_path:acme/app' } }];
      expect(await stage.store.bindMachine(tag(), { ...ci, workload })).toBe(false);
      await add(ci);
      expect(await stage.store.bindMachine(tag(), { ...ci, device: 'E', workload })).toBe(false);
      expect(await stage.store.bindMachine(tag(), { ...ci, workload })).toBe(true);
      expect(await stage.store.machines(tag())).toEqual([{ ...ci, workload }]);
      expect([await add(machine('b')), await add(machine('c'))]).toEqual(['added', 'full']);
      expect(await stage.store.bindMachine(tag(), ci)).toBe(true);
      expect((await stage.store.machines(tag())).find(({ name }) => name === 'ci')).toEqual(ci);
    });

    test('of two that ask for one name at once, one gets it', async () => {
      const answers = await Promise.all([add(machine('ci', { device: 'D' })), add(machine('ci', { owner: ben, device: 'E' }))]);
      expect(answers.toSorted()).toEqual(['added', 'taken']);
      expect(await stage.store.machines(tag())).toHaveLength(1);
    });
  });
}
