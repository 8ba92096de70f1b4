// Judges the talk between nt2 and the fake by what Slack publishes of its methods: every argument, every answer, every error.
// Slack's data lies beside the repository; where it is absent, `missing` says so and nothing is judged.
//
// Named schemas (`{schema: 'user'}`): those listed in NAMED are held to the little that is known of them; all others (home, ...) pass as anything.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv, type ValidateFunction } from 'ajv';

const FOLDER = join(import.meta.dirname, '../../../../shared/conformance/slack/methods');

type Schema = Record<string, unknown>;
interface Reference {
  readonly args: Schema & { readonly properties?: Readonly<Record<string, Schema>> };
  readonly output: Schema;
  readonly errors: Readonly<Record<string, unknown>>;
}

/** Errors that Slack documents for every method, on its page of the Web API rather than on each method's own. */
const COMMON_ERRORS: ReadonlySet<string> = new Set([
  'access_denied',
  'account_inactive',
  'accesslimited',
  'deprecated_endpoint',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'fatal_error',
  'internal_error',
  'invalid_arg_name',
  'invalid_arguments',
  'invalid_array_arg',
  'invalid_auth',
  'invalid_charset',
  'invalid_form_data',
  'invalid_post_type',
  'method_deprecated',
  'missing_post_type',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_access_not_granted',
  'team_added_to_org',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
]);

/**
 * Arguments that a method takes although its own list does not name them. `client_msg_id` of chat.postMessage is named in its errors
 * (duplicate_message_not_found) and its answer (is_duplicate). `team_id` is what every method takes with a token of an organisation;
 * Bolt's clients send it with each call. The fake checks that it is a team of the token's.
 */
const UNLISTED: Readonly<Record<string, readonly string[]>> = { '*': ['team_id'], 'chat.postMessage': ['client_msg_id'] };

/** The published enum knows `granular_bot` only; Slack's own examples on the same page say `bot`. */
const TOLERATED = [{ method: 'oauth.v2.access', path: '/token_type', value: 'bot' }];

const id = (letters: string): Schema => ({ type: 'string', pattern: `^[${letters}][A-Z0-9]+$` });
const view = (...types: string[]): Schema => ({
  type: 'object',
  required: ['id', 'team_id', 'type', 'blocks', 'private_metadata', 'callback_id', 'hash', 'root_view_id', 'app_id', 'bot_id', 'state'],
  properties: { id: id('V'), type: { enum: types }, blocks: { type: 'array', items: { type: 'object', required: ['type', 'block_id'] } } },
});
const ts: Schema = { type: 'string', pattern: '^\\d{10}\\.\\d{6}$' };
const NAMED: Readonly<Record<string, Schema>> = {
  ts,
  channel: id('CDG'),
  user_id: id('UW'),
  team_id: id('TE'),
  app_id: id('A'),
  bot_id: id('B'),
  enterprise_id: { anyOf: [{ type: 'null' }, id('E')] },
  user: {
    type: 'object',
    required: ['id', 'name', 'profile'],
    properties: { id: id('UW'), deleted: { type: 'boolean' }, is_bot: { type: 'boolean' } },
  },
  conversation: { type: 'object', required: ['id'], properties: { id: id('CDG') } },
  message: { type: 'object', required: ['type', 'ts', 'text'], properties: { type: { const: 'message' }, ts } },
  blocks: { type: 'array', items: { type: 'object', required: ['type'] } },
  team: { type: 'object', required: ['id', 'name'], properties: { id: id('TE') } },
  modal: view('modal'),
  'publishable-view': view('home'),
  view: view('modal', 'home'),
};

interface Method {
  readonly names: ReadonlySet<string>;
  readonly properties: Readonly<Record<string, Schema>>;
  readonly args: ValidateFunction;
  readonly output: ValidateFunction;
  readonly errors: ReadonlySet<string>;
}

const settings = { strict: false, allErrors: true, validateSchema: false } as const;
const argsJudge = new Ajv({ ...settings, coerceTypes: true });
const answerJudge = new Ajv(settings);
const compiled = new Map<string, Method | null>();

function method(name: string): Method | null {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const file = join(FOLDER, `${name}.json`);
  const made = /^[a-zA-Z0-9.]+$/.test(name) && existsSync(file) ? compile(JSON.parse(readFileSync(file, 'utf8')) as Reference) : null;
  compiled.set(name, made);
  return made;
}

function compile({ args, output, errors }: Reference): Method {
  const properties = args.properties ?? {};
  return {
    names: new Set(Object.keys(properties)),
    properties,
    args: argsJudge.compile(strip(args)),
    output: answerJudge.compile(resolve(output) as Schema),
    errors: new Set(Object.keys(errors)),
  };
}

/** In arguments a named schema is what the app may send, which blocks-judge.ts judges; the published default values are no schemas. */
function strip(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === 'default' ? undefined : value))) as Schema;
}

function resolve(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(resolve);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { schema: name, default: _default, ...rest } = schema as Schema;
  // `oneOf` of a named schema and of a part of it would let nothing pass that fits both.
  const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key === 'oneOf' ? 'anyOf' : key, resolve(value)]));
  const named = typeof name === 'string' ? NAMED[name] : undefined;
  return named ? { allOf: [own, named] } : own;
}

/** Structured arguments travel as JSON text; a JSON body may hold them as they are. Either is judged as the list says it. */
function asListed(value: unknown, schema: Schema | undefined): unknown {
  const text = JSON.stringify(schema ?? {});
  const wants = (type: string): boolean => text.includes(`"type":"${type}"`) || (type === 'object' && text.includes('"schema":"'));
  if (typeof value === 'object' && value !== null) return wants('object') || wants('array') ? value : JSON.stringify(value);
  if (typeof value === 'string' && !wants('string') && /^\s*[[{]/.test(value)) {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  }
  return value;
}

const sayErrors = (validate: ValidateFunction): string[] =>
  (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`);

/** Why nothing can be judged here, or null. */
export const judgeMissing: string | null = existsSync(FOLDER)
  ? null
  : 'not judged: the published Slack methods (../shared/conformance/slack) are not on this machine';

/** What is wrong with a call. `args` with the token, wherever it was sent. */
export function judgeArgs(name: string, args: Readonly<Record<string, unknown>>): string[] {
  if (judgeMissing !== null) return [];
  const known = method(name);
  if (!known) return [`${name}: no such method is published`];
  const unlisted = [...(UNLISTED['*'] ?? []), ...(UNLISTED[name] ?? [])];
  const strange = Object.keys(args).filter((arg) => !known.names.has(arg) && !unlisted.includes(arg));
  const listed = Object.fromEntries(Object.entries(args).map(([arg, value]) => [arg, asListed(value, known.properties[arg])]));
  const wrong = known.args(listed) ? [] : sayErrors(known.args);
  return [...strange.map((arg) => `${name}: unknown argument ${arg}`), ...wrong.map((what) => `${name}: argument ${what}`)];
}

/** What is wrong with an answer of the fake itself. */
export function judgeAnswer(name: string, answer: Readonly<Record<string, unknown>>): string[] {
  const known = judgeMissing === null ? method(name) : null;
  if (!known) return [];
  if (answer['ok'] === false) {
    const error = String(answer['error']);
    return known.errors.has(error) || COMMON_ERRORS.has(error) ? [] : [`${name}: the fake gave an undocumented error ${error}`];
  }
  const seen = { ...answer };
  for (const { method: of, path, value } of TOLERATED) if (of === name && seen[path.slice(1)] === value) delete seen[path.slice(1)];
  return known.output(seen) ? [] : sayErrors(known.output).map((what) => `${name}: the fake's answer ${what}`);
}
