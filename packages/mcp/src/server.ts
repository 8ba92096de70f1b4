// The MCP server: three tools and no resources, prompts or logs, so that there is no other place where something could be said.

import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import packageJson from '../package.json' with { type: 'json' };
import { registerTools, type ToolDeps } from './tools.ts';

export function createMcpServer(deps: ToolDeps): McpServer {
  const server = new McpServer(
    { name: packageJson.name, title: 'nt2', version: packageJson.version },
    {
      instructions:
        'Secrets by nt2: ask a person for one by request_secret, then run a command with it by use_secret. You never read a secret, and need none in a file, an argument or a chat. If a person pastes one to you, ask them to replace it.',
    },
  );
  registerTools(server, deps);
  return server;
}
