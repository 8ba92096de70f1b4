// The list of checks in docs/kinds.md, made from src/fields/checks.ts: `node tests/docs/fill.ts` writes it anew.

import { CHECKS } from '../../src/fields/checks.ts';

export const KINDS_PAGE = 'docs/kinds.md';
const HEAD = '| check | | says |\n| --- | --- | --- |\n';

/** What stands in the place of what a check finds out. */
const FOUND = '…';

export function withChecks(page: string): string {
  const from = page.indexOf(HEAD) + HEAD.length;
  const to = page.indexOf('\n\n', from - 1);
  const rows = Object.entries(CHECKS).map(([name, { tone, text, fix }]) => {
    const button = fix === undefined ? '' : ` *${fix}*`;
    return `| \`${name}\` | ${tone === 'warn' ? 'warns' : 'notes'} | ${text(FOUND)}${button} |\n`;
  });
  return `${page.slice(0, from)}${rows.join('')}${page.slice(to + 1)}`;
}
