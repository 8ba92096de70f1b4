// docs/protocol/openapi.json: every row of the API's table, with the schemas that the server itself reads by and is typed by.
// `node tests/docs/fill.ts` writes it.

import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { ANSWERS, BODIES } from '../../src/server/api/table/components.ts';
import { isUnguarded, problemsOf } from '../../src/server/api/table/problems.ts';
import type { ApiRow, RowAnswer, RowBody } from '../../src/server/api/table/row.ts';
import { allRows } from '../../src/server/api/table/rows.ts';

export const OPENAPI = 'docs/protocol/openapi.json';

type Json = Readonly<Record<string, unknown>>;

const DESCRIPTION = [
  'Hands a secret to one person. What browsers and programs seal, the server cannot open.',
  'Made from the schemas of the server. docs/protocol/http.md has an example of each operation and the rules for every request.',
  'Routes of chat platforms and the metrics are not listed.',
].join(' ');

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    // Bounds of JavaScript, not of the protocol.
    override({ jsonSchema }) {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }) as Json;
  return rest;
}

const content = (type: string, schema: Json): Json => ({ [type]: { schema } });
const TEXT = { type: 'string' } as const;

function describeBody(body: RowBody): Json {
  const one = body === 'octets' ? content('application/octet-stream', {}) : body === 'logout_token' ? LOGOUT_FORM : null;
  const named = (names: readonly string[]): Json => (names.length === 1 ? reference(names[0] ?? '') : { oneOf: names.map(reference) });
  return { required: true, content: one ?? content('application/json', named(typeof body === 'string' ? [body] : body)) };
}

const LOGOUT_FORM = content('application/x-www-form-urlencoded', {
  type: 'object',
  required: ['logout_token'],
  properties: { logout_token: TEXT },
});

const schemaOf = (type: string): Json => (type.startsWith('text/') || type.startsWith('image/') ? TEXT : {});

function describeAnswer({ description, schema, type = [], headers }: RowAnswer): Json {
  const kinds = typeof type === 'string' ? [type] : type;
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, { description: text, schema: TEXT }])),
    }),
    ...(schema !== undefined && { content: content('application/json', reference(schema)) }),
    ...(schema === undefined &&
      kinds.length > 0 && { content: Object.assign({}, ...kinds.map((kind) => content(kind, schemaOf(kind)))) as Json }),
  };
}

const ONCE = 'Of 8 to 200 visible characters: with it, the same request makes one however often it arrives, for a day.';

function parameters(path: string, { query = {}, headers = {}, optional = {}, page = {}, once }: ApiRow): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: TEXT }));
  const inQuery = Object.entries(query).map(([name, description]) => ({ name, in: 'query', required: true, description, schema: TEXT }));
  const onPage = Object.entries(page).map(([name, description]) => ({ name, in: 'query', required: false, description, schema: TEXT }));
  const inHead = (of: Readonly<Record<string, string>>, required: boolean): Json[] =>
    Object.entries(of).map(([name, description]) => ({ name, in: 'header', required, description, schema: TEXT }));
  return [
    ...inPath,
    ...inQuery,
    ...onPage,
    ...inHead(headers, true),
    ...inHead({ ...(once && { 'Idempotency-Key': ONCE }), ...optional }, false),
  ];
}

const COOKIE = { cookie: [] };
const TOKEN = { token: [] };
const SECURITY = {
  person: [COOKIE, TOKEN],
  operator: [TOKEN],
  anybody: [{}, COOKIE, TOKEN],
  holder: [{}, COOKIE, TOKEN],
  server: [],
} as const;

/** `/api/shares/:id` as `/api/shares/{id}`, and what is left of an address as `{path}`. */
export const pathOf = ({ path }: ApiRow): string => path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}');

function describeOperation(operationId: string, row: ApiRow): Json {
  const { summary, tag, who, body, answers } = row;
  const given = parameters(pathOf(row), row);
  return {
    operationId,
    tags: [tag],
    summary,
    security: isUnguarded(row) ? [] : SECURITY[who],
    ...(given.length > 0 && { parameters: given }),
    ...(body !== undefined && { requestBody: describeBody(body) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, one]) => [status, describeAnswer(one)])),
      ...(problemsOf(row).length > 0 && { default: { $ref: '#/components/responses/Problem' } }),
    },
  };
}

/** By its name in the document. */
const COMPONENTS: Readonly<Record<string, Json>> = Object.fromEntries(
  [
    ...Object.entries(BODIES).map(([name, schema]) => [name, jsonSchema(schema, 'input')] as const),
    ...Object.entries(ANSWERS).map(([name, schema]) => [name, jsonSchema(schema, 'output')] as const),
  ].toSorted(([a], [b]) => (a < b ? -1 : 1)),
);

function buildOpenApi(): Json {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  const paths: Record<string, Record<string, Json>> = {};
  for (const [operationId, row] of Object.entries(allRows))
    paths[pathOf(row)] = { ...paths[pathOf(row)], [row.method.toLowerCase()]: describeOperation(operationId, row) };
  return {
    openapi: '3.1.0',
    info: { title: 'nt2', version, license: { name: 'MIT', identifier: 'MIT' }, description: DESCRIPTION },
    paths,
    components: {
      schemas: COMPONENTS,
      responses: {
        Problem: {
          description: 'A refusal: programs read its code, people its detail.',
          headers: { 'Retry-After': { description: 'In seconds, where waiting helps.', schema: { type: 'string' } } },
          content: content('application/problem+json', reference('Problem')),
        },
      },
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-nt2', description: 'Set by POST /api/session. On http loopback: nt2.' },
        token: { type: 'http', scheme: 'bearer', description: '`nt2 token create`' },
      },
    },
  };
}

export const formatOpenApi = (): string => `${JSON.stringify(buildOpenApi(), null, 2)}\n`;
