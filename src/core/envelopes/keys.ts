// The keys that members have left for envelopes: each with the note that its device has signed, and when it was last shown.

import { hashB64 } from '../../crypto/bytes.ts';
import { verifyEnvelopeKey } from '../../crypto/envelope/envelope-key.ts';
import { isMachine } from '../../crypto/share-terms.ts';
import { machineNameOf } from '../machine-names.ts';
import type { Clock } from '../ports/clock.ts';
import type { MachineStore } from '../ports/machine-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { hasChat, tenantOf, type Person, type PersonKey, type TenantTag } from '../share.ts';
import { envelopeLimits } from './rules.ts';

export interface KeptKey {
  readonly device: string;
  /** `age1…` */
  readonly key: string;
  /** As whom its holder acts: a person, or a machine. */
  readonly actor: PersonKey;
  /** Of a machine: its owner. */
  readonly person: Person;
  readonly name: string;
  readonly note: string;
  readonly provenAt: number;
}

export interface EnvelopeKeysDeps {
  readonly store: SettingsStore & Pick<MachineStore, 'machines'>;
  readonly clock: Clock;
  readonly tenantTags: TenantTags;
  readonly host: string;
}

const rowOf = (tag: string, device: string): string => `envelope-key:${tag}:${device}`;

export function createEnvelopeKeys({ store, clock, tenantTags, host }: EnvelopeKeysDeps) {
  const all = async (tag: TenantTag): Promise<readonly KeptKey[]> =>
    (await store.listSettings(`envelope-key:${tag}:`)).map(({ value }) => JSON.parse(value) as KeptKey);

  /** Who stands behind the one who acts: of a machine, its owner, if this is its device. */
  async function personOf(by: Person, device: string): Promise<{ readonly person: Person; readonly name: string | null } | null> {
    if (!isMachine(by.key)) return hasChat(by) ? { person: by, name: null } : null;
    const name = machineNameOf(by.key);
    const machine = (await store.machines(tenantTags.tagOf(tenantOf(by.key)))).find((one) => one.name === name);
    return machine?.device === device ? { person: machine.owner, name: machine.name } : null;
  }

  return {
    personOf,
    /** Those that were shown lately enough to be sealed to. */
    async ready(tag: TenantTag): Promise<readonly KeptKey[]> {
      const now = clock();
      return (await all(tag)).filter(({ provenAt }) => now - provenAt < envelopeLimits.keyMs);
    },
    /** Leaves a key, or shows once more that it is there. */
    async leave(
      by: Person,
      { device, name, note }: { readonly device: string; readonly name: string; readonly note: string },
    ): Promise<Result<KeptKey>> {
      const found = await personOf(by, device);
      if (found === null) return refuse('person.refused', { field: 'device' });
      const tag = tenantTags.tagOf(tenantOf(by.key));
      const said = await verifyEnvelopeKey(note, { host, tag, person: hashB64(by.key), device, now: clock() });
      if (said === null) return refuse('input.invalid', { field: 'note' });
      const kept = await all(tag);
      const before = kept.find((one) => one.device === device);
      // Another person's device, or another key for this one: what is sealed to it would open no more.
      if (before !== undefined && (before.actor !== by.key || before.key !== said.key))
        return refuse('person.refused', { field: 'device' });
      if (before !== undefined && before.provenAt >= said.madeAt) return ok(before);
      if (before === undefined && kept.filter(({ actor }) => actor === by.key).length >= envelopeLimits.keys)
        return refuse('input.too_large', { field: 'device' });
      const { key, madeAt } = said;
      const row: KeptKey = { device, key, actor: by.key, person: found.person, name: found.name ?? name, note, provenAt: madeAt };
      await store.putSetting(rowOf(tag, device), JSON.stringify(row));
      return ok(row);
    },
    async forget(person: PersonKey): Promise<void> {
      const tag = tenantTags.tagOf(tenantOf(person));
      for (const one of await all(tag)) if (one.person.key === person) await store.putSetting(rowOf(tag, one.device), null);
    },
  };
}
