// The leaf in which a log says which key will sign it from now on: it stands under the signature of the key before.

import type { SigningKey } from './record.ts';

const HEAD = /^nt2\/log\/v1\ntype key\nlog \S+\ntime \S+\nyear (\d{4})\nvkey (\S+)\n$/;

export function keyLeaf({ log, at, key }: { readonly log: string; readonly at: number; readonly key: SigningKey }): string {
  return `nt2/log/v1\ntype key\nlog ${log}\ntime ${new Date(at).toISOString()}\nyear ${key.year}\nvkey ${key.vkey}\n`;
}

export function namesKey(leaf: string, key: SigningKey): boolean {
  const [, year, vkey] = HEAD.exec(leaf) ?? [];
  return vkey === key.vkey && Number(year) === key.year;
}
