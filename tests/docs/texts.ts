// What people read in this repository: its Markdown pages, and the comments of its code and configuration, with the line where each begins.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { pagePaths, readPage } from './pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Text {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const FOLDERS = ['bin', 'src', 'tests', 'scripts', 'docker', 'docs', 'examples', 'tools', 'findings', 'packages'];

/** All files of the repository that are written by hand, as `src/core/share.ts`. */
export function filePaths(): string[] {
  const top = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return [...top, ...below].filter((path) => !path.includes('node_modules'));
}

/** Comments of TypeScript and JavaScript by their syntax tree; text in a string that looks like one is not one. */
export function commentsOf(path: string, source: string): Text[] {
  const { comments, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  return comments.map(({ value, start }) => ({ path, line: source.slice(0, start).split('\n').length, text: value }));
}

/** Comments behind `#`, alone on their line. */
function hashCommentsOf(path: string, source: string): Text[] {
  return source.split('\n').flatMap((text, at) => (/^\s*#(?!!)/.test(text) ? [{ path, line: at + 1, text: text.trim() }] : []));
}

/** Comments of all files that can be read for them. Neighbouring lines of a comment are one text. */
export function allComments(): Text[] {
  const found = filePaths().flatMap((path) => {
    if (/\.(?:tsx?|mjs)$/.test(path)) return commentsOf(path, readFileSync(join(root, path), 'utf8'));
    if (/\.(?:ya?ml|sh|service)$|Dockerfile$|Caddyfile/.test(path)) return hashCommentsOf(path, readFileSync(join(root, path), 'utf8'));
    return [];
  });
  const joined: Text[] = [];
  for (const one of found) {
    const last = joined.at(-1);
    const follows = last?.path === one.path && last.line + last.text.split('\n').length === one.line;
    if (follows) joined[joined.length - 1] = { ...last, text: `${last.text}\n${one.text}` };
    else joined.push(one);
  }
  return joined;
}

/** Each line of each page. Fenced blocks are examples, and are left out. */
export function pageLines(): Text[] {
  return pagePaths().flatMap((path) => {
    let fence: string | null = null;
    return readPage(path)
      .split('\n')
      .flatMap((text, at) => {
        const mark = /^\s*(`{3,})/.exec(text)?.[1] ?? null;
        if (mark !== null) fence = fence === null ? mark : mark.startsWith(fence) ? null : fence;
        return fence !== null || mark !== null ? [] : [{ path, line: at + 1, text }];
      });
  });
}
