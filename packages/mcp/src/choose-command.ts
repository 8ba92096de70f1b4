// Whether a command may run: by its name in the person's config, or because the person says so now. Everything else is denied.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { escapeInvisible } from '../../../src/core/text-safety.ts';
import { commandFault } from '../../../src/cli/open/run-with-secret.ts';
import type { AllowedCommand, McpConfig } from './config.ts';

export interface Wanted {
  readonly command?: string | undefined;
  readonly arguments: readonly string[];
  readonly run?: readonly string[] | undefined;
}

export type Chosen =
  | { readonly ok: true; readonly argv: readonly string[]; readonly rule: Omit<AllowedCommand, 'run' | 'does' | 'arguments'> }
  | { readonly ok: false; readonly sentence: string };

interface Place {
  readonly config: McpConfig;
  readonly server: Pick<McpServer['server'], 'getClientCapabilities' | 'elicitInput'>;
  readonly env: NodeJS.ProcessEnv;
}

/** Characters. */
const MOST_SHOWN = 600;

const no = (sentence: string): Chosen => ({ ok: false, sentence });
const TOLD = 'The person allows commands in nt2’s mcp.json and starts this server again.';

export async function chooseCommand(wanted: Wanted, { config, server, env }: Place): Promise<Chosen> {
  const { command, run } = wanted;
  if ((command === undefined) === (run === undefined)) return no('Give either command, the name of an allowed command, or run.');
  const chosen = run === undefined ? byName(wanted, config) : await byAsking(run, { config, server });
  if (!chosen.ok) return chosen;
  const fault = commandFault(chosen.argv[0] ?? '', env);
  return fault === null ? chosen : no(fault.detail);
}

function byName({ command = '', arguments: more }: Wanted, { commands }: McpConfig): Chosen {
  const rule = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (rule === undefined) {
    const names = Object.keys(commands);
    return no(`No command of that name is allowed. ${names.length === 0 ? 'None is.' : `Allowed: ${names.join(', ')}.`} ${TOLD}`);
  }
  const allowed = rule.arguments;
  if (more.length > 0 && allowed === 'none') return no(`The command ${command} takes no arguments. ${TOLD}`);
  if (Array.isArray(allowed) && !more.every((word) => allowed.includes(word)))
    return no(`The command ${command} takes these arguments alone: ${allowed.join(', ')}. ${TOLD}`);
  return { ok: true, argv: [...rule.run, ...more], rule };
}

/** The client asks its person; a client that cannot ask is no person who said yes. */
async function byAsking(argv: readonly string[], { config, server }: Omit<Place, 'env'>): Promise<Chosen> {
  if (argv.length === 0) return no('run is empty.');
  if (config.others === 'deny') return no(`Only commands that are allowed by name may run. ${TOLD}`);
  if (server.getClientCapabilities()?.elicitation === undefined)
    return no(`This client cannot ask its person, so nothing else may run. ${TOLD}`);
  const shown = argv.map((word) => JSON.stringify(escapeInvisible(word))).join(' ');
  // What a person cannot see at a glance they cannot allow: the end of a long line would stand below the edge of the question.
  if (shown.length > MOST_SHOWN)
    return no('That command is too long to be shown to a person, so it may not run. Put it into a script and have that allowed.');
  const answer = await server.elicitInput({
    message: `An agent wants to run a program of its choice with a secret in its environment. The program could send it anywhere.\n\n${shown}`,
    requestedSchema: {
      type: 'object',
      properties: { allow: { type: 'boolean', title: 'Run it, this once', default: false } },
      required: ['allow'],
    },
  });
  if (answer.action !== 'accept' || answer.content?.['allow'] !== true) return no('The person did not allow it.');
  return { ok: true, argv, rule: { allow: [], output: true, timeoutSeconds: 300 } };
}
