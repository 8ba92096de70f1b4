// Small faults for a source file: one operator, condition, literal or list changed at a time. A test that notices none of them holds nothing.

import { readNodes, type Node, type SourceFile } from '../architecture/read-imports.ts';

export interface Mutant {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** What stands there instead of the text from start to end. */
  readonly text: string;
}

const OPERATORS: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '-': '+',
  '*': '+',
};
/** In a script of Redis, which stands in a template: words of Lua. */
const LUA: Readonly<Record<string, string>> = {
  ' == ': ' ~= ',
  ' ~= ': ' == ',
  ' < ': ' <= ',
  ' > ': ' >= ',
  ' and ': ' or ',
  ' or ': ' and ',
};

const at = (node: unknown): { readonly start: number; readonly end: number } => node as { start: number; end: number };

function changesOf(node: Node, source: string): Omit<Mutant, 'line'>[] {
  const { start, end } = at(node);
  const text = source.slice(start, end);
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const [from, to] = [at(node['left']).end, at(node['right']).start];
      const operator = String(node['operator']);
      const other = OPERATORS[operator];
      const between = source.slice(from, to);
      return other === undefined ? [] : [{ start: from, end: to, text: between.replace(operator, () => other) }];
    }
    case 'UnaryExpression':
      return node['operator'] === '!' ? [{ start, end, text: `!!${text.slice(1)}` }] : [];
    case 'IfStatement':
      return ['true', 'false'].map((value) => ({ ...at(node['test']), text: value }));
    case 'ConditionalExpression':
      return [{ ...at(node['test']), text: `!(${source.slice(at(node['test']).start, at(node['test']).end)})` }];
    case 'ArrayExpression':
      return (node['elements'] as unknown[]).length > 0 ? [{ start, end, text: '[]' }] : [];
    case 'Literal':
      if (typeof node['value'] === 'boolean') return [{ start, end, text: String(!node['value']) }];
      if (typeof node['value'] === 'number') return [{ start, end, text: String(node['value'] + 1) }];
      return typeof node['value'] === 'string' ? [{ start, end, text: `'mutant'` }] : [];
    case 'TemplateElement':
      return Object.entries(LUA).flatMap(([from, to]) =>
        [...text.matchAll(new RegExp(from, 'g'))].map(({ index }) => ({
          start: start + index,
          end: start + index + from.length,
          text: to,
        })),
      );
    default:
      return [];
  }
}

/** Every mutant of a file. What stands in a type, an import or the name of a property is none: it is not there at run time, or another name. */
export function mutantsOf(file: SourceFile): Mutant[] {
  const nodes = readNodes(file);
  const within = (one: Node, other: Node): boolean => at(other).start <= at(one).start && at(one).end <= at(other).end;
  const apart = nodes.filter(({ type }) => type.startsWith('TS') || type === 'ImportDeclaration' || type === 'ExportNamedDeclaration');
  const outside = apart.filter(
    (node) => node.type !== 'TSAsExpression' && (node.type !== 'ExportNamedDeclaration' || (node['source'] ?? null) !== null),
  );
  return nodes
    .filter((node) => !outside.some((other) => within(node, other)))
    .flatMap((node) => changesOf(node, file.text))
    .map((mutant) => ({ ...mutant, line: file.text.slice(0, mutant.start).split('\n').length }));
}

export function withMutant(source: string, { start, end, text }: Mutant): string {
  return source.slice(0, start) + text + source.slice(end);
}
