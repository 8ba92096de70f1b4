// Requests made from openapi.json alone: for each operation one that is as described, and one for each way in which a request can be
// otherwise. What must come is said only as far as the description says it.

import type { Judge, Json, Operation, Parameter } from './judge.ts';

/** With what a request shows who sends it. `session`: as a page of the server does. */
export type Proof = 'token' | 'session' | 'none' | 'unknown token' | 'other scopes' | 'session of a foreign page';

export interface Case {
  readonly operation: Operation;
  /** What is done to a request that is as described. */
  readonly how: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly json?: unknown;
  readonly proof: Proof;
  /** The statuses of which one must come. Absent: any that is described. */
  readonly must?: readonly number[];
}

/** A value of another type than the given one. */
const otherType = (value: unknown): unknown => (typeof value === 'string' ? 7 : typeof value === 'object' ? 'text' : ['text']);

const without = (value: Json, name: string): Json => Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bodies that differ from this one in a single place, by what is different. */
function* variants(value: Json, at = ''): Generator<readonly [how: string, body: Json]> {
  yield [`${at}a line that is not known`, { ...value, notALineOfOurs: 1 }];
  for (const [name, one] of Object.entries(value)) {
    yield [`${at}${name} left out`, without(value, name)];
    yield [`${at}${name} of another type`, { ...value, [name]: otherType(one) }];
    yield [`${at}${name} null`, { ...value, [name]: null }];
    if (typeof one === 'string') yield [`${at}${name} far too long`, { ...value, [name]: 'x'.repeat(20_000) }];
    if (isRecord(one)) for (const [how, inner] of variants(one, `${at}${name}: `)) yield [how, { ...value, [name]: inner }];
  }
}

/** Whether someone without any proof may ask, by the description. */
const isOpen = ({ security }: Operation): boolean => security.length === 0 || security.some((one) => Object.keys(one).length === 0);
const takesToken = ({ security }: Operation): boolean => security.some((one) => 'token' in one);
const takesSession = ({ security }: Operation): boolean => security.some((one) => 'cookie' in one);
/** Its answers speak of tokens, so it looks at them. */
const isGuarded = ({ responses }: Operation): boolean => '401' in responses;
const changes = ({ method }: Operation): boolean => method !== 'GET';
/** Not for them; or gone, which is what a share is to strangers. */
const HIDDEN = [401, 403, 410];
const JSON_TYPE = 'application/json';

/** @param known values for parameters of the path that are not the example: what is really there */
export function createCases(judge: Judge, known: Readonly<Record<string, string>>) {
  const parametersOf = ({ parameters = [] }: Operation): Parameter[] => parameters.map((one) => judge.resolve<Parameter>(one));

  function addressOf(operation: Operation, change: Readonly<Record<string, string | null>> = {}): string {
    const all = parametersOf(operation);
    const value = ({ name, example = '' }: Parameter): string => change[name] ?? known[name] ?? example;
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const found = all.find((one) => one.in === 'path' && one.name === name);
      if (found === undefined) throw new Error(`${operation.name} does not describe ${name}`);
      return value(found).split('/').map(encodeURIComponent).join('/');
    });
    const query = all
      .filter((one) => one.in === 'query' && change[one.name] !== null)
      .map((one): [string, string] => [one.name, value(one)]);
    return query.length === 0 ? path : `${path}?${new URLSearchParams(query).toString()}`;
  }

  /** Examples of its body, by name. */
  function examplesOf({ requestBody }: Operation): [string, Json][] {
    const { example, examples = {} } = requestBody?.content?.[JSON_TYPE] ?? {};
    if (isRecord(example)) return [['', example]];
    return Object.entries(examples).map(([name, one]) => [`${name}: `, (one as { readonly value: Json }).value]);
  }

  function* casesOf(operation: Operation): Generator<Case> {
    const needed = parametersOf(operation).filter((one) => one.in === 'header' && one.required);
    const headers = Object.fromEntries(needed.map(({ name, example = '' }) => [name, example]));
    const proof: Proof = takesToken(operation) ? 'token' : takesSession(operation) ? 'session' : 'none';
    const type = Object.keys(operation.requestBody?.content ?? {})[0];
    const examples = examplesOf(operation);
    const [, first] = examples[0] ?? [];
    const body = first === undefined ? (type === undefined ? null : 'bytes=1') : JSON.stringify(first);
    const whole: Case = {
      operation,
      how: 'as described',
      path: addressOf(operation),
      headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
      body,
      json: first,
      proof,
    };
    yield whole;
    if (takesSession(operation)) yield { ...whole, how: 'by a session', proof: 'session' };
    yield* bodyCases(whole, examples, type);
    yield* queryCases(takesSession(operation) ? { ...whole, proof: 'session' } : whole);
    for (const { name } of parametersOf(operation).filter((one) => one.in === 'path'))
      yield { ...whole, how: `another ${name}`, path: addressOf(operation, { [name]: 'nothing-of-ours' }) };
    if (isGuarded(operation)) yield* proofCases(whole);
  }

  function* bodyCases(whole: Case, examples: readonly [string, Json][], type: string | undefined): Generator<Case> {
    if (type === undefined) return;
    const of = (media: string): Record<string, string> => ({ ...whole.headers, 'content-type': media });
    yield { ...whole, how: 'another media type', headers: of('text/plain'), must: [415] };
    yield { ...whole, how: 'no media type, no body', headers: {}, body: null, must: [415] };
    if (type !== JSON_TYPE) return;
    for (const text of ['', '{', '[]', '"text"', 'null', '\u{fffd}'])
      yield { ...whole, how: `body ${text}`, body: text, json: undefined, must: [400] };
    yield { ...whole, how: 'too large', body: JSON.stringify({ a: 'x'.repeat(70_000) }), json: undefined, must: [413] };
    for (const [name, example] of examples)
      for (const [how, json] of variants(example)) {
        const isRefused = judge.bodyFault(whole.operation, json) !== null;
        yield { ...whole, how: `${name}${how}`, body: JSON.stringify(json), json, ...(isRefused && { must: [400, 413] }) };
      }
  }

  function* queryCases(whole: Case): Generator<Case> {
    const { operation } = whole;
    for (const { name, schema, required } of parametersOf(operation).filter((one) => one.in === 'query')) {
      yield { ...whole, how: `${name} left out`, path: addressOf(operation, { [name]: null }), ...(required && { must: [400] }) };
      if ('pattern' in schema) yield { ...whole, how: `${name} of another form`, path: addressOf(operation, { [name]: '~' }), must: [400] };
    }
  }

  function* proofCases(whole: Case): Generator<Case> {
    const { operation } = whole;
    yield { ...whole, how: 'nobody', proof: 'none', ...(!isOpen(operation) && { must: HIDDEN }) };
    if (operation.security.length === 0) return;
    yield { ...whole, how: 'a token that is not known', proof: 'unknown token', must: [401] };
    if (operation.security.every((one) => one['token']?.length !== 0))
      yield { ...whole, how: 'a token of other scopes', proof: 'other scopes', must: [403] };
    if (changes(operation) && takesSession(operation))
      yield { ...whole, how: 'a foreign page', proof: 'session of a foreign page', must: [403] };
  }

  return casesOf;
}
