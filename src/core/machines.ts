// Machines: devices without a person at them, to which people share as to people. One is known for a person of its own, as a browser is for
// theirs: the same bond, the same prekeys, the same events in the log. See docs/decisions/machines.md.

import { hashB64 } from '../crypto/bytes.ts';
import { verifyPrekey } from '../crypto/keys/prekey.ts';
import type { Bonds, ProvenDevice } from './bonds.ts';
import { limits, machineLimits } from './limits.ts';
import { isMachineName, machineKey, MACHINE_MARK } from './machine-names.ts';
import type { Clock } from './ports/clock.ts';
import type { Machine, MachineStore } from './ports/machine-store.ts';
import type { WorkloadBinding, WorkloadVerifier } from './ports/workload-verifier.ts';
import type { PrekeyStore, StoredPrekey } from './ports/prekey-store.ts';
import type { TenantTags } from './ports/tenant-tags.ts';
import { ok, refuse, type Result } from './refusal.ts';
import { tenantOf, type Person, type PersonKey, type TenantTag } from './share.ts';
import { matchWorkload } from './shares/second-proof.ts';
import { bindingFault, formatBinding } from './workload-bindings.ts';

/** One that can open now. */
export interface KnownMachine extends Machine {
  /** As whom it receives. */
  readonly person: Person;
  readonly usedAt: number;
}

export interface MachineDeps {
  readonly store: MachineStore & Pick<PrekeyStore, 'putPrekeys' | 'freePrekeys'>;
  readonly bonds: Pick<Bonds, 'bind' | 'list' | 'signIn' | 'withdrawAll' | 'recordDemand'>;
  readonly clock: Clock;
  readonly tenantTags: TenantTags;
  /** Of `NT2_PUBLIC_URL`: what is signed is bound to it. */
  readonly host: string;
  /** Absent: the operator trusts no provider. */
  readonly workloads?: WorkloadVerifier | undefined;
}

export type Machines = ReturnType<typeof createMachines>;

export function createMachines({ store, bonds, clock, tenantTags, host, workloads }: MachineDeps) {
  const personOf = (tenant: string, name: string): Person => ({ key: machineKey(tenant, name), name: `${name} (${MACHINE_MARK})` });

  /** Null: its bond has ended, so it opens nothing. */
  async function living(tenant: string, machine: Machine): Promise<KnownMachine | null> {
    const person = personOf(tenant, machine.name);
    const bond = (await bonds.list(person.key)).find(({ device }) => device === machine.device);
    return bond === undefined ? null : { ...machine, person, usedAt: bond.usedAt };
  }

  async function findIn(tag: TenantTag, name: string): Promise<KnownMachine | null> {
    if (!isMachineName(name)) return null;
    const found = (await store.machines(tag)).find((one) => one.name === name);
    return found === undefined ? null : living(tenantOf(found.owner.key), found);
  }

  const mayBind = (workload: WorkloadBinding | undefined) =>
    workload === undefined ? null : bindingFault(workload, workloads?.issuers ?? []);

  async function end(tenant: string, { name, device }: Machine): Promise<void> {
    // The bond first: from then on it signs in nowhere and nothing is sealed to it, also when this is killed before the row is gone.
    await bonds.withdrawAll(machineKey(tenant, name));
    await store.dropMachine(tenantTags.tagOf(tenant), name, device);
  }

  async function owned(by: PersonKey): Promise<Machine[]> {
    return (await store.machines(tenantTags.tagOf(tenantOf(by)))).filter(({ owner }) => owner.key === by);
  }

  return {
    find: (tenant: string, name: string): Promise<KnownMachine | null> => findIn(tenantTags.tagOf(tenant), name),

    /** After its owner has said yes. Refused: `machine.taken`, `machine.many`. */
    async enrol(
      owner: Person,
      { name, device, workload }: { readonly name: string; readonly device: string; readonly workload?: WorkloadBinding | undefined },
    ): Promise<Result<KnownMachine & { readonly bond: string }>> {
      const tenant = tenantOf(owner.key);
      const tag = tenantTags.tagOf(tenant);
      if (!isMachineName(name)) return refuse('input.invalid', { field: 'name' });
      const fault = mayBind(workload);
      if (fault !== null) return refuse('input.invalid', { field: fault });
      const before = (await store.machines(tag)).find((one) => one.name === name);
      // One that nobody has used for long makes room for another.
      if (before !== undefined && (await living(tenant, before)) === null) await end(tenant, before);
      const machine: Machine = { name, owner, device, madeAt: clock(), ...(workload && { workload }) };
      const added = await store.addMachine(tag, machine, machineLimits.each);
      if (added !== 'added') return refuse(added === 'taken' ? 'machine.taken' : 'machine.many');
      const person = personOf(tenant, name);
      const bond = await bonds.bind(person.key, device);
      if (workload !== undefined) await bonds.recordDemand(person.key, device, formatBinding(workload));
      return ok({ ...machine, person, usedAt: clock(), bond });
    },

    /** Those of this owner, by name. */
    async list(by: PersonKey): Promise<KnownMachine[]> {
      const known = await Promise.all((await owned(by)).map((machine) => living(tenantOf(by), machine)));
      return known.filter((machine) => machine !== null).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },

    /** By its owner. False: they have no such machine. */
    async revoke(by: PersonKey, name: string): Promise<boolean> {
      const machine = (await owned(by)).find((one) => one.name === name);
      if (machine === undefined) return false;
      await end(tenantOf(by), machine);
      return true;
    },

    async revokeAll(by: PersonKey): Promise<void> {
      for (const machine of await owned(by)) await end(tenantOf(by), machine);
    },

    /** Whom the operator trusts to vouch for machines. */
    issuers: workloads?.issuers ?? [],

    /** By its owner: null frees it. Refused: `input.invalid`, and `session.required` for a machine that is not theirs. */
    async bindTo(by: PersonKey, name: string, workload: WorkloadBinding | null): Promise<Result<null>> {
      const machine = (await owned(by)).find((one) => one.name === name);
      if (machine === undefined) return refuse('person.refused');
      const fault = mayBind(workload ?? undefined);
      if (fault !== null) return refuse('input.invalid', { field: fault });
      const { workload: _, ...rest } = machine;
      await bonds.recordDemand(machineKey(tenantOf(by), name), machine.device, workload && formatBinding(workload));
      const next: Machine = { ...rest, ...(workload && { workload }) };
      return (await store.bindMachine(tenantTags.tagOf(tenantOf(by)), next)) ? ok(null) : refuse('person.refused');
    },

    /** Refused: `session.required` when there is no such machine, this is not its key, or the nonce was used before; `workload.*`, which only its key learns. */
    async signIn(
      tag: TenantTag,
      name: string,
      { token, ...proven }: ProvenDevice & { readonly token?: string | undefined },
    ): Promise<Result<{ readonly person: Person; readonly bond: string }>> {
      const machine = await findIn(tag, name);
      if (machine?.device !== proven.device) return refuse('session.required');
      if (machine.workload !== undefined) {
        const shown = await matchWorkload(machine.workload, token, workloads);
        if (!shown.ok) return shown;
      }
      const entered = await bonds.signIn([machine.person], proven);
      return entered === null ? refuse('session.required') : ok(entered);
    },

    /** Keys for later shares, signed by the device that its owner has approved. */
    async leavePrekeys(machine: PersonKey, notes: readonly string[]): Promise<Result<null>> {
      const [bond] = await bonds.list(machine);
      if (bond === undefined) return refuse('session.required');
      if (notes.length > limits.prekeys.each) return refuse('input.too_large', { field: 'notes' });
      const { device } = bond;
      const tag = tenantTags.tagOf(tenantOf(machine));
      const prekeys: StoredPrekey[] = [];
      for (const note of notes) {
        const prekey = await verifyPrekey(note, { host, tag, person: hashB64(machine), device, now: clock() });
        if (prekey === null) return refuse('proof.failed');
        const { key, madeAt, untilAt } = prekey;
        prekeys.push({ key, device, madeAt, untilAt, note });
      }
      await store.putPrekeys(tag, machine, prekeys, limits.prekeys.max);
      return ok(null);
    },

    /** Those that no share has taken. */
    freePrekeys: async (machine: PersonKey): Promise<string[]> =>
      (await store.freePrekeys(tenantTags.tagOf(tenantOf(machine)), machine, clock())).map(({ key }) => key),
  };
}
