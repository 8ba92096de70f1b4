// `--issuer https://… --claim repository=acme/app`: to what a machine is bound.

import type { WorkloadBinding } from '../../core/ports/workload-verifier.ts';
import { UsageError } from '../output.ts';

/** Undefined: nothing is named. @throws UsageError */
export function parseBinding(values: object, usage: string): WorkloadBinding | undefined {
  const { issuer, claim = [] } = values as { readonly issuer?: string; readonly claim?: readonly string[] };
  if (issuer === undefined && claim.length === 0) return undefined;
  const pairs = claim.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const);
  const isFine = claim.every((text) => /^[^=]+=./.test(text)) && new Set(pairs.map(([name]) => name)).size === pairs.length;
  if (issuer === undefined || !URL.canParse(issuer) || pairs.length === 0 || !isFine) throw new UsageError(usage);
  return { issuer, claims: Object.fromEntries(pairs) };
}
