// Walks a value along a published schema: names members that the schema does not know, and says in one line each what does not fit.

import type { Json } from './shapes.ts';

export interface Walk {
  /** Members that no form of the schema names. Where `additionalProperties` is open by word, as in maps, none is unknown. */
  readonly unknown: readonly string[];
  readonly misfits: readonly string[];
}

/** `fits` decides on a schema without parts of its own. */
export function walkSchema({
  root,
  schema,
  value,
  fits,
}: {
  root: Json;
  schema: Json;
  value: unknown;
  fits: (leaf: Json, value: unknown) => string | null;
}): Walk {
  const unknown: string[] = [];
  const misfits: string[] = [];

  const deref = (schema: Json): Json => {
    if (typeof schema['$ref'] !== 'string') return schema;
    const parts = schema['$ref'].slice(2).split('/');
    return deref(parts.reduce<Json>((at, part) => at[part.replaceAll('~1', '/').replaceAll('~0', '~')] as Json, root));
  };

  /** All forms that a schema allows, unions opened. */
  const forms = (schema: Json): Json[] => {
    const whole = deref(schema);
    const union = (whole['oneOf'] ?? whole['anyOf']) as Json[] | undefined;
    const consts = union?.every((form) => 'const' in form);
    return union && !consts ? union.flatMap(forms) : [whole];
  };

  const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
  const allows = (form: Json, value: unknown): boolean => {
    const types = [form['type']].flat();
    const kind = kindOf(value);
    if (types[0] !== undefined && !types.some((type) => type === kind || (type === 'integer' && kind === 'number'))) return false;
    if (kind !== 'object') return true;
    return Object.entries((form['properties'] ?? {}) as Record<string, Json>).every(([name, property]) => {
      const given = (value as Json)[name];
      return !Array.isArray(property['enum']) || given === undefined || property['enum'].includes(given);
    });
  };

  function walk(schema: Json, value: unknown, path: string): void {
    const all = forms(schema);
    const left = all.filter((form) => allows(form, value));
    if (left.length === 0) {
      misfits.push(`${path}: ${kindOf(value)} is none of the ${all.length} forms`);
      return;
    }
    if (Array.isArray(value)) return walkArray(left, value, path);
    if (typeof value === 'object' && value !== null) return walkObject(left, value as Json, path);
    const said = left.map((form) => fits(form, value));
    if (said.every((problem) => problem !== null)) misfits.push(`${path}: ${said[0]}`);
  }

  function walkArray(left: readonly Json[], value: readonly unknown[], path: string): void {
    const { items, minItems = 0, maxItems = Infinity } = left[0] as { items?: Json; minItems?: number; maxItems?: number };
    if (value.length < minItems || value.length > maxItems) misfits.push(`${path}: ${value.length} items, not ${minItems} to ${maxItems}`);
    if (items) for (const [index, item] of value.entries()) walk(items, item, `${path}/${index}`);
  }

  function walkObject(left: readonly Json[], value: Json, path: string): void {
    const whole = left.flatMap((form) => [form, ...((form['allOf'] ?? []) as Json[]).map(deref)]);
    const known = new Map<string, Json[]>();
    for (const form of whole) {
      for (const [name, property] of Object.entries((form['properties'] ?? {}) as Record<string, Json>)) {
        known.set(name, [...(known.get(name) ?? []), property]);
      }
    }
    const map = whole.map((form) => form['additionalProperties']).find((more) => typeof more === 'object' && more !== null);
    const open = map !== undefined || known.size === 0;
    for (const [name, inner] of Object.entries(value)) {
      const schemas = known.get(name) ?? (map ? [map as Json] : []);
      if (schemas.length > 0) walk(schemas.length === 1 ? schemas[0]! : { anyOf: schemas }, inner, `${path}/${name}`);
      else if (!open) unknown.push(`${path}/${name}`);
    }
    const required = left.map((form) => ((form['required'] ?? []) as string[]).filter((name) => value[name] === undefined));
    if (required.every((missing) => missing.length > 0)) misfits.push(`${path}: without ${required[0]!.join(', ')}`);
  }

  walk(schema, value, '');
  return { unknown, misfits };
}
