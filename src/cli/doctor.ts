// Looks at everything that a start needs, and says in plain lines what is well and what is not.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openAdapters, openTools, pagesFolder } from '../app.ts';
import { CONFIG_EXIT, readConfig, type Config } from '../config.ts';
import { Fault } from '../core/refusal.ts';
import { stoppedLogs } from './log.ts';
import { expectNothing, expectOne, say } from './say.ts';

const well = (what: string): void => void say(`ok     ${what}`);
const note = (what: string): void => void say(`note   ${what}`);
const ill = (what: string): void => void say(`FAULT  ${what}`);

export async function doctor(args: readonly string[]): Promise<number> {
  const direct = args[0] === '--dm' ? expectOne(args.slice(1), 'one member id behind --dm') : undefined;
  if (direct === undefined) expectNothing(args);
  const read = readConfig();
  let code = 0;
  if (read.ok) well('settings');
  else {
    for (const { name, fault } of read.faults) ill(`${name} ${fault}`);
    code = CONFIG_EXIT;
  }
  if (existsSync(join(pagesFolder(), 'manifest.json'))) well('pages are built');
  else {
    ill('the pages have not been built: run `npm run build`');
    code ||= 1;
  }
  if (!read.ok) return code;
  return (await storeAndPlatformsAreWell(read.config, direct)) ? code : code || 1;
}

async function storeAndPlatformsAreWell(config: Config, direct: string | undefined): Promise<boolean> {
  try {
    const tools = await openTools(config, { write: () => undefined });
    const { ok, behind, storage, warnings } = await tools.store.health();
    const findings = (await Promise.all((await openAdapters(config, tools)).map((adapter) => adapter.check({ direct })))).flat();
    const stopped = await stoppedLogs(tools);
    await tools.close();
    for (const warning of warnings) say(`note   ${warning}`);
    for (const { level, says } of findings) ({ ok: well, note, fault: ill })[level](says);
    if (ok) well(`store answers (${storage})`);
    else
      ill(
        `the store is behind what nt2 has seen, for tenants ${behind.join(', ')}: restore the newer state, or \`nt2 store accept-rollback\``,
      );
    for (const sentence of stopped) ill(sentence);
    if (stopped.length === 0) well('logs continue what was signed');
    return ok && stopped.length === 0 && findings.every(({ level }) => level !== 'fault');
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    ill(error.message);
    return false;
  }
}
