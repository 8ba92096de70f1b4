// A schema as a list of its lines: name, what it is, whether it may be left out.

import { schemaName, type Schema } from './described.ts';
import { html, prose, type Html } from './html.ts';

const linkTo = (name: string): Html => html`<a href="#schema-${name}">${name}</a>`;

function listOf(parts: readonly Html[], word: string): Html {
  return { html: parts.map((part) => part.html).join(` ${word} `) };
}

/** `text, 44 characters`, `one of “a”, “b”`, `list of Share`. */
export function describeType(schema: Schema): Html {
  const { $ref, anyOf, oneOf, allOf, const: only, enum: values, items } = schema;
  if ($ref !== undefined) return linkTo(schemaName(schema));
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return listOf(choices.map(describeType), 'or');
  if (allOf !== undefined) return listOf(allOf.map(describeType), 'with');
  if (only !== undefined) return html`<code>${String(only)}</code>`;
  if (values !== undefined)
    return listOf(
      values.map((value) => html`<code>${String(value)}</code>`),
      'or',
    );
  if (items !== undefined) return html`list of ${describeType(items)}${describeBounds(schema, 'entries')}`;
  const types = [schema.type ?? 'any'].flat().map((type) => TYPES[type] ?? type);
  return html`${types.join(' or ')}${describeBounds(schema, 'characters')}`;
}

const TYPES: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'true or false', object: 'object' };

function describeBounds({ minLength, maxLength, minItems, maxItems, minimum, maximum, pattern, format }: Schema, of: string): Html {
  const [least, most] = [minLength ?? minItems, maxLength ?? maxItems];
  const size =
    least === most && least !== undefined
      ? `${least} ${of}`
      : [least !== undefined && `at least ${least}`, most !== undefined && `at most ${most}`].filter(Boolean).join(', ') +
        (least === undefined && most === undefined ? '' : ` ${of}`);
  const range = [minimum !== undefined && `from ${minimum}`, maximum !== undefined && `to ${maximum}`].filter(Boolean).join(' ');
  const all = [size, range, format].filter((one) => one !== undefined && one !== '').map((one) => html`, ${one ?? ''}`);
  return html`${all}${pattern !== undefined && html`, <code>${pattern}</code>`}`;
}

/** The object, or the objects that a list or a choice has inside: their lines are shown below. */
function insideOf({ properties, items, anyOf, oneOf, ...schema }: Schema): readonly Schema[] {
  if (properties !== undefined) return [{ ...schema, properties }];
  return [...(items === undefined ? [] : [items]), ...(anyOf ?? []), ...(oneOf ?? [])].flatMap(insideOf);
}

/** The lines of an object. */
export function renderLines(schema: Schema): Html {
  const inside = insideOf(schema);
  return html`${inside.map(({ properties = {}, required = [] }) => {
    const lines = Object.entries(properties).map(
      ([name, one]) =>
        html`<li>
          <code class="name">${name}</code>
          <span class="type">${describeType(one)}${!required.includes(name) && ', may be left out'}</span
          >${one.description !== undefined && html` <span class="what">${prose(one.description)}</span>`}${renderLines(one)}
        </li>`,
    );
    return lines.length === 0
      ? html`<p>Nothing: <code>{}</code></p>`
      : html`<ul class="lines">
          ${lines}
        </ul>`;
  })}`;
}
