// Break glass: what is sealed in advance for several people and machines, and who may open it when. See docs/decisions/break-glass.md.

import { decodeBase64, encodeBase32, encodeBase64, isBase64 } from '../../crypto/bytes.ts';
import { ENVELOPE_OVERHEAD, sealHash, type EnvelopeHalf, type SealedHalf } from '../../crypto/envelope/envelope.ts';
import type { Random } from '../ports/clock.ts';
import type { Envelope, EnvelopeMember } from '../ports/envelope-store.ts';
import type { MachineStore } from '../ports/machine-store.ts';
import type { RotationStore } from '../ports/rotation-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { putRotation, type RotationDeps } from '../rotations/change.ts';
import { beginRotation } from '../rotations/rules.ts';
import type { SecretSettings } from '../secret-settings.ts';
import { ERASED_PERSON } from '../lifecycle/transitions.ts';
import { hasChat, isShareId, tagOf, tenantOf, type Person, type PersonKey, type ShareId } from '../share.ts';
import { changeEnvelope, putEnvelope, type EnvelopeChange, type EnvelopeDeps } from './change.ts';
import { createEnvelopeKeys } from './keys.ts';
import * as rules from './rules.ts';

const { envelopeLimits } = rules;

export interface EnvelopesDeps extends Omit<EnvelopeDeps, 'store'>, Omit<RotationDeps, 'store'> {
  readonly store: EnvelopeDeps['store'] & RotationStore & SettingsStore & Pick<MachineStore, 'machines'>;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  readonly host: string;
  /** Where R lies: sealed under the root secret. */
  readonly secrets: SecretSettings;
}

export interface EnvelopeSeal {
  readonly id: string;
  readonly seal: number;
  readonly label: string;
  readonly afterMs: number | null;
  readonly real: SealedHalf;
  readonly drill: SealedHalf;
}

/** What the one who asked gets: the server's half, and theirs. */
export interface ReleasedEnvelope {
  readonly seal: number;
  readonly half: EnvelopeHalf;
  readonly device: string;
  readonly capsule: string;
  readonly payload: string;
  readonly secret: string;
}

export type Envelopes = ReturnType<typeof createEnvelopes>;

const secretName = ({ id, hash }: Pick<Envelope, 'id' | 'hash'>, half: EnvelopeHalf): string => `envelope:${id}:${hash}:${half}`;
const drillOr = ({ asking }: Envelope, step: string): string => (asking?.isDrill === true ? `drill-${step}` : step);

export function createEnvelopes(deps: EnvelopesDeps) {
  const { store, clock, random, tenantTags, secrets } = deps;
  const keys = createEnvelopeKeys(deps);

  /** For those who may know of it, and no other. */
  const seen = (id: string, by: PersonKey, change: EnvelopeChange): Promise<Result<Envelope>> =>
    isShareId(id)
      ? changeEnvelope(deps, id, (envelope, now) => (rules.maySee(envelope, by) ? change(envelope, now) : refuse('envelope.none')))
      : Promise.resolve(refuse('envelope.none'));

  const dropSecrets = async (envelope: Pick<Envelope, 'id' | 'hash'>): Promise<void> => {
    await secrets.put(secretName(envelope, 'real'), null);
    await secrets.put(secretName(envelope, 'drill'), null);
  };

  /** Each half is whole, small enough, and has a capsule for the same members. */
  function isWhole({ real, drill, afterMs, label }: EnvelopeSeal): boolean {
    const { least, most } = envelopeLimits.after;
    const isHalf = ({ payload, secret, capsules }: SealedHalf): boolean => {
      const bytes = decodeBase64(payload)?.length ?? 0;
      const each = Object.entries(capsules);
      return (
        bytes > ENVELOPE_OVERHEAD &&
        bytes <= envelopeLimits.text + ENVELOPE_OVERHEAD &&
        isBase64(secret, 32) &&
        each.every(([, capsule]) => capsule.length < 2_048 && decodeBase64(capsule) !== null)
      );
    };
    const [devices, drilled] = [real, drill].map(({ capsules }) => Object.keys(capsules).toSorted().join());
    const isTime = afterMs === null || (Number.isSafeInteger(afterMs) && afterMs >= least && afterMs <= most);
    return label.length <= 100 && isTime && devices === drilled && isHalf(real) && isHalf(drill);
  }

  return {
    keys,
    /** The first time, or once more with all that is new: by its owner. */
    async seal(by: Person, wish: EnvelopeSeal): Promise<Result<Envelope>> {
      const { id, seal, label, afterMs, real, drill } = wish;
      const tag = tenantTags.tagOf(tenantOf(by.key));
      if (!hasChat(by)) return refuse('person.refused');
      if (!isShareId(id) || tagOf(id) !== tag) return refuse('input.invalid', { field: 'id' });
      if (!isWhole(wish)) return refuse('input.invalid', { field: 'real' });
      const ready = await keys.ready(tag);
      const members: EnvelopeMember[] = [];
      for (const [device, capsule] of Object.entries(real.capsules)) {
        const kept = ready.find((one) => one.device === device);
        if (kept === undefined) return refuse('person.refused', { field: 'members' });
        const { person, name, actor } = kept;
        members.push({ device, person, name, isMachine: actor !== person.key, capsule, drill: drill.capsules[device] as string });
      }
      if (members.length === 0 || members.length > envelopeLimits.members) return refuse('input.invalid', { field: 'members' });
      const before = await store.envelope(id);
      if (before !== null && before.owner.key !== by.key) return refuse('envelope.none');
      if (before?.state === 'ended') return refuse('envelope.closed');
      const hash = sealHash([real, drill]);
      if (before !== null && before.hash === hash && before.seal === seal) return ok(before);
      if (seal !== (before?.seal ?? 0) + 1) return refuse('envelope.busy');
      if (before === null && (await store.envelopes(tag)).filter(({ owner }) => owner.key === by.key).length >= envelopeLimits.each)
        return refuse('input.too_large', { field: 'id' });
      if (before !== null && rules.isWaiting(before.asking)) return refuse('envelope.busy');
      const now = clock();
      const sealed: Envelope = {
        id,
        version: (before?.version ?? 0) + 1,
        label,
        owner: by,
        salt: before?.salt ?? encodeBase64(random(32)),
        afterMs,
        seal,
        sealedAt: now,
        hash,
        payload: real.payload,
        drillPayload: drill.payload,
        members,
        state: 'sealed',
        stale: 'no',
        asking: null,
        rotation: null,
        isRotating: false,
        nextAt: null,
      };
      // The server's halves first: an envelope whose half was never kept would open for nobody.
      await secrets.put(secretName(sealed, 'real'), real.secret);
      await secrets.put(secretName(sealed, 'drill'), drill.secret);
      const told = { step: before === null ? 'sealed' : 'resealed', who: by.key };
      if (!(await putEnvelope(deps, sealed, told))) {
        await dropSecrets(sealed);
        return refuse('envelope.busy');
      }
      if (before !== null) await dropSecrets(before);
      return ok(sealed);
    },

    /** Null: there is none, or it is not theirs to see. */
    async find(id: string, by: PersonKey): Promise<Envelope | null> {
      const found = isShareId(id) ? await store.envelope(id) : null;
      return found !== null && rules.maySee(found, by) ? found : null;
    },
    list: async (by: PersonKey): Promise<readonly Envelope[]> =>
      (await store.envelopes(tenantTags.tagOf(tenantOf(by)))).filter((one) => rules.maySee(one, by)),

    async ask(id: string, by: Person, wish: Omit<rules.AskingWish, 'by'>): Promise<Result<Envelope>> {
      const found = await keys.personOf(by, wish.device);
      if (found === null) return refuse('envelope.none');
      return seen(id, by.key, (envelope, now) => {
        const next = rules.askForEnvelope(envelope, by.key, { ...wish, by: found.person }, now);
        return next.ok ? ok({ next: next.value, told: { step: drillOr(next.value, 'asked'), who: found.person.key } }) : next;
      });
    },
    agree: (id: string, n: number, by: Person): Promise<Result<Envelope>> =>
      seen(id, by.key, (envelope, now) => {
        const next = rules.agree(envelope, n, by, now);
        return next.ok ? ok({ next: next.value, told: { step: drillOr(envelope, 'agreed'), who: by.key } }) : next;
      }),
    refuse: (id: string, n: number, by: Person): Promise<Result<Envelope>> =>
      seen(id, by.key, (envelope, now) => {
        const next = rules.say(envelope, n, by, now);
        const step = envelope.asking?.by.key === by.key ? 'withdrawn' : 'refused';
        return next.ok ? ok({ next: next.value, told: { step: drillOr(envelope, step), who: by.key } }) : next;
      }),

    /** The log has it before the server's half leaves. */
    async release(id: string, by: PersonKey, claim: string): Promise<Result<ReleasedEnvelope>> {
      if (!isShareId(id)) return refuse('envelope.none');
      const rotation = `${tagOf(id)}${encodeBase32(random(20)).slice(0, 26)}` as ShareId;
      const released = await seen(id, by, (envelope, now) => {
        const next = rules.release(envelope, by, claim, now, rotation);
        return next.ok ? ok({ next: next.value, told: { step: drillOr(envelope, 'released'), who: by } }) : next;
      });
      if (!released.ok) return released;
      const { asking, members, payload, drillPayload, seal } = released.value;
      const member = members.find(({ device }) => device === asking?.device);
      const half = asking?.isDrill === true ? 'drill' : 'real';
      const secret = await secrets.get(secretName(released.value, half));
      if (member === undefined || secret === null) return refuse('envelope.closed');
      const isDrill = half === 'drill';
      const { device, capsule, drill } = member;
      return ok({ seal, half, device, capsule: isDrill ? drill : capsule, payload: isDrill ? drillPayload : payload, secret });
    },
    async confirm(id: string, by: PersonKey, claim: string): Promise<Result<Envelope>> {
      const confirmed = await seen(id, by, (envelope, now) => {
        const next = rules.confirm(envelope, by, claim, now);
        return next.ok ? ok({ next: next.value, told: { step: drillOr(envelope, 'opened'), who: by } }) : next;
      });
      if (confirmed.ok && confirmed.value.state === 'spent') await secrets.put(secretName(confirmed.value, 'real'), null);
      return confirmed;
    },
    async end(id: string, by: PersonKey): Promise<Result<Envelope>> {
      const ended = await seen(id, by, (envelope) => {
        if (envelope.owner.key !== by) return refuse('envelope.none');
        return envelope.state === 'ended' ? null : ok({ next: rules.end(envelope), told: { step: 'ended', who: by } });
      });
      if (ended.ok) await dropSecrets(ended.value);
      return ended;
    },

    /** They leave: their capsules go at once, and owners have to seal again. Answers in how many they were. */
    async removePerson(person: PersonKey): Promise<number> {
      await keys.forget(person);
      let count = 0;
      for (const { id } of await store.envelopes(tenantTags.tagOf(tenantOf(person))))
        await changeEnvelope(deps, id, (envelope, now) => {
          const next = rules.removePerson(envelope, person, now);
          if (next !== null) count += 1;
          return next && ok({ next, told: { step: 'left', who: person } });
        });
      return count;
    },
    /** Takes a person out of all records; what they own ends. */
    async forget(person: PersonKey): Promise<void> {
      await this.removePerson(person);
      const without = <T extends Person | null>(one: T): T => (one?.key === person ? ({ key: ERASED_PERSON, name: '—' } as T) : one);
      for (const found of await store.envelopes(tenantTags.tagOf(tenantOf(person)))) {
        const isOwner = found.owner.key === person;
        const changed = await changeEnvelope(deps, found.id, (envelope) => {
          const { owner, asking, version } = envelope;
          const isNamed = [owner, asking?.by, asking?.agreed, asking?.refused].some((one) => one?.key === person);
          if (!isNamed) return null;
          const cleared = asking && {
            ...asking,
            by: without(asking.by),
            agreed: without(asking.agreed),
            refused: without(asking.refused),
            reason: '',
          };
          const next = isOwner
            ? { ...rules.end(envelope), owner: without(owner), label: '' }
            : { ...envelope, asking: cleared, version: version + 1 };
          return ok({ next, told: isOwner && envelope.state !== 'ended' ? { step: 'ended' } : null });
        });
        if (isOwner && changed.ok) await dropSecrets(found);
      }
    },

    due: (limit: number) => store.dueEnvelopes(clock(), limit),
    look: (id: ShareId) => store.envelope(id),
    /** What time has brought is written down before it is told. */
    advance: (id: ShareId): Promise<Result<Envelope>> =>
      changeEnvelope(deps, id, (envelope, now) => {
        const next = rules.advance(envelope, now);
        return next && ok({ next, told: next.asking?.step === 'lapsed' ? { step: drillOr(envelope, 'lapsed') } : null });
      }),
    /** If it has moved on meanwhile, the next round tells what is then. */
    told: (seenAs: Envelope, left: readonly Person[]): Promise<Result<Envelope>> =>
      changeEnvelope(deps, seenAs.id, (envelope, now) =>
        envelope.version === seenAs.version ? ok({ next: rules.told(envelope, left, now), told: null }) : null,
      ),
    ownerTold: (seenAs: Envelope): Promise<Result<Envelope>> =>
      changeEnvelope(deps, seenAs.id, (envelope, now) =>
        envelope.version === seenAs.version ? ok({ next: rules.ownerTold(envelope, now), told: null }) : null,
      ),
    /** Its value is due for a change from the moment of its release, once. */
    async rotate({ id, rotation, label, owner, asking, isRotating }: Envelope): Promise<void> {
      if (rotation === null || isRotating || asking === null) return;
      const at = asking.releasedAt ?? clock();
      const holders = [{ share: rotation, person: asking.by, at }];
      const wish = {
        id: rotation,
        kind: 'credential',
        label,
        template: null,
        giver: owner.key,
        owner,
        why: 'released',
        holders,
        dueAt: at,
      } as const;
      // Where one stands already, this process was killed after it had written it.
      await putRotation(deps, beginRotation(wish, clock()), null);
      await changeEnvelope(deps, id, (envelope, now) =>
        envelope.rotation === rotation && !envelope.isRotating ? ok({ next: rules.rotating(envelope, now), told: null }) : null,
      );
    },
  };
}
