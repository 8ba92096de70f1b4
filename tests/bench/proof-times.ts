// How long proofs take, twice: as time passed, and as the processor was busy. What others do on the machine shows in the first alone.

import { quantile } from './table.ts';

export interface ProofTimes {
  time<T>(work: () => Promise<T>): Promise<T>;
  /** `0.48 / 5.10 ms (processor 0.45 / 1.62)`: p50 and p99. */
  format(): string;
}

export function createProofTimes(): ProofTimes {
  const passed: number[] = [];
  const busy: number[] = [];
  const both = (values: readonly number[]): string => [0.5, 0.99].map((share) => quantile(values, share).toFixed(2)).join(' / ');
  return {
    async time(work) {
      const [began, before] = [performance.now(), process.cpuUsage()];
      const value = await work();
      const { user, system } = process.cpuUsage(before);
      passed.push(performance.now() - began);
      busy.push((user + system) / 1_000);
      return value;
    },
    format: () => `${both(passed)} ms (processor ${both(busy)})`,
  };
}
