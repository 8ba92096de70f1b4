// Runs one command with a secret and answers with what a model may read of it: exit code, and output without the secret.

import { nameRows } from '../../../src/env-file/rows.ts';
import { findUnsafe } from '../../../src/cli/open/env-guard.ts';
import { runWithSecret } from '../../../src/cli/open/run-with-secret.ts';
import type { AllowedCommand } from './config.ts';
import type { HeldSecret } from './held-secrets.ts';
import { createRedactor, unfindable, type SecretValue } from './redact.ts';

/** More than this a model has no use for; the rest is thrown away as it comes. */
const MOST_BYTES = 65_536;

export interface CommandRun {
  readonly argv: readonly string[];
  readonly rule: Pick<AllowedCommand, 'cwd' | 'prefix' | 'allow' | 'output' | 'timeoutSeconds'>;
  readonly secret: HeldSecret;
  /** Of this secret, and of all others that this server holds. */
  readonly values: readonly SecretValue[];
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** The command has its secret. */
  readonly onStart: () => void;
}

export type Outcome =
  | { readonly kind: 'ran'; readonly exitCode: number; readonly output: string; readonly note: string }
  /** Nothing was started. `sentence` names rows and variables, never values. */
  | { readonly kind: 'refused'; readonly sentence: string };

/** The server's own settings are none of a command's business, and a token would be worth more than any secret. */
const environmentFor = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith('NT2_')));

export async function runCommand(run: CommandRun): Promise<Outcome> {
  const { argv, rule, secret, env, signal, onStart } = run;
  const named = nameRows(secret.fields, { label: secret.label, prefix: rule.prefix ?? '' });
  if (!named.ok)
    return {
      kind: 'refused',
      sentence:
        named.kind === 'collision'
          ? 'Two rows of this secret would be one variable: ask for it again with other names.'
          : 'A row of this secret has a name that no variable can have: ask for it again with names such as API_KEY, or have a prefix set for this command.',
    };
  const unsafe = findUnsafe(named.entries, { env, allowed: rule.allow });
  if (unsafe !== null)
    return {
      kind: 'refused',
      sentence: `The variable ${unsafe.name} ${unsafe.kind === 'set' ? 'is set here already' : 'steers programs'}: ask for the secret again under another name, or have it allowed for this command.`,
    };
  const printed: Buffer[] = [];
  let size = 0;
  const timeout = AbortSignal.timeout(rule.timeoutSeconds * 1_000);
  const [command = '', ...args] = argv;
  const started = await runWithSecret({
    command,
    args,
    env: environmentFor(env),
    secret: named.entries,
    withStdin: false,
    signal: AbortSignal.any([signal, timeout]),
    onOutput: (_stream, bytes) => {
      if (size < MOST_BYTES) printed.push(bytes.subarray(0, MOST_BYTES - size));
      size += bytes.length;
    },
    ...(rule.cwd !== undefined && { cwd: rule.cwd }),
  });
  if (started.kind === 'failed') return { kind: 'refused', sentence: started.detail };
  onStart();
  const { exitCode } = await started.ended;
  return { kind: 'ran', exitCode, ...show(run, Buffer.concat(printed), { isCut: size > MOST_BYTES, isLate: timeout.aborted }) };
}

function show(
  { rule, values }: CommandRun,
  printed: Buffer,
  { isCut, isLate }: { readonly isCut: boolean; readonly isLate: boolean },
): { readonly output: string; readonly note: string } {
  const late = isLate ? [`It was ended after ${rule.timeoutSeconds} seconds.`] : [];
  const hidden = (why: string) => ({ output: '', note: [...late, why].join(' ') });
  if (!rule.output) return hidden('What it printed is not shown, as the person has set for this command.');
  if (unfindable(values).length > 0)
    return hidden('What it printed is not shown: a secret here is too short or too long to be found in it.');
  // What is cut off in the middle could be the beginning of a secret that nobody would know by then.
  const text = printed.toString('utf8');
  const { text: output, count } = createRedactor(values)(text);
  const cut = isCut ? ['More was printed, and is not shown.'] : [];
  const taken = count > 0 ? [`A secret was taken out in ${count} places.`] : [];
  return { output: isCut ? output.slice(0, -8) : output, note: [...late, ...cut, ...taken].join(' ') };
}
