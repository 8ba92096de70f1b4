// Offboarding over HTTP. Whom the policy does not name learns of none.

import type { Offboardings } from '../../core/offboarding/offboarding.ts';
import { OFFBOARD_MS, OFFBOARD_STEPS, type Offboarding } from '../../core/offboarding/record.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RotationStore } from '../../core/ports/rotation-store.ts';
import type { Receipts } from '../../core/receipts.ts';
import { refuse, type Result } from '../../core/refusal.ts';
import { readBody } from '../http/body.ts';
import { apiHeaders, json } from '../http/headers.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';
import type { OffboardingAnswer, OffboardingsAnswer } from './offboarding-answers.ts';
import { resolveOther, type PeopleDeps } from './people.ts';
import { shownOpened } from './rotations.ts';
import * as schemas from './schemas.ts';

const SHOWN = 100;
const OPENED = 1_000;

export interface OffboardingDeps extends PeopleDeps {
  readonly offboardings: Offboardings;
  readonly rotations: { readonly look: RotationStore['rotation'] };
  readonly receipts: Pick<Receipts, 'signReport'>;
  readonly clock: Clock;
}

interface OffboardingHandles {
  readonly list: ApiHandler;
  readonly start: ApiHandler;
  readonly view: ApiHandler;
  readonly tick: ApiHandler;
  readonly report: ApiHandler;
  readonly signature: ApiHandler;
}

export function createOffboardingHandles(deps: OffboardingDeps): OffboardingHandles {
  const { offboardings, rotations, receipts, clock } = deps;

  async function shown(found: Offboarding): Promise<OffboardingAnswer> {
    const { id, person, by, startedAt, done, opened, ticks, closed } = found;
    const now = clock();
    const rows = await Promise.all(
      opened.slice(0, OPENED).map(async (one) => shownOpened({ ...one, template: null, rotation: await rotations.look(one.value) }, now)),
    );
    return {
      id,
      person: person.name,
      by: by.name,
      startedAt,
      untilAt: startedAt + OFFBOARD_MS,
      isLate: closed === null && now > startedAt + OFFBOARD_MS,
      done: done && { ...done, shares: [...done.shares] },
      opened: rows,
      steps: OFFBOARD_STEPS.map((step) => ({ step, at: ticks[step]?.at ?? null, by: ticks[step]?.by.name ?? null })),
      closedAt: closed?.at ?? null,
      hash: closed?.hash ?? null,
    };
  }

  /** The first person of this browser who may. */
  async function reportFor({ id, persons }: ApiRequest): Promise<ReturnType<Offboardings['report']>> {
    let answer: Awaited<ReturnType<Offboardings['report']>> = refuse(persons.length === 0 ? 'session.required' : 'offboarding.none');
    for (const { key } of persons) if (!answer.ok) answer = await offboardings.report(id, key);
    return answer;
  }

  const findFor = async ({ id, persons }: ApiRequest): Promise<Offboarding | null> => {
    for (const { key } of persons) {
      const found = await offboardings.find(id, key);
      if (found !== null) return found;
    }
    return null;
  };

  return {
    async list({ persons }) {
      if (persons.length === 0) return refuse('session.required');
      const all = (await Promise.all(persons.map(({ key }) => offboardings.list(key)))).flat();
      const rows = await Promise.all(
        all
          .toSorted((a, b) => b.startedAt - a.startedAt)
          .slice(0, SHOWN)
          .map(shown),
      );
      return json({ offboardings: rows } satisfies OffboardingsAnswer);
    },
    async start(call) {
      const [by] = call.persons;
      if (by === undefined) return refuse('session.required');
      const body = await readBody(call.request, schemas.newOffboarding);
      if (!body.ok) return body;
      // Before anyone is looked up: who may not do it learns nothing of anybody.
      if (!offboardings.may(by.key, by.key.slice(0, by.key.lastIndexOf(':')))) return refuse('offboarding.denied');
      const other = await resolveOther(deps, { call, by }, body.value.person);
      if (!other.ok) return other;
      const begun = await offboardings.start(other.value.person, { key: by.key, name: by.name });
      return begun.ok ? json(await shown(begun.value), 201) : begun;
    },
    async view(call) {
      if (call.persons.length === 0) return refuse('session.required');
      const found = await findFor(call);
      return found === null ? refuse('offboarding.none') : json(await shown(found));
    },
    async tick(call) {
      if (call.persons.length === 0) return refuse('session.required');
      const body = await readBody(call.request, schemas.offboardingTick);
      if (!body.ok) return body;
      let answer: Result<Offboarding> = refuse('offboarding.none');
      for (const { key, name } of call.persons)
        if (!answer.ok && answer.code === 'offboarding.none') answer = await offboardings.tick(call.id, body.value.step, { key, name });
      return answer.ok ? json(await shown(answer.value)) : answer;
    },
    async report(call) {
      const made = await reportFor(call);
      return made.ok ? plain(made.value.text, 'offboarding.md') : made;
    },
    async signature(call) {
      const made = await reportFor(call);
      if (!made.ok) return made;
      // One that is not finished changes with each step: nobody vouches for it.
      if ((await findFor(call))?.closed === null) return refuse('share.not_yet');
      const signature = await receipts.signReport(made.value.tag, made.value.text);
      return signature === null ? refuse('share.not_yet') : plain(signature, 'offboarding.md.sig');
    },
  };
}

const plain = (text: string, file: string): Response =>
  new Response(text, {
    headers: { ...apiHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Content-Disposition': `inline; filename="${file}"` },
  });
