// What the person lets an agent do: which commands may run with a secret, and for how long one is held. Read once, at the start: nothing that
// an agent writes while the server runs changes what it may do.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { isEnvName } from '../../../src/env-file/names.ts';

const line = (most: number) => z.string().min(1).max(most).regex(/^[^\u0000-\u001f\u007f]+$/, 'has characters that cannot be seen'); // prettier-ignore

const command = z.strictObject({
  /** The program and its arguments, as they are: no shell reads them. */
  run: z.array(line(4_096)).min(1).max(100),
  does: line(300).optional(),
  /** What an agent may add at the end: nothing, any of these words, or anything. */
  arguments: z.union([z.literal('none'), z.literal('any'), z.array(line(200)).max(50)]).default('none'),
  cwd: line(4_096).refine(isAbsolute, 'is a path from the root').optional(),
  prefix: z.string().max(60).refine((text) => isEnvName(text), 'is no name of a variable').optional(), // prettier-ignore
  /** Names that a secret's rows may have although programs obey them, or they are set. */
  allow: z.array(z.string().refine(isEnvName, 'is no name of a variable')).max(50).default([]),
  /** False: an agent gets the exit code and nothing of what was printed. */
  output: z.boolean().default(true),
  timeoutSeconds: z.number().int().min(1).max(3_600).default(300),
});
export type AllowedCommand = z.output<typeof command>;

const config = z.strictObject({
  commands: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'is no name: small letters, digits, hyphens'), command).default({}),
  /** A command that is not named above: denied, or the person is asked each time, in a client that can ask. */
  others: z.enum(['deny', 'ask']).default('deny'),
  /** How long a secret stays in this server's memory after it was opened, so that a command can run again. 0: for one command. */
  holdMinutes: z.number().int().min(0).max(1_440).default(60),
});
export type McpConfig = z.output<typeof config>;

/** One sentence for the person at the start; it repeats nothing of the file but names of settings. */
export class ConfigError extends Error {}

export function configPath(env: NodeJS.ProcessEnv): string {
  const given = env['XDG_CONFIG_HOME'] ?? '';
  return env['NT2_MCP_CONFIG'] ?? join(isAbsolute(given) ? given : join(env['HOME'] ?? homedir(), '.config'), 'nt2', 'mcp.json');
}

/** Without a file nothing may run. @throws ConfigError */
export function loadConfig(path: string): McpConfig {
  const text = read(path);
  return text === null ? config.parse({}) : parseConfig(text, path);
}

/** @throws ConfigError */
export function parseConfig(text: string, path: string): McpConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ConfigError(`${path} is not JSON.`);
  }
  const parsed = config.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigError(`${path}: ${issue?.path.map(String).join('.') || 'the file'}: ${issue?.message ?? 'is not understood'}.`);
}

/** Null: there is none. A file that others can write says nothing about what this person wants. */
function read(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError(`${path} cannot be read.`);
  }
  try {
    const { mode, uid, size } = fstatSync(file);
    const own = process.getuid?.();
    if (own !== undefined && ((mode & 0o022) !== 0 || (uid !== own && uid !== 0)))
      throw new ConfigError(`${path} can be written by others: take it over and run chmod go-w on it.`);
    if (size > 1_048_576) throw new ConfigError(`${path} is too large.`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
