// Looks at everything that a start needs, and says in plain lines what is well and what is not.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openTools, pagesFolder } from '../app.ts';
import { CONFIG_EXIT, readConfig, type Config } from '../config.ts';
import { Fault } from '../core/refusal.ts';
import { expectNothing, say } from './say.ts';

const well = (what: string): void => void say(`ok     ${what}`);
const ill = (what: string): void => void say(`FAULT  ${what}`);

export async function doctor(args: readonly string[]): Promise<number> {
  expectNothing(args);
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
  return (await storeIsWell(read.config)) ? code : code || 1;
}

async function storeIsWell(config: Config): Promise<boolean> {
  try {
    const tools = await openTools(config, { write: () => undefined });
    const { ok, behind, storage, warnings } = await tools.store.health();
    await tools.close();
    for (const warning of warnings) say(`note   ${warning}`);
    if (ok) well(`store answers (${storage})`);
    else
      ill(
        `the store is behind what nt2 has seen, for tenants ${behind.join(', ')}: restore the newer state, or \`nt2 store accept-rollback\``,
      );
    return ok;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    ill(error.message);
    return false;
  }
}
