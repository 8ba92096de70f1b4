// What a machine may be bound to: one provider, and claims that name one workload of it.

import type { WorkloadBinding } from './ports/workload-verifier.ts';

/** Each of these names a workload; `ref` or `environment` alone would let in anyone who has an account at the provider. */
const NAMING: readonly string[] = [
  'sub',
  'repository',
  'repository_id',
  'job_workflow_ref',
  'project_path',
  'project_id',
  'ci_config_ref_uri',
  'pipeline_id',
];
const NAME = /^[a-zA-Z0-9_.:/-]{1,64}$/;
const MOST_CLAIMS = 8;
const MOST_CHARACTERS = 300;

/** Why not, as the name of a part of the input; null: it is a binding. */
export function bindingFault({ issuer, claims }: WorkloadBinding, issuers: readonly string[]): 'issuer' | 'claims' | null {
  if (!issuers.includes(issuer)) return 'issuer';
  const all = Object.entries(claims);
  const isFine = all.every(([name, value]) => NAME.test(name) && isLine(value));
  return isFine && all.length <= MOST_CLAIMS && all.some(([name]) => NAMING.includes(name)) ? null : 'claims';
}

const isLine = (text: string): boolean => text.length > 0 && text.length <= MOST_CHARACTERS && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);

/** As people read it: `repository=acme/app, ref=refs/heads/main`. */
export const describeClaims = ({ claims }: WorkloadBinding): string =>
  Object.entries(claims)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** One text for each binding, for the hash in the log. */
export const formatBinding = ({ issuer, claims }: WorkloadBinding): string =>
  JSON.stringify({ issuer, claims: Object.fromEntries(Object.entries(claims).toSorted(([a], [b]) => (a < b ? -1 : 1))) });
