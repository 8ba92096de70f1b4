// Which file begins first. On a machine that has not run them before, vitest goes by the size of files, and a short file that runs a whole
// contract came last and alone. What takes longest begins first, so that all workers end at about the same time.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders and files whose tests take longest, longest first. Tests of the rest take some seconds a file at most. */
export const LONGEST = [
  'tests/e2e/',
  'tests/support/engines/',
  'tests/cli/file-faults',
  'tests/web/screens',
  'tests/store/redis',
  'tests/store/s',
  'tests/server/replay',
  'tests/cli/',
  'tests/cluster/',
  'tests/web/',
  'tests/docs/stories',
  'tests/campaign/',
  'tests/adapters/discord',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((part) => moduleId.includes(`/${part}`));
      return found === -1 ? LONGEST.length : found;
    };
    // Of one rank they stay as vitest orders them: as they failed or took long last time, or by size.
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
