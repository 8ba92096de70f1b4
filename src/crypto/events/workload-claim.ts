// The claimed event of a machine that shows a second proof: version 3, which is version 2 and one line more, behind the lease. In a file of its
// own because no page writes or reads one before a receipt is looked at.

import { isBase64 } from '../bytes.ts';
import { formatClaimed, parseClaimed, type Claimed } from './statements.ts';

export interface WorkloadClaimed extends Claimed {
  /** base64, 32 bytes: `workloadCommitment`. */
  readonly workload: string;
}

const V2 = 'nt2/event/v2\n';
const V3 = 'nt2/event/v3\n';
const LEASE = /\nlease [^\n]+\n/;
const WORKLOAD = /\nworkload ([^\n]+)\n/;

/** @throws RangeError when it would not read back */
export function formatWorkloadClaimed(claimed: WorkloadClaimed): string {
  const text = write(claimed);
  if (parseWorkloadClaimed(text) === null) throw new RangeError('not a statement: claimed');
  return text;
}

/** Null when it is not exactly what `formatWorkloadClaimed` writes, which what an earlier version wrote is not. */
export function parseWorkloadClaimed(text: string): WorkloadClaimed | null {
  if (!text.startsWith(V3)) return null;
  const [, workload = ''] = WORKLOAD.exec(text) ?? [];
  const claimed = parseClaimed(`${V2}${text.slice(V3.length).replace(WORKLOAD, '\n')}`);
  if (claimed === null || claimed.lease === null || !isBase64(workload, 32)) return null;
  const found = { ...claimed, workload };
  return write(found) === text ? found : null;
}

const write = ({ workload, ...claimed }: WorkloadClaimed): string =>
  formatClaimed(claimed)
    .replace(V2, V3)
    .replace(LEASE, (lease) => `${lease}workload ${workload}\n`);
