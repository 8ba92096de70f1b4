// Reads what a source file imports, from its syntax tree: text that merely looks like an import does not count.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export type SourceFile = { path: string; text: string };
export type Import = {
  /** What stands between the quotes; undefined when it is computed at run time. */
  specifier: string | undefined;
  /** True when nothing of it is left at run time. */
  typeOnly: boolean;
};
export type Node = { type: string; [key: string]: unknown };

/** All source files below a folder of the repository, with paths as `src/core/share.ts`. */
export function readSources(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((path) => /\.(?:tsx?|mjs)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Every node of the file's syntax tree; throws when the file does not parse. */
export function readNodes({ path, text }: SourceFile): Node[] {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const nodes: Node[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    if ('type' in value && typeof value.type === 'string') nodes.push(value as Node);
    Object.values(value).forEach(visit);
  };
  visit(program);
  return nodes;
}

/** The text of a string, or of a template without holes. */
function readText(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node?.type !== 'TemplateLiteral') return undefined;
  const [only, ...others] = node['quasis'] as { value: { cooked: string } }[];
  return others.length === 0 ? only?.value.cooked : undefined;
}

/** Static, bare, re-exporting, type, dynamic imports and `require`, each in the order of the file. */
export function readImports(file: SourceFile): Import[] {
  return readNodes(file).flatMap((node): Import[] => {
    const specifier = readText(node['source'] as Node | undefined);
    switch (node.type) {
      case 'ImportDeclaration':
        return [{ specifier, typeOnly: node['importKind'] === 'type' }];
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        return node['source'] ? [{ specifier, typeOnly: node['exportKind'] === 'type' }] : [];
      case 'ImportExpression':
        return [{ specifier, typeOnly: false }];
      case 'TSImportType':
        return [{ specifier, typeOnly: true }];
      case 'TSExternalModuleReference':
        return [{ specifier: readText(node['expression'] as Node), typeOnly: false }];
      case 'CallExpression': {
        const callee = node['callee'] as Node;
        if (callee.type !== 'Identifier' || callee['name'] !== 'require') return [];
        return [{ specifier: readText((node['arguments'] as Node[])[0]), typeOnly: false }];
      }
      default:
        return [];
    }
  });
}
