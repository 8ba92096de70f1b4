// The table of docs/terminal.md that says which refusal ends a command with which code: made from the code that decides it.

import { OWN_ERROR_CODES } from '../../src/client/api-error.ts';
import { EXIT, exitCodeOf } from '../../src/cli/exit-codes.ts';
import { PROBLEM_CODES } from '../../src/server/http/problem.ts';

export const TERMINAL = 'docs/terminal.md';
const HEAD = '| exit code | refusals |\n| --- | --- |\n';

function table(): string {
  const codes = [...new Set<string>([...PROBLEM_CODES, ...OWN_ERROR_CODES])].toSorted();
  return Object.values(EXIT)
    .map((exit) => [exit, codes.filter((code) => exitCodeOf(code) === exit)] as const)
    .filter(([, refusals]) => refusals.length > 0)
    .map(([exit, refusals]) => `| ${exit} | ${refusals.map((code) => `\`${code}\``).join(' ')} |\n`)
    .join('');
}

export function withExits(page: string): string {
  const [before = '', after = ''] = page.split(HEAD);
  return `${before}${HEAD}${table()}${after.replace(/^(?:\|.*\n)*/, '')}`;
}

/** Exit code by refusal, as the page has it. */
export function exitsInPage(page: string): ReadonlyMap<string, number> {
  const rows = page.split(HEAD)[1]?.match(/^(?:\|.*\n)*/)?.[0] ?? '';
  return new Map(
    [...rows.matchAll(/^\| (\d+) \| (.*) \|$/gm)].flatMap(([, exit, refusals = '']) =>
      [...refusals.matchAll(/`([^`]+)`/g)].map(([, code = '']) => [code, Number(exit)] as const),
    ),
  );
}
