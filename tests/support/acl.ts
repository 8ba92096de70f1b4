// The Redis user that docs/storage.md names: what it may do is what nt2 needs, no more.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(import.meta.dirname, '../../docs/storage.md'), 'utf8');

/** The rules of a line `user … …` of the page, with another password, and more where the page says so. */
export function aclRules(password: string, more: readonly string[] = [], user = 'nt2'): string[] {
  const line = new RegExp(`^user ${user} (.+)$`, 'm').exec(page)?.[1];
  if (!line) throw new Error(`docs/storage.md has no line "user ${user} …"`);
  return [...line.split(' ').map((rule) => (rule.startsWith('>') ? `>${password}` : rule)), ...more];
}

/** Names of commands as INFO commandstats writes them. */
export function commandsOf(rules: readonly string[]): string[] {
  return rules
    .filter((rule) => /^\+[a-z]/.test(rule))
    .map((rule) => rule.slice(1))
    .toSorted();
}
