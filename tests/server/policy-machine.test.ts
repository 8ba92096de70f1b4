// A rule for one machine, where a share begins, waits longer and is sealed: every door asks there.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Policy, Rule } from '../../src/core/policy/policy.ts';
import { machineKey } from '../../src/core/machine-names.ts';
import { mayNotSeal } from '../../src/core/shares/seal.ts';
import { policyOf, ruleOf } from '../support/policies.ts';
import { ann, HOUR, openDoor, TENANT, type Harness } from './harness.ts';

let door: Harness;
let policy: Policy | null = null;
beforeAll(async () => {
  door = await openDoor({ policy: () => policy });
});
afterAll(() => door.close());

const ruleFor = (name: string, rule: Partial<Rule>): Policy =>
  policyOf({ rules: [ruleOf({ when: { to: [`machine:${name}`] }, ...rule })] });

async function begin(name: string): Promise<{ readonly said: string; readonly id: string }> {
  const recipient = { key: machineKey(TENANT, name), name };
  // What a session does not say of its people: the key alone shows that this is a machine.
  const begun = await door.shares.create({
    sender: ann,
    recipient,
    tenant: TENANT,
    mode: 'sealed',
    entry: 'page',
    via: 'api',
    kind: 'credential',
    label: 'deploy key',
    note: '',
    place: null,
    expiresInMs: HOUR,
  });
  return begun.ok ? { said: 'ok', id: begun.value.id } : { said: begun.code, id: '' };
}

it('K6: nothing begins for the one machine that a rule forbids, and for another it does', async () => {
  policy = ruleFor('ci', { deny: true });
  expect([(await begin('ci')).said, (await begin('build')).said]).toEqual(['policy.person', 'ok']);
});

it('K6: what waits for it gets no more time than its rule gives, and is not sealed once a rule forbids it', async () => {
  policy = null;
  const [ci, build] = [await begin('ci'), await begin('build')];
  policy = ruleFor('ci', { longestMs: HOUR });
  const longer = async (id: string): Promise<string> => {
    const extended = await door.shares.extend(id, ann.key, door.time.now + 3 * HOUR);
    return extended.ok ? 'ok' : extended.code;
  };
  expect([await longer(ci.id), await longer(build.id)]).toEqual(['policy.expiry', 'ok']);
  policy = ruleFor('ci', { deny: true });
  const source = { current: () => policy, announce: () => Promise.resolve() };
  const sealing = async (id: string): Promise<string> => {
    const share = await door.shares.find(id);
    return share === null ? 'gone' : (mayNotSeal({ policy: source }, share)?.code ?? 'ok');
  };
  expect([await sealing(ci.id), await sealing(build.id)]).toEqual(['policy.person', 'ok']);
});
