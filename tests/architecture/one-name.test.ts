import { describe, expect, it } from 'vitest';
import { type Node, readNodes, readSources, type SourceFile } from './read-imports.ts';

const sources = readSources('src');
const planted = (text: string, path = 'src/planted.ts'): SourceFile => ({ path, text });

/** The source text of every function called `read…`, with its name. */
function readersIn(file: SourceFile): { name: string; text: string }[] {
  const textOf = (node: Node): string => file.text.slice(node['start'] as number, node['end'] as number);
  return readNodes(file).flatMap((node) => {
    const isFunction = node.type === 'FunctionDeclaration';
    const isConstant =
      node.type === 'VariableDeclarator' &&
      ['ArrowFunctionExpression', 'FunctionExpression'].includes((node['init'] as Node | undefined)?.type ?? '');
    if (!isFunction && !isConstant) return [];
    const name = (node['id'] as Node | undefined)?.['name'] as string | undefined;
    return name !== undefined && /^read[A-Z]/.test(name) ? [{ name, text: textOf(node) }] : [];
  });
}

/** What takes its input from outside waits for it, or asks Node for it. */
const TAKES_INPUT = /\bawait\b|\bPromise\b|\bprocess\.|Sync\(|\breadFile\(/;

const parsersCalledRead = (file: SourceFile): string[] =>
  readersIn(file)
    .filter(({ text }) => !TAKES_INPUT.test(text))
    .map(({ name }) => `${file.path}: ${name}`);

/** Types and values that a file declares and exports. */
function exportedNames(file: SourceFile): string[] {
  return readNodes(file).flatMap((node) => {
    const declaration = node['declaration'] as Node | null | undefined;
    if (node.type !== 'ExportNamedDeclaration' || !declaration) return [];
    const declared = declaration.type === 'VariableDeclaration' ? (declaration['declarations'] as Node[]) : [declaration];
    return declared.flatMap((one) => {
      const name = (one['id'] as Node | undefined)?.['name'];
      return typeof name === 'string' ? [name] : [];
    });
  });
}

/** Adapters implement one port, and so do stores: files of one name may export the same. */
const placeOf = (path: string): string => path.replace(/^src\/(adapters|store)\/.*\//, '$1/');

/** Every name that is exported from two places. */
function sharedNames(files: SourceFile[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const file of files) {
    for (const name of exportedNames(file)) places.set(name, (places.get(name) ?? new Set()).add(placeOf(file.path)));
  }
  return [...places]
    .filter(([, homes]) => homes.size > 1)
    .map(([name]) => name)
    .sort();
}

const LAYERS = 'one act at each of its layers: command or route, the schemas of its body and answer, use case, rule';
const COMPONENT = 'a component of the pages, and the data of a chat message or a set-up page';
/** Names that two places export, and why that is right. Only ever shorter: a name that is exported once may not stand here. */
const SHARED: Readonly<Record<string, string>> = {
  accept: LAYERS,
  broken: LAYERS,
  claim: LAYERS,
  deliver: LAYERS,
  seal: LAYERS,
  signOut: LAYERS,
  acceptRollback: LAYERS,
  revoke: LAYERS,
  extend: LAYERS,
  remind: LAYERS,
  blockSender: LAYERS,
  createShare: LAYERS,
  logKeys: LAYERS,
  newGeneration: LAYERS,
  newShare: LAYERS,
  erasePerson: LAYERS,
  reportBroken: LAYERS,
  viewShare: LAYERS,
  TypedSecret: LAYERS,
  CommitDeps: 'what a commit takes, in the core and in Redis',
  ShareView: 'one answer of the API, as the core makes it and as a page parses it; tests/crypto/share-terms.test.ts holds them together',
  messages: 'the sentences of each page',
  Button: COMPONENT,
  Notice: COMPONENT,
  Field: 'a field of a form in chat, and a field of a secret',
  Block: 'Slack’s word for a part of a message, and a person who is blocked',
  Connection: 'to Discord’s gateway, and to Redis',
  connect: 'to Discord’s gateway, and to Redis',
  Installation: 'of nt2 on a server, and of its app in a Slack workspace: both are called so outside',
  Origin: 'of a request on the web, and of an interaction in Slack',
  readJson: 'of a request to the server, and of one to the playground, which may not import the server',
  renderHome: 'the home tab as cards, and as Slack’s blocks',
  verify: 'a signature of the playground, and a receipt: the command is called so',
};

describe('one act, one verb; one word, one thing', () => {
  it('what parses text is called parse…, and read… takes input', () => {
    expect(parsersCalledRead(planted('export function readTag(text: string) { return text.slice(6); }'))).toEqual([
      'src/planted.ts: readTag',
    ]);
    expect(parsersCalledRead(planted('const readTag = (text: string) => text.slice(6);'))).toEqual(['src/planted.ts: readTag']);
    expect(parsersCalledRead(planted('const readTag = (path: string) => readFileSync(path);'))).toEqual([]);
    expect(parsersCalledRead(planted('async function readBody(request: Request) { return await request.text(); }'))).toEqual([]);
    expect(sources.flatMap(parsersCalledRead)).toEqual([]);
  });

  it('a name is exported from one place, unless a reason stands here', () => {
    const line = 'export interface Line { a: 1 }';
    const inBoth = (one: string, other: string, text = line): string[] => sharedNames([planted(text, one), planted(text, other)]);
    expect(inBoth('src/core/a.ts', 'src/web/b.ts')).toEqual(['Line']);
    expect(inBoth('src/core/a.ts', 'src/core/b.ts')).toEqual(['Line']);
    expect(inBoth('src/core/a.ts', 'src/web/b.ts', 'export const line = 1, row = 2;')).toEqual(['line', 'row']);
    expect(inBoth('src/core/a.ts', 'src/web/b.ts', 'interface Line { a: 1 }')).toEqual([]);
    expect(inBoth('src/adapters/one/config.ts', 'src/adapters/other/config.ts')).toEqual([]);
    expect(inBoth('src/adapters/one/config.ts', 'src/adapters/other/render.ts')).toEqual(['Line']);

    const shared = sharedNames(sources);
    expect(shared.filter((name) => !Object.hasOwn(SHARED, name))).toEqual([]);
    expect(Object.keys(SHARED).filter((name) => !shared.includes(name))).toEqual([]);
  });
});
