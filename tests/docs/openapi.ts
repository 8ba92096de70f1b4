// docs/protocol/openapi.json: every route of the server, with the schemas that the server itself reads by and is typed by.
// `node tests/docs/fill.ts` writes it.

import { readFileSync } from 'node:fs';
import * as z from 'zod';
import * as answers from '../../src/server/api/answers.ts';
import * as schemas from '../../src/server/api/schemas.ts';
import type { Answer, Body, Operation } from './openapi-operation.ts';
import { operations } from './openapi-operations.ts';

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

function describeBody(body: Body): Json {
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

function describeAnswer({ description, schema, type = [], headers }: Answer): Json {
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

function parameters(path: string, { query = {}, headers = {}, optional = {} }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: TEXT }));
  const inQuery = Object.entries(query).map(([name, description]) => ({ name, in: 'query', required: true, description, schema: TEXT }));
  const inHead = (of: Readonly<Record<string, string>>, required: boolean): Json[] =>
    Object.entries(of).map(([name, description]) => ({ name, in: 'header', required, description, schema: TEXT }));
  return [...inPath, ...inQuery, ...inHead(headers, true), ...inHead(optional, false)];
}

const SECURITY = {
  nobody: [],
  person: [{ cookie: [] }, { token: [] }],
  auditor: [{ token: [] }],
  anybody: [{}, { cookie: [] }, { token: [] }],
} as const;

function describeOperation(path: string, operation: Operation): Json {
  const { summary, who, body, answer, refuses } = operation;
  const given = parameters(path, operation);
  return {
    summary,
    ...(who !== 'nobody' && { security: SECURITY[who] }),
    ...(given.length > 0 && { parameters: given }),
    ...(body !== undefined && { requestBody: describeBody(body) }),
    responses: {
      ...Object.fromEntries(Object.entries(answer).map(([status, one]) => [status, describeAnswer(one)])),
      ...(refuses !== 'never' && { default: { $ref: '#/components/responses/Problem' } }),
    },
  };
}

/** By its name in the document. */
const COMPONENTS: Readonly<Record<string, Json>> = {
  Accept: jsonSchema(schemas.accept, 'input'),
  Address: jsonSchema(answers.address, 'output'),
  Alive: jsonSchema(answers.alive, 'output'),
  BoardExport: jsonSchema(schemas.boardExport, 'input'),
  BoardGroups: jsonSchema(answers.boardCounts, 'output'),
  BoardGroupsSearch: jsonSchema(schemas.boardGroups, 'input'),
  BoardPage: jsonSchema(answers.boardPage, 'output'),
  Boards: jsonSchema(answers.boards, 'output'),
  BoardSearch: jsonSchema(schemas.boardSearch, 'input'),
  BoardSignOut: jsonSchema(answers.boardSignOut, 'output'),
  BoardSignIn: jsonSchema(answers.boardSignIn, 'output'),
  Broken: jsonSchema(schemas.broken, 'input'),
  Claim: jsonSchema(schemas.claim, 'input'),
  Claimed: jsonSchema(answers.claimed, 'output'),
  Decline: jsonSchema(schemas.declined, 'input'),
  Deliver: jsonSchema(schemas.deliver, 'input'),
  FreePrekeys: jsonSchema(answers.freePrekeys, 'output'),
  List: jsonSchema(answers.ownShares, 'output'),
  Devices: jsonSchema(answers.devices, 'output'),
  DeviceSignIn: jsonSchema(schemas.deviceSignIn, 'input'),
  LogKeys: jsonSchema(answers.logKeys, 'output'),
  Extend: jsonSchema(schemas.extended, 'input'),
  NewRequest: jsonSchema(schemas.newRequest, 'input'),
  NewShare: jsonSchema(answers.newShare, 'output'),
  Nonce: jsonSchema(answers.nonce, 'output'),
  Nothing: jsonSchema(schemas.nothing, 'input'),
  Persons: jsonSchema(answers.persons, 'output'),
  PlainShare: jsonSchema(schemas.plainShare, 'input'),
  Prekeys: jsonSchema(schemas.prekeys, 'input'),
  Problem: jsonSchema(answers.problem, 'output'),
  Readiness: jsonSchema(answers.readiness, 'output'),
  RequestAnswer: jsonSchema(schemas.answer, 'input'),
  Search: jsonSchema(schemas.search, 'input'),
  Seal: jsonSchema(schemas.seal, 'input'),
  SealedShare: jsonSchema(schemas.sealedShare, 'input'),
  Session: jsonSchema(schemas.session, 'input'),
  Share: jsonSchema(answers.shareView, 'output'),
  SignedIn: jsonSchema(answers.signedIn, 'output'),
  TakenPrekey: jsonSchema(answers.takenPrekey, 'output'),
  Tenant: jsonSchema(answers.tenant, 'output'),
  Token: jsonSchema(schemas.issuedToken, 'input'),
  TokenGrant: jsonSchema(answers.tokenGrant, 'output'),
};

function buildOpenApi(): Json {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(path, operation) };
  }
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
