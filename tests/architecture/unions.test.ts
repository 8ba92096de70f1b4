// What tells the members of a union apart is called the same everywhere, so that nobody has to look it up.

import { describe, expect, it } from 'vitest';
import { type Node, readNodes, readSources, type SourceFile } from './read-imports.ts';

/** `ok` is a result's: a value, or why there is none. */
const DISCRIMINANTS = ['kind', 'status', 'ok'];

/** Unions whose form something outside dictates, and what that is. */
const DICTATED: Readonly<Record<string, string>> = {
  'src/adapters/discord/render.ts: Callback': 'Discord’s answer to an interaction',
  'src/core/backup/backup-format.ts: BackupRow': 'a line of a backup, which an older nt2 has written',
  'src/crypto/receipt/parsed-event.ts: ParsedEvent': 'a line of a signed event, as receipts have it',
  'src/reference/described.ts: GivenParameter': 'OpenAPI’s parameter, or its reference to one',
  'src/reference/described.ts: GivenResponse': 'OpenAPI’s response, or its reference to one',
};

interface Member {
  readonly keys: ReadonlySet<string>;
  /** Property → the literals that it may be. */
  readonly literals: ReadonlyMap<string, ReadonlySet<string>>;
}

const child = (node: Node | undefined, key: string): Node | undefined => node?.[key] as Node | undefined;
const children = (node: Node, key: string): readonly Node[] => (node[key] ?? []) as readonly Node[];

/** The literals of a type such as `'a' | 'b'` or `true`; null where anything else may stand. */
function literalsOf(type: Node | undefined): ReadonlySet<string> | null {
  if (type?.type === 'TSLiteralType') return new Set([String(child(type, 'literal')?.['raw'])]);
  if (type?.type !== 'TSUnionType') return null;
  const all = children(type, 'types').map(literalsOf);
  return all.every((one) => one !== null) ? new Set(all.flatMap((one) => [...one])) : null;
}

function shapeOf(properties: readonly Node[]): Member {
  const named = properties.flatMap((property): [string, Node | undefined][] => {
    const name = child(property, 'key')?.['name'];
    return typeof name === 'string' ? [[name, child(child(property, 'typeAnnotation'), 'typeAnnotation')]] : [];
  });
  return {
    keys: new Set(named.map(([name]) => name)),
    literals: new Map(
      named.flatMap(([name, type]) => {
        const literals = literalsOf(type);
        return literals === null ? [] : [[name, literals]];
      }),
    ),
  };
}

/** The object types among the members of a union. Names are looked up among the types of the same file. */
function membersOf(type: Node, known: ReadonlyMap<string, Node>): readonly Member[] {
  switch (type.type) {
    case 'TSUnionType':
      return children(type, 'types').flatMap((one) => membersOf(one, known));
    case 'TSParenthesizedType':
      return membersOf(child(type, 'typeAnnotation') as Node, known);
    case 'TSTypeLiteral':
      return [shapeOf(children(type, 'members'))];
    case 'TSInterfaceDeclaration':
      return [shapeOf(children(child(type, 'body') as Node, 'body'))];
    case 'TSIntersectionType': {
      const parts = children(type, 'types').flatMap((one) => membersOf(one, known));
      if (parts.length === 0) return [];
      return [{ keys: new Set(parts.flatMap(({ keys }) => [...keys])), literals: new Map(parts.flatMap(({ literals }) => [...literals])) }];
    }
    case 'TSTypeReference': {
      const found = known.get(String(child(type, 'typeName')?.['name']));
      return found === undefined ? [] : membersOf(found, known);
    }
    default:
      return [];
  }
}

const isToldApart = (members: readonly Member[], key: string): boolean => {
  const each = members.map(({ literals }) => [...(literals.get(key) ?? [])]);
  // A failure may come in several forms, which have a `kind` or a `reason` of their own.
  const isUnique = key === 'ok' || new Set(each.flat()).size === each.flat().length;
  return isUnique && each.every((literals) => literals.length > 0);
};

/** The unions of objects in a file that nothing of that name tells apart: in which type, or in which line. */
function oddUnions(file: SourceFile): readonly string[] {
  const nodes = readNodes(file);
  const types = nodes.filter(({ type }) => type === 'TSInterfaceDeclaration' || type === 'TSTypeAliasDeclaration');
  const known = new Map(
    types.map((node) => [
      String(child(node, 'id')?.['name']),
      node.type === 'TSInterfaceDeclaration' ? node : (child(node, 'typeAnnotation') as Node),
    ]),
  );
  return nodes
    .filter(({ type }) => type === 'TSUnionType')
    .flatMap((union): string[] => {
      const arms = children(union, 'types').map((one) => membersOf(one, known));
      const members = arms.flat();
      // What another union has brought in is looked at there.
      if (arms.filter((arm) => arm.length > 0).length < 2 || DISCRIMINANTS.some((key) => isToldApart(members, key))) return [];
      const start = Number(union['start']);
      const within = types.find((node) => Number(node['start']) <= start && start < Number(node['end']));
      const place = within ? String(child(within, 'id')?.['name']) : file.text.slice(0, start).split('\n').length;
      return [`${file.path}: ${place}`];
    });
}

const planted = (text: string): readonly string[] => oddUnions({ path: 'src/planted.ts', text });

describe('unions of objects', () => {
  it('are told apart by kind, states by status, results by ok, unless a format outside dictates otherwise', () => {
    expect(readSources('src').flatMap(oddUnions).toSorted()).toEqual(Object.keys(DICTATED).toSorted());
  });

  it.each([
    ['by another name', `type A = { type: 'a' } | { type: 'b' };`],
    ['by what they have', 'export type A = { a: string } | { b: string };'],
    ['not at all', `type A = { kind: 'a' | 'b' } | { kind: 'b'; b: string };`],
    ['in some members only', `type A = { kind: 'a' } | { kind: 'b' } | { c: 1 };`],
    ['by another name, in an intersection', `type A = Base & ({ type: 'a' } | ({ type: 'b' } & More));`],
    ['by another name, in interfaces', `interface B { is: 'b' } interface C { is: 'c' } type A = B | C | null;`],
  ])('would be found if they were told apart %s', (_how, text) => {
    expect(planted(text)).toEqual(['src/planted.ts: A']);
  });

  it('would be found where a function declares them', () => {
    expect(planted('let a: { a: 1 }\n  | { b: 2 };')).toEqual(['src/planted.ts: 1']);
  });

  it.each([
    ['kind', `type A = { kind: 'a' | 'b' } | { kind: 'c'; c: number } | string;`],
    ['status', `interface B { status: 'b' } type A = B | { status: 'c' } | null;`],
    ['ok', `type A = { ok: true; value: 1 } | { ok: false; reason: 'x' } | { ok: false; reason: 'y'; at: number };`],
    ['nothing, as they are no objects', `type A = string | null | 'x';`],
    ['nothing, as there is but one object', 'type A = { a: string } | string;'],
  ])('are left alone where they are told apart by %s', (_how, text) => {
    expect(planted(text)).toEqual([]);
  });
});
