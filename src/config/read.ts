// The only reader of the environment. It finds all faults at once and never repeats a value in one.

import { renameSentence, translateOldNames } from './aliases.ts';
import { crossIssues } from './check.ts';
import { pathIssue, quoteIssue } from './forms.ts';
import { readSecretFile, unreadableIssue } from './secret-file.ts';
import type { ConfigIssue, Environment, Setting } from './setting.ts';
import { SETTINGS, type Config, type SettingName } from './settings.ts';

export type ConfigResult = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** What a person's commands, a machine's and an agent's read. A server may be started in the same shell. */
const OF_COMMANDS = ['NT2_URL', 'NT2_TOKEN', 'NT2_MACHINE_KEY', 'NT2_MACHINE_KEY_FILE', 'NT2_MCP_CONFIG'];
const OF_TESTS = [
  'NT2_CAMPAIGN',
  'NT2_CAMPAIGN_SEED',
  'NT2_CAMPAIGN_LEAVES',
  'NT2_BENCH',
  'NT2_CHROMIUM',
  'NT2_CHROMIUM_SHELL',
  'NT2_REDIS_SERVER',
];
const OF_WALKS = ['NT2_PICTURES', 'NT2_LOOK_DARK'];

/** Reads the environment. A blank value counts as absent. */
export function readConfig(given: Environment = process.env, readFile: (path: string) => string = readSecretFile): ConfigResult {
  const { env, asGiven, issues: disagreements } = translateOldNames(given);
  const issues: ConfigIssue[] = [...disagreements];
  const refused = (): ConfigResult => ({
    ok: false,
    issues: issues.map(({ name, message }) => ({ name: asGiven.get(name) ?? name, message })),
  });
  const values: Partial<Record<SettingName, unknown>> = {};
  const known = new Set<string>([...OF_COMMANDS, ...OF_TESTS, ...OF_WALKS]);
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting][]) {
    known.add(name);
    if (setting.secret) known.add(`${name}_FILE`);
    const raw = rawValue(name, setting, env, readFile, issues);
    if (raw === null) continue;
    const parsed = setting.schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else issues.push({ name, message: parsed.error.issues[0]?.message ?? 'is not valid.' });
  }
  for (const name of Object.keys(env)) {
    if (name.startsWith('NT2_') && !known.has(name)) {
      issues.push({ name: printable(name), message: 'is not a setting of nt2; `nt2 config --markdown` lists them all.' });
    }
  }
  if (issues.length > 0) return refused();
  const config = values as Config;
  issues.push(...crossIssues(config));
  return issues.length > 0 ? refused() : { ok: true, config };
}

function rawValue(
  name: string,
  setting: Setting,
  env: Environment,
  readFile: (path: string) => string,
  faults: ConfigIssue[],
): string | null {
  const direct = directly(name, setting, env);
  const file = setting.secret ? (env[`${name}_FILE`]?.trim() ?? '') : '';
  if (direct !== '' && file !== '') {
    faults.push({ name, message: `is given twice: keep either ${name} or ${name}_FILE.` });
    return null;
  }
  if (file !== '') {
    const message = quoteIssue(file) ?? pathIssue(file);
    if (message !== null) faults.push({ name: `${name}_FILE`, message });
    if (message !== null) return null;
    try {
      // A file that is there and empty is a fault of its own, not an absent setting.
      return unquoted(`${name}_FILE`, readFile(file).trim(), faults);
    } catch (error) {
      faults.push({ name: `${name}_FILE`, message: unreadableIssue(file, error) });
      return null;
    }
  }
  if (direct !== '') return unquoted(name, direct, faults);
  if (setting.defaultValue === null) faults.push({ name, message: missing(name, setting) });
  return setting.defaultValue;
}

function directly(name: string, setting: Setting, env: Environment): string {
  const small = setting.lower === true ? (env[name.toLowerCase()]?.trim() ?? '') : '';
  return small === '' ? (env[name]?.trim() ?? '') : small;
}

/** Null, and a fault, when it stands in quotes. */
function unquoted(name: string, text: string, faults: ConfigIssue[]): string | null {
  const fault = quoteIssue(text);
  if (fault === null) return text;
  faults.push({ name, message: name.endsWith('_FILE') ? 'names a file in which the value stands in quotes: leave them out.' : fault });
  return null;
}

/** One sentence for each old name that is in use: what to rename it to. */
export const renameSentences = (env: Environment = process.env): string[] => translateOldNames(env).oldNames.map(renameSentence);

/** What the environment says of one setting, for showing it: a secret from a file is not read. */
export function readRaw(
  name: string,
  setting: Setting,
  given: Environment = process.env,
): { readonly isGiven: boolean; readonly text: string } {
  const { env } = translateOldNames(given);
  const direct = directly(name, setting, env);
  const isGiven = direct !== '' || (setting.secret === true && (env[`${name}_FILE`]?.trim() ?? '') !== '');
  return { isGiven, text: isGiven ? direct : (setting.defaultValue ?? '') };
}

function missing(name: string, setting: Setting): string {
  if (name === 'NT2_SECRET')
    return 'is missing: run `nt2 keygen` once and give its line as NT2_SECRET, or the file that holds it as NT2_SECRET_FILE.';
  return setting.secret ? `is missing: give ${name} or ${name}_FILE.` : 'is missing.';
}

function printable(name: string): string {
  return name.replaceAll(/[^A-Z0-9_]/g, '?').slice(0, 60);
}
