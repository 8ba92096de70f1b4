// Whom a person can name, for completion as they type, and the templates that they may use. Nobody can list a workspace: only people with whom
// they have shared are found by a part of their name, and anyone else by their exact handle.

import { LIST_STATES, type ListPlace } from '../../core/ports/list-store.ts';
import type { PolicyChoices } from '../../core/policy/ask-policy.ts';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import { tenantOf, type Person, type PersonKey } from '../../core/share.ts';
import { readBody } from '../http/body.ts';
import { json } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';
import { cutNamedPage, formatPlace, parsePlace } from './cursor.ts';
import type { FoundPersonsAnswer, TemplateAnswer, TemplatesAnswer } from './people-answers.ts';
import { resolveOther, resolveSelf, type Acting, type PeopleDeps } from './people.ts';
import * as schemas from './schemas.ts';

const LIMIT = 10;
const ROWS = 50;
/** How many rows of their own shares one answer looks at. */
const LOOKS = 4;

/** A POST, as every search: names stand in no address. It changes nothing. */
export function searchPersons(deps: PeopleDeps): ApiHandler {
  return async (call) => {
    const [by] = call.persons;
    if (by === undefined) return refuse('session.required');
    const body = await readBody(call.request, schemas.personSearch);
    if (!body.ok) return body;
    const { text, limit = LIMIT, before } = body.value;
    const exact = before === undefined ? await findExact(deps, { call, by }, text) : [];
    const own = await findOwn(deps, by.key, { text, limit: limit - exact.length, before: parsePlace(before) });
    if (!own.ok) return own;
    const found = new Map([...exact, ...own.value.people].map((person) => [person.key, person]));
    const persons = [...found.values()].map(({ key, name }) => ({ person: key, name }));
    return json({ persons, next: formatPlace(own.value.last) } satisfies FoundPersonsAnswer);
  };
}

/** `@name` on one's own platform, `slack:@name`, or a whole key, where that person could be named in a share. */
async function findExact(deps: PeopleDeps, acting: Acting, text: string): Promise<Person[]> {
  const platform = acting.by.key.slice(0, acting.by.key.indexOf(':'));
  const written = text.startsWith('@') ? `${platform}:${text}` : text;
  if (!/^[a-z]+:@?[^\s@]\S*$/.test(written)) return [];
  const other = await resolveOther(deps, acting, written);
  return other.ok && other.value.person.key !== acting.by.key ? [other.value.person] : [];
}

interface OwnWish {
  readonly text: string;
  readonly limit: number;
  readonly before: ListPlace | null;
}

/** Of one's own shares, those of the newest first. */
async function findOwn(
  { shares }: PeopleDeps,
  by: PersonKey,
  { text, limit, before }: OwnWish,
): Promise<Result<{ readonly people: readonly Person[]; readonly last: ListPlace | null }>> {
  const [, platform = '', typed = ''] = /^([a-z]+:)?@?(.*)$/s.exec(text) ?? [];
  const name = typed.toLowerCase();
  const people = new Map<PersonKey, Person>();
  let last = before;
  for (let look = 0; look < LOOKS && people.size < limit; look += 1) {
    const found = await shares.rows(tenantOf(by), by, { states: LIST_STATES, text: name, since: 0, limit: ROWS, before: last });
    if (!found.ok) return found;
    for (const { other, otherKey } of found.value.rows) {
      const fits = otherKey?.startsWith(platform) && other?.toLowerCase().includes(name);
      if (fits && otherKey !== null && other !== null && !people.has(otherKey)) people.set(otherKey, { key: otherKey, name: other });
    }
    ({ last } = found.value);
    if (last === null) break;
  }
  return { ok: true, value: { people: [...people.values()].slice(0, Math.max(0, limit)), last } };
}

type Usable = Pick<TemplatesAnswer, 'needed'> & { readonly all: readonly TemplateAnswer[] };

/** What the policy lets this person use, for a person of chat and for a link. Without a policy there are none, and none is needed. */
async function usableFor(deps: PeopleDeps, call: ApiRequest): Promise<Result<Usable>> {
  const [by] = call.persons;
  if (by === undefined) return refuse('session.required');
  const self = await resolveSelf(deps, { call, by });
  if (!self.ok) return self;
  const { shares } = deps;
  const from = self.value.standing;
  const forPerson = (template: string | null) => shares.offer({ from, to: [], template });
  const forLink = (template: string | null) => shares.offer({ from, to: ['outsider'], template });
  const all = shares.templates().flatMap(({ name, title, label, fields }) => {
    const [person, link] = [forPerson(name), forLink(name)];
    if (!person.ok && !link.ok) return [];
    const choices = { person: person.ok ? left(person.value.choices) : null, link: link.ok ? left(link.value.choices) : null };
    return [{ name, title, label, fields: [...fields], ...choices }];
  });
  const [person, link] = [forPerson(null), forLink(null)];
  return ok({ all, needed: { person: person.ok && person.value.needsTemplate, link: link.ok && link.value.needsTemplate } });
}

export function listTemplates(deps: PeopleDeps): ApiHandler {
  return async (call) => {
    const usable = await usableFor(deps, call);
    if (!usable.ok) return usable;
    const page = cutNamedPage(call.request, usable.value.all);
    return page.ok ? json({ ...page.value, needed: usable.value.needed } satisfies TemplatesAnswer) : page;
  };
}

/** One that this person may not use is as one that there is not. */
export function viewTemplate(deps: PeopleDeps): ApiHandler {
  return async (call) => {
    const usable = await usableFor(deps, call);
    if (!usable.ok) return usable;
    const found = usable.value.all.find(({ name }) => name === call.id);
    return found === undefined ? httpError('request.path') : json(found satisfies TemplateAnswer);
  };
}

const left = ({ kinds, modes, longestMs, initialMs, fixedMs, needsNote }: PolicyChoices) => ({
  kinds: [...kinds],
  modes: [...modes],
  longestMs,
  initialMs,
  fixedMs,
  needsNote,
});
