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

/** Folders and files whose tests mostly wait: for processes that start and are killed, for a Redis that comes back, for clocks that pass. */
export const WAITING = ['tests/cluster/', 'tests/store/redis', 'tests/cli/file-faults', 'tests/adapters/discord', 'tests/docker/'];

/** Of those that wait one after every two that compute, as long as there are any: all at once they would leave both cores idle. */
export function weave<T>(files: readonly T[], waits: (file: T) => boolean): T[] {
  const waiting = files.filter(waits);
  const computing = files.filter((file) => !waits(file));
  const woven = computing.flatMap((file, n) => (n % 2 === 0 ? [file] : [file, ...waiting.splice(0, 1)]));
  return [...woven, ...waiting];
}

/** Rooms whose files may share a process: they keep what they make in themselves, and put back clocks that they moved. Not crypto, whose files choose the backend of the process. */
export const TOGETHER = ['tests/{architecture,bot,config,core,docs,jobs,oidc,policy,webhooks}/**/*.test.ts', 'tests/server/*.test.ts'];

/** Files in these rooms that are about the process itself: what it has loaded, what it costs, how it dies. */
export const ALONE = ['tests/server/{log-takeover,platforms,replay}.test.ts'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((part) => moduleId.includes(`/${part}`));
      return found === -1 ? LONGEST.length : found;
    };
    // A process is kept for the next file only if that one may share it: they come together, after those that may not.
    const shared = ({ project }: TestSpecification): number => Number(!project.config.isolate);
    // Of one rank they stay as vitest orders them: as they failed or took long last time, or by size.
    const ranked = (await super.sort(files)).toSorted((one, other) => shared(one) - shared(other) || rank(one) - rank(other));
    return weave(ranked, ({ moduleId }) => WAITING.some((part) => moduleId.includes(`/${part}`)));
  }
}
