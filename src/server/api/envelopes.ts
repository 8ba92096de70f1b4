// Break glass over HTTP: keys, seals, askings and their answers, and the one release.

import type { Envelopes } from '../../core/envelopes/envelopes.ts';
import type { KeptKey } from '../../core/envelopes/keys.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Envelope } from '../../core/ports/envelope-store.ts';
import type { TenantTags } from '../../core/ports/tenant-tags.ts';
import { refuse, type Result } from '../../core/refusal.ts';
import { tenantOf, type Person, type PersonKey } from '../../core/share.ts';
import { hashB64 } from '../../crypto/bytes.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { readBody } from '../http/body.ts';
import { json, noContent } from '../http/headers.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';
import type { HttpRefusal } from '../http/problem.ts';
import type { EnvelopeAnswer, EnvelopeKeysAnswer, EnvelopesAnswer, ReleasedEnvelopeAnswer } from './envelope-answers.ts';
import * as bodies from './envelope-bodies.ts';

const SHOWN = 200;

interface Deps {
  readonly envelopes: Envelopes;
  readonly tenantTags: TenantTags;
  readonly clock: Clock;
}

interface EnvelopeHandles {
  readonly keys: ApiHandler;
  readonly leave: ApiHandler;
  readonly list: ApiHandler;
  readonly seal: ApiHandler;
  readonly view: ApiHandler;
  readonly change: ApiHandler;
  readonly open: ApiHandler;
}

function shown(envelope: Envelope, by: PersonKey, ready: readonly KeptKey[]): EnvelopeAnswer {
  const { id, label, owner, afterMs, seal, sealedAt, state, stale, members, asking } = envelope;
  return {
    id,
    label,
    owner: owner.name,
    isOwner: owner.key === by,
    afterMs,
    seal,
    sealedAt,
    state,
    sealAgain: state !== 'ended' && (stale !== 'no' || state !== 'sealed'),
    members: members.map(({ device, person, name, isMachine }) => ({
      device,
      person: person.name,
      name,
      isMachine,
      isReady: ready.some((one) => one.device === device),
    })),
    asking: asking && {
      n: asking.n,
      isDrill: asking.isDrill,
      by: asking.by.name,
      device: asking.device,
      reason: asking.reason,
      at: asking.at,
      step: asking.step,
      dueAt: asking.dueAt,
      agreed: asking.agreed?.name ?? null,
      refused: asking.refused?.name ?? null,
    },
  };
}

export function createEnvelopeHandles({ envelopes, tenantTags, clock }: Deps): EnvelopeHandles {
  const readyFor = (by: PersonKey) => envelopes.keys.ready(tenantTags.tagOf(tenantOf(by)));
  const answer = async (done: Result<Envelope>, by: PersonKey, status = 200): Promise<Response | HttpRefusal> =>
    done.ok ? json(shown(done.value, by, await readyFor(by)), status) : done;

  /** The first person of this browser whose it is. */
  async function asEach<T>(
    { persons }: ApiRequest,
    act: (by: Person) => Promise<Result<T>>,
  ): Promise<{ readonly by: PersonKey; readonly done: Result<T> }> {
    let last: { readonly by: PersonKey; readonly done: Result<T> } | null = null;
    for (const { key, name } of persons) {
      last = { by: key, done: await act({ key, name }) };
      if (last.done.ok || last.done.code !== 'envelope.none') break;
    }
    return last ?? { by: '' as PersonKey, done: refuse('session.required') };
  }

  return {
    async keys({ persons: [by] }) {
      if (by === undefined) return refuse('session.required');
      const all = (await readyFor(by.key)).slice(0, SHOWN).map(({ device, actor, person, name, note, provenAt }) => ({
        device,
        owner: hashB64(actor),
        person: person.name,
        name,
        isMachine: actor !== person.key,
        note,
        at: provenAt,
      }));
      const tenant = tenantTags.tagOf(tenantOf(by.key));
      return json({ tenant, person: hashB64(by.key), now: clock(), keys: all } satisfies EnvelopeKeysAnswer);
    },
    async leave({ request, persons: [by] }) {
      if (by === undefined) return refuse('session.required');
      const body = await readBody(request, bodies.leftEnvelopeKey);
      if (!body.ok) return body;
      const left = await envelopes.keys.leave({ key: by.key, name: by.name }, body.value);
      return left.ok ? noContent() : left;
    },
    async list({ persons: [by] }) {
      if (by === undefined) return refuse('session.required');
      const ready = await readyFor(by.key);
      const all = (await envelopes.list(by.key)).toSorted((a, b) => b.sealedAt - a.sealedAt).slice(0, SHOWN);
      return json({ envelopes: all.map((one) => shown(one, by.key, ready)) } satisfies EnvelopesAnswer);
    },
    async seal({ request, persons: [by] }) {
      if (by === undefined) return refuse('session.required');
      const body = await readBody(request, bodies.sealedEnvelope);
      if (!body.ok) return body;
      return answer(await envelopes.seal({ key: by.key, name: by.name }, body.value), by.key, 201);
    },
    async view(call) {
      const { by, done } = await asEach(call, async ({ key }): Promise<Result<Envelope>> => {
        const found = await envelopes.find(call.id, key);
        return found === null ? refuse('envelope.none') : { ok: true, value: found };
      });
      return answer(done, by);
    },
    async change(call) {
      if (call.persons.length === 0) return refuse('session.required');
      const body = await readBody(call.request, bodies.envelopeChange);
      if (!body.ok) return body;
      const wish = body.value;
      const { by, done } = await asEach(call, async (person): Promise<Result<Envelope>> => {
        switch (wish.kind) {
          case 'ask': {
            const { device, claim, reason, drill } = wish;
            return envelopes.ask(call.id, person, { device, claim, reason, isDrill: drill });
          }
          case 'agree':
            return envelopes.agree(call.id, wish.n, person);
          case 'refuse':
            return envelopes.refuse(call.id, wish.n, person);
          case 'confirm':
            return envelopes.confirm(call.id, person.key, claimSecretHash(wish.secret) ?? '');
          case 'end':
            return envelopes.end(call.id, person.key);
        }
      });
      return answer(done, by);
    },
    async open(call) {
      if (call.persons.length === 0) return refuse('session.required');
      const body = await readBody(call.request, bodies.envelopeOpening);
      if (!body.ok) return body;
      const claim = claimSecretHash(body.value.secret);
      if (claim === null) return refuse('input.invalid', { field: 'secret' });
      const { done } = await asEach(call, ({ key }) => envelopes.release(call.id, key, claim));
      return done.ok ? json(done.value satisfies ReleasedEnvelopeAnswer) : done;
    },
  };
}
