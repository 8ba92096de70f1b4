// Every list that the API answers is read page by page, or is said why it stays short: found in openapi.json, where no list can hide.

import { describe, expect, it } from 'vitest';
import type { Json } from './judge.ts';
import { OPENAPI } from '../docs/openapi.ts';
import { readPage } from '../docs/pages.ts';

/** Lists without pages, by component and place: what bounds each. */
const BOUNDED: Readonly<Record<string, string>> = {
  'Boards.boards': 'one for each tenant in which the policy names someone of this browser',
  'Devices.persons': 'people of one cookie, five at most',
  'Devices.persons[].devices': 'of one person, twenty at most',
  'Envelope.members': 'twenty at most',
  'EnvelopeKeys.keys': 'five of each person, two hundred at most',
  'Envelopes.envelopes': 'two hundred at most, the one sealed last first',
  'File.there': 'chunks of one file, a hundred or so at its largest',
  'FreePrekeys.keys': 'of one device, sixty at most',
  'List.rows[].can': 'acts upon a share, from a closed list',
  'LogKeys.vkeys': 'one for each year and generation of a log',
  'Machines.machines': 'of one person, twenty at most',
  'MadeShare.failed': 'people whom one request has named',
  'MadeShare.shares': 'people whom one request has named',
  'Offboarding.done.shares': 'what one person had waiting: quotas bound it',
  'Offboarding.opened': 'a thousand at most, the newest',
  'Offboarding.steps': 'from a closed list',
  'Offboardings.offboardings': 'a hundred at most, the newest',
  'Opened.opened': 'a thousand at most, the newest',
  'Persons.persons': 'people of one cookie, five at most',
  'RequestWays.ways': 'templates that fit one request, each a choice in the form; GET /api/templates has pages',
  'RequestWays.ways[].template.fields': 'rows of one template',
  'RequestWays.ways[].tickets': 'forms of a ticket in one rule, ten at most',
  'Rotation.holders': 'people of one form, ten at most, and who was handed the new one',
  'Rotations.rotations': 'five hundred at most, those that are due first',
  'Share.asked.fields': 'rows of one request',
  'Share.fields': 'rows of one request',
  'Share.together': 'people who were named in one command',
  'Share.unreachable': 'places of one card',
  'Template.fields': 'rows of one template',
  'Template.link.kinds': 'from a closed list',
  'Template.link.modes': 'from a closed list',
  'Template.person.kinds': 'from a closed list',
  'Template.person.modes': 'from a closed list',
  'Tokens.rows[].scopes': 'from a closed list',
};

const document = JSON.parse(readPage(OPENAPI)) as Json;
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const child = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
const records = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter(isRecord) : isRecord(value) ? Object.values(value).filter(isRecord) : [];
const pathOf = ($ref: string): string[] => $ref.slice(2).split('/');
const resolve = (value: Json, of: Json): Json => {
  const found = typeof value['$ref'] === 'string' ? child(of, ...pathOf(value['$ref'])) : value;
  return isRecord(found) ? found : {};
};

/** Where a schema has lists: `Devices.persons[].devices`. A named schema inside another is named by its own name. */
function listsIn(schema: Json, at: string, of: Json): string[] {
  if (typeof schema['$ref'] === 'string') return listsIn(resolve(schema, of), pathOf(schema['$ref']).at(-1) ?? '', of);
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => records(schema[key]).flatMap((one) => listsIn(one, at, of)));
  const properties = isRecord(schema['properties']) ? Object.entries(schema['properties']) : [];
  const inside = properties.flatMap(([name, one]) => (isRecord(one) ? listsIn(one, `${at}.${name}`, of) : []));
  const items = schema['type'] === 'array' && isRecord(schema['items']) ? [at, ...listsIn(schema['items'], `${at}[]`, of)] : [];
  return [...items, ...parts, ...inside];
}

const namesIn = (schema: unknown): string[] =>
  isRecord(child(schema, 'properties')) ? Object.keys(child(schema, 'properties') as Json) : [];

interface Answered {
  readonly operation: string;
  readonly lists: readonly string[];
  /** Whether it takes `limit` and `before`, and answers `next`. */
  readonly isPaged: boolean;
}

/** Of each operation that answers JSON. */
function answersOf(of: Json): Answered[] {
  return Object.entries(child(of, 'paths') as Json).flatMap(([path, methods]) =>
    Object.entries(methods as Json).flatMap(([method, operation]) => {
      const body = child(operation, 'requestBody', 'content', 'application/json', 'schema');
      const query = records(child(operation, 'parameters')).map((one) => String(resolve(one, of)['name']));
      const taken = [...query, ...(isRecord(body) ? namesIn(resolve(body, of)) : [])];
      const responses = child(operation, 'responses');
      const answers = Object.entries(isRecord(responses) ? responses : {}).filter(([status]) => status.startsWith('2'));
      return answers.flatMap(([, answer]) => {
        const schema = isRecord(answer) ? child(resolve(answer, of), 'content', 'application/json', 'schema') : undefined;
        if (!isRecord(schema)) return [];
        const isPaged = taken.includes('limit') && taken.includes('before') && namesIn(resolve(schema, of)).includes('next');
        return [{ operation: `${method.toUpperCase()} ${path}`, lists: [...new Set(listsIn(schema, '', of))], isPaged }];
      });
    }),
  );
}

/** A page's own list is the one right inside its answer. */
const unbounded = (of: Json): string[] =>
  answersOf(of).flatMap(({ operation, lists, isPaged }) =>
    lists
      .filter((list) => !Object.hasOwn(BOUNDED, list) && !(isPaged && /^\w+\.\w+$/.test(list)))
      .map((list) => `${operation} answers ${list} without limit, before and next`),
  );

describe('lists', () => {
  it('K5: each is read page by page, or says here why it stays short', () => {
    expect(unbounded(document)).toEqual([]);
    const paged = answersOf(document).filter(({ isPaged }) => isPaged);
    expect(paged.map(({ operation }) => operation)).toEqual([
      'POST /api/shares/search',
      'POST /api/persons/search',
      'GET /api/templates',
      'GET /api/tokens',
      'GET /api/webhooks',
      'GET /api/webhooks/{id}/given-up',
      'POST /api/evidence/search',
      'POST /api/board/overdue',
      'POST /api/board/search',
      'POST /api/board/groups',
    ]);
    const all = answersOf(document).flatMap(({ lists }) => lists);
    expect(Object.keys(BOUNDED).filter((list) => !all.includes(list))).toEqual([]);
  });

  it('one without a cursor, or deeper inside an answer, is found', () => {
    const planted = structuredClone(document) as Record<string, never>;
    const schemas = child(planted, 'components', 'schemas') as Record<string, { properties: Record<string, unknown> }>;
    schemas['Nonce']!.properties['more'] = { type: 'array', items: { type: 'string' } };
    schemas['GivenUp']!.properties['deep'] = { type: 'object', properties: { rows: { type: 'array', items: {} } } };
    delete schemas['Webhooks']!.properties['next'];
    expect(unbounded(planted)).toEqual([
      'GET /api/shares/{id}/sign-in answers Nonce.more without limit, before and next',
      'GET /api/machines/nonce answers Nonce.more without limit, before and next',
      'GET /api/webhooks answers Webhooks.rows without limit, before and next',
      'GET /api/webhooks/{id}/given-up answers GivenUp.deep.rows without limit, before and next',
    ]);
  });
});
