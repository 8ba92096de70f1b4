// Reads the journeys of ARCHITECTURE.md: tables of the files that one request meets, in order, and how each is reached.
import { posix } from 'node:path';
import { type Node, readImports, readNodes, type SourceFile } from './read-imports.ts';

export interface Step {
  /** Two files of one step are entered one after the other. */
  number: number;
  path: string;
  /** The file that calls into this one: it stands earlier in the table. Undefined for the first. */
  from?: string;
  /** The type as which the caller is handed it; undefined where the caller imports it. */
  as?: string;
}

const sectionOf = (page: string, heading: string): string =>
  new RegExp(String.raw`^#+ ${heading}\n([^]*?)^#+ `, 'm').exec(`${page}\n# End`)?.[1] ?? '';
const ROW = /^\| *(\d+) *\| *`([^`]+)` *\| *([^|]*?) *\|/;
const REACHED = /^(?:imported by (\d+)|handed to (\d+) as `(\w+)`)$/;

/** The table below a heading: number, file, how it is reached, and what it does. */
export function readJourney(page: string, heading: string): Step[] {
  const firstOf = new Map<string, string>();
  return sectionOf(page, heading)
    .split('\n')
    .flatMap((line): Step[] => {
      const [, number = '', path = '', reached = ''] = ROW.exec(line) ?? [];
      if (path === '') return [];
      const isFirst = firstOf.size === 0;
      if (!firstOf.has(number)) firstOf.set(number, path);
      if (isFirst) return [{ number: Number(number), path }];
      const [, importer, owner, as] = REACHED.exec(reached) ?? [];
      const from = firstOf.get(importer ?? owner ?? '');
      return [{ number: Number(number), path, ...(from !== undefined && { from }), ...(as !== undefined && { as }) }];
    });
}

/** The files of ours that a file imports, and what it takes from each. */
function importsOf(file: SourceFile): { path: string; names: string[]; typeOnly: boolean }[] {
  const all = readImports(file).flatMap(({ specifier, typeOnly }) =>
    specifier?.startsWith('.') ? [{ path: posix.join(posix.dirname(file.path), specifier), typeOnly }] : [],
  );
  const named = readNodes(file).filter(({ type }) => type === 'ImportDeclaration');
  return all.map(({ path, typeOnly }) => ({
    path,
    typeOnly,
    names: named.flatMap((node) => {
      const specifier = String((node['source'] as Node)['value']);
      if (posix.join(posix.dirname(file.path), specifier) !== path) return [];
      return (node['specifiers'] as Node[]).map((one) => String((one['local'] as Node)['name']));
    }),
  }));
}

const declares = (file: SourceFile, name: string): boolean =>
  readNodes(file).some(
    (node) => (node.type === 'TSInterfaceDeclaration' || node.type === 'TSTypeAliasDeclaration') && (node['id'] as Node)['name'] === name,
  );

/** Both ends know the type: one of them declares it, or both take it from the same file. */
function sharesType(caller: SourceFile, callee: SourceFile, name: string): boolean {
  const takenBy = (file: SourceFile): string | undefined =>
    declares(file, name) ? file.path : importsOf(file).find(({ names }) => names.includes(name))?.path;
  const source = takenBy(caller);
  return source !== undefined && source === takenBy(callee);
}

/** One sentence for each step that is not as the table says. */
export function findBreaks(steps: readonly Step[], files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return steps.flatMap(({ path, from, as }, n) => {
    const file = byPath.get(path);
    if (!file) return [`${path} is not there`];
    const breaks = steps.slice(0, n).some((earlier) => earlier.path === path) ? [`${path} is entered twice`] : [];
    if (n === 0) return breaks;
    const caller = steps.slice(0, n).some((earlier) => earlier.path === from) ? byPath.get(from ?? '') : undefined;
    if (!caller) return [...breaks, `nothing before ${path} leads to it`];
    if (as === undefined) {
      const isImported = importsOf(caller).some((one) => one.path === path && !one.typeOnly);
      return isImported ? breaks : [...breaks, `${caller.path} does not import ${path}`];
    }
    return sharesType(caller, file, as) ? breaks : [...breaks, `${caller.path} is not handed ${path} as ${as}`];
  });
}
