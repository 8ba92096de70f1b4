// Holds every call of an app, and every answer of the fake, against the interface that Discord itself publishes.
// Discord's schema is open almost everywhere (one of its 442 objects is closed by word), so members it does not name are looked for apart.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

import { walkSchema } from './schema-walk.ts';
import type { Json } from './shapes.ts';

const FILE = fileURLToPath(new URL('../../../../shared/conformance/discord/openapi.json', import.meta.url));
const ID = 'https://openapi.test/discord';

export interface Call {
  readonly method: string;
  /** Below /api/v10, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Judge {
  /** Why there is no judge; null when there is one. */
  readonly absent: string | null;
  /** What is wrong with a call, and whether Discord would refuse it for that. */
  request(call: Call): { readonly problems: readonly string[]; readonly fits: boolean };
  answer(call: Pick<Call, 'method' | 'path'>, answer: { readonly status: number; readonly body: unknown }): readonly string[];
  /** Milliseconds spent on judging so far, which no app must pay for. */
  spent(): number;
  /** A part of an event, held against a named schema. */
  part(schema: string, value: unknown): readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: Json;
}

interface Operation {
  readonly at: string;
  readonly parameters: readonly Parameter[];
  readonly values: readonly string[];
  readonly requestBody?: { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Json>>;
}

const escape = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** One judge for a process: the file is read once, and a schema is compiled when the first call needs it. */
let shared: Judge | undefined;
export function openJudge(file = FILE): Judge {
  if (!existsSync(file)) return absent(`Discord's published interface is not here (${file}): its calls go unjudged`);
  return file === FILE ? (shared ??= createJudge(readFileSync(file, 'utf8'))) : createJudge(readFileSync(file, 'utf8'));
}

const absent = (reason: string): Judge => ({
  absent: reason,
  request: () => ({ problems: [], fits: true }),
  answer: () => [],
  part: () => [],
  spent: () => 0,
});

function timed(judge: Omit<Judge, 'spent'>): Judge {
  let spent = 0;
  const time = <A extends unknown[], R>(work: (...args: A) => R) => {
    return (...args: A): R => {
      const begun = performance.now();
      try {
        return work(...args);
      } finally {
        spent += performance.now() - begun;
      }
    };
  };
  return { absent: judge.absent, request: time(judge.request), answer: time(judge.answer), part: time(judge.part), spent: () => spent };
}

function createJudge(text: string): Judge {
  const root = JSON.parse(text) as Json & { paths: Record<string, Json & { parameters?: Parameter[] }> };
  // Compiled for few calls in many short-lived processes: the time to compile is all that counts.
  const ajv = new Ajv2020({ strict: false, validateSchema: false, formats, inlineRefs: false, code: { optimize: false } });
  ajv.addSchema(root, ID);
  const compiled = new Map<string, ValidateFunction>();
  const compile = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `${ID}#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  const leaves = new WeakMap<Json, ValidateFunction>();
  const fits = (leaf: Json, value: unknown): string | null => {
    const check = leaves.get(leaf) ?? ajv.compile(absolute(leaf) as Json);
    leaves.set(leaf, check);
    return check(value) ? null : (check.errors?.[0]?.message ?? 'does not fit');
  };

  // Literal paths before those with parameters: `@original` is not a message id.
  const templates = Object.keys(root.paths)
    .sort((a, b) => a.split('{').length - b.split('{').length)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`) }));

  function operationOf(method: string, path: string): Operation | null {
    for (const { path: template, pattern } of templates) {
      const match = pattern.exec(path);
      const found = match && (root.paths[template]?.[method.toLowerCase()] as Partial<Operation> | undefined);
      if (!found || !match) continue;
      const parameters = [...(root.paths[template]?.parameters ?? []), ...(found.parameters ?? [])];
      const at = `/paths/${escape(template)}/${method.toLowerCase()}`;
      return { responses: {}, ...found, at, parameters, values: match.slice(1) };
    }
    return null;
  }

  function body(pointer: string, schema: Json, value: unknown, closed: boolean): { problems: string[]; fits: boolean } {
    const check = compile(pointer);
    const good = check(value);
    if (good && !closed) return { problems: [], fits: true };
    const { unknown, misfits } = walkSchema({ root, schema, value, fits });
    const strangers = closed ? unknown.map((path) => `${path} is no member that Discord knows`) : [];
    if (good) return { problems: strangers, fits: true };
    const said = misfits.length > 0 ? misfits : (check.errors ?? []).slice(0, 3).map((e) => `${e.instancePath}: ${e.message}`);
    return { problems: [...said, ...strangers], fits: false };
  }

  function parameters({ parameters, values }: Operation, query: URLSearchParams): string[] {
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    const inQuery = new Map(parameters.filter((parameter) => parameter.in === 'query').map((parameter) => [parameter.name, parameter]));
    const read = (schema: Json, value: string): unknown => {
      if (schema['type'] === 'boolean') return /^(?:true|false)$/.test(value) ? value === 'true' : value;
      return schema['type'] === 'integer' ? Number(value) : value;
    };
    return [
      ...inPath.flatMap(({ name, schema }, index) => {
        const problem = fits(schema, read(schema, values[index] ?? ''));
        return problem === null ? [] : [`${name} in the path: ${problem}`];
      }),
      ...[...query].flatMap(([name, value]) => {
        const known = inQuery.get(name);
        if (!known) return [`?${name} is no parameter that Discord knows`];
        const problem = fits(known.schema, read(known.schema, value));
        return problem === null ? [] : [`?${name}: ${problem}`];
      }),
      ...[...inQuery.values()].flatMap(({ name, required }) => (required && !query.has(name) ? [`without ?${name}`] : [])),
    ];
  }

  const contentOf = (pointer: string, at: Json): { pointer: string; schema: Json } | null => {
    if (typeof at['$ref'] === 'string') return contentOf(at['$ref'].slice(1), pointerTo(root, at['$ref']));
    const schema = (at['content'] as Record<string, Json> | undefined)?.['application/json']?.['schema'] as Json | undefined;
    return schema ? { pointer: `${pointer}/content/application~1json/schema`, schema } : null;
  };

  return timed({
    absent: null,
    request({ method, path, query, body: value }) {
      const operation = operationOf(method, path);
      if (!operation) return { problems: ['Discord has no such route'], fits: false };
      const asked = parameters(operation, query);
      const content = operation.requestBody && contentOf(`${operation.at}/requestBody`, operation.requestBody);
      if (!content) return { problems: value === undefined ? asked : [...asked, 'a body where none is read'], fits: asked.length === 0 };
      if (value === undefined) {
        const problems = operation.requestBody?.required ? [...asked, 'without a body'] : asked;
        return { problems, fits: problems.length === 0 };
      }
      const judged = body(content.pointer, content.schema, value, true);
      return { problems: [...asked, ...judged.problems], fits: judged.fits && asked.length === 0 };
    },
    answer({ method, path }, { status, body: value }) {
      const operation = operationOf(method, path);
      if (!operation || status >= 500) return [];
      const name = [String(status), `${String(status)[0]}XX`].find((known) => known in operation.responses);
      if (!name) return [`the fake answers ${status}, which Discord does not`];
      const content = contentOf(`${operation.at}/responses/${name}`, operation.responses[name] ?? {});
      if (!content) return value === undefined ? [] : [`the fake answers ${status} with a body`];
      return body(content.pointer, content.schema, value, false).problems.map((problem) => `the fake's answer: ${problem}`);
    },
    part: (name, value) => {
      const pointer = `/components/schemas/${name}`;
      return body(pointer, { $ref: `#${pointer}` }, value, false).problems.map((problem) => `the fake's ${name}: ${problem}`);
    },
  });
}

const pointerTo = (root: Json, ref: string): Json =>
  ref
    .slice(2)
    .split('/')
    .reduce<Json>((at, part) => at[part.replaceAll('~1', '/')] as Json, root);

/** The schema with its `$ref`s pointing into the whole interface. */
function absolute(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(absolute);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === '$ref' ? `${ID}${String(value)}` : absolute(value)]),
  );
}

const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  uri: (text: string) => URL.canParse(text),
  snowflake: /^\d{1,20}$/,
  nonce: true as const,
  double: true as const,
  int32: true as const,
  int64: true as const,
};
