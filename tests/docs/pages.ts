// Reads the project's own Markdown: its pages, their links, headings and fenced blocks.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** All Markdown pages, as `docs/protocol/README.md`. */
export function pagePaths(): string[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) =>
      relative(root, join(root, 'docs', name))
        .split(sep)
        .join('/'),
    );
  return [...top, ...docs].sort();
}

export function readPage(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Without fenced blocks. A fence may be longer than three marks, when the block holds fences itself. */
function withoutBlocks(markdown: string): string {
  return markdown.replace(/^(`{3,})[^\n`]*\n[\s\S]*?^\1 *$/gm, '');
}

/** Names under which a heading can be linked to, as the usual hosts make them. */
export function anchorsOf(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Targets of links and pictures. */
export function linksOf(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** A note's text without its signatures; an event of the server is its own text. */
export function textOf(leaf: string): string {
  const end = leaf.indexOf('\n\n');
  return end < 0 ? leaf : leaf.slice(0, end + 1);
}
