// `nt2-mcp`: reads what the person allows and who they are, then speaks MCP over standard input and output. Standard error has one sentence
// when it cannot start, and nothing after that.

import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { loadCredentials } from '../../../src/cli/account/credentials.ts';
import { keysFolder, openKeyFiles } from '../../../src/cli/account/key-files.ts';
import { createClient } from '../../../src/client/client.ts';
import { Fault } from '../../../src/core/refusal.ts';
import { createClientDesk } from './client-desk.ts';
import { ConfigError, configPath, loadConfig } from './config.ts';
import { createHeldSecrets } from './held-secrets.ts';
import { createMcpServer } from './server.ts';

const [EXIT_CONFIG, EXIT_NO_PERMISSION] = [78, 77];
const MINUTE = 60_000;

async function main(env: NodeJS.ProcessEnv): Promise<number> {
  const config = loadConfig(configPath(env));
  const credentials = await loadCredentials(env);
  if (credentials === null) {
    console.error('Log in first: nt2 login https://nt2.example.com. A program sets NT2_URL and NT2_TOKEN.');
    return EXIT_NO_PERMISSION;
  }
  const { url, token } = credentials;
  const client = createClient({ url, token, keys: openKeyFiles(keysFolder(env, url)) });
  const held = createHeldSecrets({ forMs: config.holdMinutes * MINUTE, now: () => Date.now() });
  await createMcpServer({ desk: createClientDesk(client), config, held, env }).connect(new StdioServerTransport());
  return 0;
}

try {
  process.exitCode = await main(process.env);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof Fault)) throw error;
  console.error(error.message);
  process.exitCode = EXIT_CONFIG;
}
