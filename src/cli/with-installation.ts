// Opens the installation for one command, and closes it afterwards.

import { openInstallation, type Installation } from '../app/installation.ts';
import type { Config } from '../config/settings.ts';

export const withInstallation = (config: Config, work: (tools: Installation) => Promise<number>): Promise<number> =>
  withWriting(config, (line) => void process.stderr.write(line), work);

/** Without the lines of the log. */
export const withQuietInstallation = (config: Config, work: (tools: Installation) => Promise<number>): Promise<number> =>
  withWriting(config, () => undefined, work);

async function withWriting(config: Config, write: (line: string) => void, work: (tools: Installation) => Promise<number>): Promise<number> {
  const tools = await openInstallation(config, { write });
  try {
    return await work(tools);
  } finally {
    await tools.close();
  }
}
