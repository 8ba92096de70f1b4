// The places in docs/glossary.md: `node tests/docs/fill.ts` writes where a name is exported after it has moved.

import { readNodes, readSources, type Node } from '../architecture/read-imports.ts';

export const GLOSSARY = 'docs/glossary.md';

export interface Carrier {
  readonly name: string;
  readonly path: string;
}

/** Names in the order of the page, each with the file that is said to export it. */
export function carriersOf(page: string): Carrier[] {
  return [...page.matchAll(/`(\w+)` in `(src\/[\w./-]+)` \|$/gm)].map(([, name = '', path = '']) => ({ name, path }));
}

/** Names that a file declares and exports itself. A re-export is not a home. */
function declaredIn(file: { readonly path: string; readonly text: string }): string[] {
  return readNodes(file).flatMap((node) => {
    const declared = node.type === 'ExportNamedDeclaration' ? (node['declaration'] as Node | null) : null;
    if (!declared) return [];
    const parts = declared.type === 'VariableDeclaration' ? (declared['declarations'] as Node[]) : [declared];
    return parts.map((part) => String((part['id'] as Node | undefined)?.['name']));
  });
}

/** Files of src by the names that they export. */
export function homesOfNames(): Map<string, string[]> {
  const homes = new Map<string, string[]>();
  for (const file of readSources('src')) {
    for (const name of declaredIn(file)) homes.set(name, [...(homes.get(name) ?? []), file.path]);
  }
  return homes;
}

/** The page with each name at its one home; a name with several or none is left as it stands, for the test to tell. */
export function withPlaces(page: string): string {
  const homes = homesOfNames();
  return page.replace(/`(\w+)` in `(src\/[\w./-]+)` \|$/gm, (row, name: string, path: string) => {
    const found = homes.get(name) ?? [];
    return found.includes(path) || found.length !== 1 ? row : `\`${name}\` in \`${found[0]}\` |`;
  });
}
