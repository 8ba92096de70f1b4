// The description of the API for programs (OpenAPI 3.1), made from its table: docs/protocol/openapi.json, and /api/openapi.json as the build
// has made it. The server never loads this. See docs/decisions/api-as-one-table.md.

import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import { ANSWERS, BODIES, type ComponentName } from '../server/api/table/components.ts';
import { isUnguarded } from '../server/api/table/problems.ts';
import { OCTETS, type ApiRow, type RowAnswer, type RowBody, type RowParameter } from '../server/api/table/row.ts';
import { allRows } from '../server/api/table/rows.ts';
import { ANSWER_EXAMPLES } from './answer-examples.ts';
import { BODY_EXAMPLES } from './body-examples.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { DESCRIPTION, PATH_PARAMETERS, TAGS } from './texts.ts';

const SCHEMAS = { ...BODIES, ...ANSWERS };
const EXAMPLES: Readonly<Partial<Record<ComponentName, unknown>>> = { ...BODY_EXAMPLES, ...ANSWER_EXAMPLES };

type Json = Readonly<Record<string, unknown>>;
type Content = NonNullable<ZodOpenApiResponseObject['content']>;

/** `/api/shares/:id` as `/api/shares/{id}`, and what is left of an address as `{path}`. */
export const pathOf = ({ path }: ApiRow): string => path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}');

const byDescription = (texts: Readonly<Record<string, string>>, required: boolean) =>
  Object.fromEntries(Object.entries(texts).map(([name, description]) => [name, { description, required, schema: TEXT }]));
const TEXT = { type: 'string' } as const;
const BINARY = { type: 'string', format: 'binary' } as const;

const LOGOUT_FORM = {
  'application/x-www-form-urlencoded': {
    schema: { type: 'object', required: ['logout_token'], properties: { logout_token: TEXT } },
    example: { logout_token: 'eyJ0eXAiOiJsb2dvdXQrand0In0…' },
  },
} as const satisfies Content;

const exampleOf = (name: ComponentName) => ({ example: EXAMPLES[name] });

function describeBody(body: RowBody): Content {
  if (body === 'octets') return { [OCTETS]: { schema: BINARY } };
  if (body === 'logout_token') return LOGOUT_FORM;
  const names = typeof body === 'string' ? [body] : body;
  const [first] = names;
  if (names.length === 1 && first !== undefined) return { 'application/json': { schema: SCHEMAS[first], ...exampleOf(first) } };
  const examples = Object.fromEntries(names.map((name) => [name, { value: EXAMPLES[name] }]));
  return { 'application/json': { schema: { oneOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })) }, examples } };
}

const schemaOf = (type: string) => (type.startsWith('text/') || type.startsWith('image/') ? TEXT : type === OCTETS ? BINARY : {});

function describeAnswer({ description, schema, type = [], headers = {}, optional = {} }: RowAnswer): ZodOpenApiResponseObject {
  const types = typeof type === 'string' ? [type] : type;
  const content: Content =
    schema === undefined
      ? Object.fromEntries(types.map((one) => [one, { schema: schemaOf(one) }]))
      : { 'application/json': { schema: SCHEMAS[schema], ...exampleOf(schema) } };
  const described = { ...byDescription(headers, true), ...byDescription(optional, false) };
  return {
    description,
    ...(Object.keys(described).length > 0 && { headers: described }),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

const parameter = (
  name: string,
  where: 'path' | 'query' | 'header',
  required: boolean,
  { description, pattern, example }: RowParameter,
) => ({
  name,
  in: where,
  required,
  description,
  schema: { ...TEXT, ...(pattern !== undefined && { pattern }) },
  example,
});

const byReference = (name: string) => ({ $ref: `#/components/parameters/${name}` });

function describeParameters(row: ApiRow) {
  const { method, who, query = {}, headers = {}, optional = {}, page = {}, once } = row;
  const isOfPerson = !isUnguarded(row) && (who === 'person' || who === 'holder' || row.path.startsWith('/api/shares/'));
  return [
    ...[...pathOf(row).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
      const own = PATH_PARAMETERS[`${row.path} ${name}`] ?? PATH_PARAMETERS[name];
      if (own === undefined) throw new Error(`${row.path} has a parameter that texts.ts does not know: ${name}`);
      return parameter(name, 'path', true, own);
    }),
    ...Object.entries(query).map(([name, one]) => parameter(name, 'query', true, one)),
    ...Object.entries(page).map(([name, one]) => parameter(name, 'query', false, one)),
    ...Object.entries(headers).map(([name, one]) => parameter(name, 'header', true, one)),
    ...Object.entries(optional).map(([name, one]) => parameter(name, 'header', false, one)),
    ...(once ? [byReference('Once')] : []),
    ...(!isUnguarded(row) && method !== 'GET' && who !== 'server' ? [byReference('Page')] : []),
    ...(isOfPerson ? [byReference('As')] : []),
  ];
}

/** One of these is enough. A token names the scope that it needs. */
function securityOf(row: ApiRow): Record<string, string[]>[] {
  const { who, scope = 'browser' } = row;
  if (isUnguarded(row) || who === 'server') return [];
  const scopes = scope === 'any' ? [[]] : scope === 'browser' ? [] : [scope].flat().map((one) => [one]);
  const tokens = scopes.map((names) => ({ token: names }));
  if (who === 'operator') return tokens;
  return [...(who === 'person' ? [] : [{}]), { cookie: [] }, ...tokens];
}

function describeOperation(operationId: string, row: ApiRow, refusals: Refusals): ZodOpenApiOperationObject {
  const { summary, tag, body, answers } = row;
  const given = describeParameters(row);
  return {
    operationId,
    tags: [tag],
    summary,
    security: securityOf(row),
    ...(given.length > 0 && { parameters: given }),
    ...(body !== undefined && { requestBody: { required: true, content: describeBody(body) } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, one]) => [status, describeAnswer(one)])),
      ...refusals.of(row),
    },
  };
}

function describePaths(refusals: Refusals): Record<string, Record<string, ZodOpenApiOperationObject>> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [operationId, row] of Object.entries(allRows))
    paths[pathOf(row)] = { ...paths[pathOf(row)], [row.method.toLowerCase()]: describeOperation(operationId, row, refusals) };
  return paths;
}

function buildOpenApi(version: string): Json {
  const refusals = createRefusals(Object.values(allRows));
  return createDocument(
    {
      openapi: '3.1.0',
      info: { title: 'nt2', version, license: { name: 'MIT', identifier: 'MIT' }, description: DESCRIPTION },
      servers: [{ url: '/' }],
      tags: TAGS.map(([name, description]) => ({ name, description })),
      paths: describePaths(refusals),
      components: {
        schemas: SCHEMAS,
        responses: refusals.shared,
        parameters: {
          Page: {
            name: 'X-NT2',
            in: 'header',
            required: false,
            description: 'With the cookie: `1`. A program with a token leaves it out.',
            schema: { type: 'string', enum: ['1'] },
          },
          Once: {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            description: 'With it, the same request makes one however often it arrives, for a day.',
            schema: { ...TEXT, pattern: '^[\\x21-\\x7e]{8,200}$' },
            example: 'deploy-2026-11-30',
          },
          As: {
            name: 'X-NT2-As',
            in: 'header',
            required: false,
            description: 'Who of the people in a browser acts: their `ref`, or `sender` or `recipient`.',
            schema: TEXT,
          },
        },
        securitySchemes: {
          cookie: { type: 'apiKey', in: 'cookie', name: '__Host-nt2', description: 'Set by POST /api/session. On http loopback: nt2.' },
          token: { type: 'http', scheme: 'bearer', description: 'Of a program: `nt2 token create`. The names beside it are its scopes.' },
        },
      },
    },
    {
      override({ jsonSchema }) {
        // Bounds of JavaScript, not of the protocol.
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        // Of the types in our code; in OpenAPI it would say that a request must leave it out.
        delete jsonSchema.readOnly;
      },
    },
  ) as unknown as Json;
}

export const formatOpenApi = (version: string): string => `${JSON.stringify(buildOpenApi(version), null, 2)}\n`;
