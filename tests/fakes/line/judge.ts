// Judges the talk between nt2 and the fake by what LINE publishes of its interface. LINE's data lies beside the repository; where it is
// absent, `missing` says so, and only the little is judged that nt2 relies on (rely.ts).

import type { Loose } from './loose.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '../../../../shared/conformance/line');

type Schema = Readonly<Record<string, Loose>>;

export interface Judge {
  /** Why there is no judge; null: there is one. */
  readonly missing: string | null;
  readonly request: (method: string, path: string, body: unknown) => readonly string[];
  readonly webhook: (body: unknown) => readonly string[];
}

export function openJudge(folder = FOLDER): Judge {
  if (!existsSync(folder)) {
    const missing = `LINE’s published interface is not here (${folder}): its calls are judged by what nt2 relies on alone`;
    return { missing, request: () => [], webhook: () => [] };
  }
  const api = parse(readFileSync(join(folder, 'messaging-api.yml'), 'utf8')) as Schema;
  const hook = parse(readFileSync(join(folder, 'webhook.yml'), 'utf8')) as Schema;
  return {
    missing: null,
    request(method, path, body) {
      const found = Object.keys(api['paths'] as Schema).find((known) => matches(known, path));
      const operation = found === undefined ? undefined : (api['paths'] as Schema)[found][method.toLowerCase()];
      if (operation === undefined) return [`LINE has no ${method} ${path}`];
      const schema = operation.requestBody?.content?.['application/json']?.schema as Schema | undefined;
      if (schema === undefined) return body === undefined ? [] : [`${path} takes no body`];
      return problems(api, schema, body, path);
    },
    webhook: (body) => problems(hook, { $ref: '#/components/schemas/CallbackRequest' }, body, 'webhook'),
  };
}

const matches = (known: string, path: string): boolean =>
  new RegExp(`^${known.replaceAll(/\{[^}]+\}/g, '[^/]+').replaceAll('.', String.raw`\.`)}$`).test(path);

const deref = (root: Schema, schema: Schema): Schema => {
  const ref = schema['$ref'] as string | undefined;
  return ref === undefined
    ? schema
    : deref(
        root,
        ref
          .slice(2)
          .split('/')
          .reduce((at: Loose, part) => at[part], root) as Schema,
      );
};

/** A type and those that it builds on, as one. */
function flat(root: Schema, schema: Schema): { required: string[]; properties: Record<string, Schema>; open: boolean } {
  const own = deref(root, schema);
  const parts = ((own['allOf'] ?? []) as Schema[]).map((part) => flat(root, part));
  return {
    required: [...parts.flatMap(({ required }) => required), ...((own['required'] ?? []) as string[])],
    properties: Object.assign({}, ...parts.map(({ properties }) => properties), own['properties'] ?? {}) as Record<string, Schema>,
    open: own['additionalProperties'] !== undefined || parts.some(({ open }) => open),
  };
}

/** What does not fit, each with where it stands. */
function problems(root: Schema, given: Schema, value: Loose, at: string): string[] {
  let schema = deref(root, given);
  const { discriminator } = schema as { discriminator?: { propertyName: string; mapping: Record<string, string> } };
  if (discriminator !== undefined) {
    const kind = String(value?.[discriminator.propertyName]);
    const ref = discriminator.mapping[kind];
    if (ref === undefined) return [`${at}: there is no ${kind}`];
    schema = { ...deref(root, { $ref: ref }), discriminator: undefined };
  }
  if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Infinity, items = {}, type } = schema as Loose;
    if (type !== 'array') return [`${at}: is a list`];
    const count = value.length < minItems || value.length > maxItems ? [`${at}: has ${value.length}`] : [];
    return [...count, ...value.flatMap((one, n) => problems(root, items as Schema, one, `${at}[${n}]`))];
  }
  if (typeof value === 'object' && value !== null) {
    const { required, properties, open } = flat(root, schema);
    const lacks = required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`);
    const inside = Object.entries(value as Schema).flatMap(([name, one]) => {
      const known = properties[name];
      return known === undefined ? (open ? [] : [`${at}.${name} is not known`]) : problems(root, known, one, `${at}.${name}`);
    });
    return [...lacks, ...inside];
  }
  return scalar(schema, value, at);
}

function scalar(schema: Schema, value: unknown, at: string): string[] {
  const { type, enum: values, maxLength = Infinity, minLength = 0, pattern, format } = schema as Loose;
  const is = Number.isInteger(value) && type === 'integer' ? 'integer' : typeof value;
  if (type !== undefined && is !== type) return [`${at}: is a ${is}, not a ${String(type)}`];
  if (values !== undefined && !(values as unknown[]).includes(value)) return [`${at}: ${String(value)} is none of its values`];
  if (typeof value !== 'string') return [];
  if (value.length > maxLength || value.length < minLength) return [`${at}: is ${value.length} long`];
  if (pattern !== undefined && !new RegExp(pattern as string).test(value)) return [`${at}: does not fit ${String(pattern)}`];
  return format === 'uri' && !URL.canParse(value) ? [`${at}: is no address`] : [];
}
