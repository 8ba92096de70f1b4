// The list of docs/decisions/README.md, made from its pages: `node tests/docs/fill.ts` writes it anew.

import { pagePaths, readPage } from './pages.ts';

export const DECISIONS = 'docs/decisions/README.md';
const HEAD = '| date | decided |\n| --- | --- |\n';

/** One row a page, the newest first. */
function listOfDecisions(): string {
  const rows = pagePaths()
    .filter((path) => path.startsWith('docs/decisions/') && path !== DECISIONS)
    .map((path) => {
      const page = readPage(path);
      const [title = '', date = ''] = [/^# (.+)$/m, /^(\d{4}-\d\d-\d\d)$/m].map((part) => part.exec(page)?.[1]);
      return `| ${date} | [${title}](${path.slice('docs/decisions/'.length)}) |\n`;
    });
  return HEAD + rows.sort().reverse().join('');
}

/** The page with its list made anew; what stands above is left. */
export function withList(page: string): string {
  const at = page.indexOf(HEAD);
  return `${at < 0 ? `${page.trimEnd()}\n\n` : page.slice(0, at)}${listOfDecisions()}`;
}
