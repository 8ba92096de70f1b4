// `nt2 policy`: checks a policy file, says what it means for two people, and prints its JSON Schema. It needs neither store nor server.

import { parseArgs } from 'node:util';
import { EXIT_CONFIG } from '../config/exit-code.ts';
import { readConfig } from '../config/read.ts';
import { readSecretFile } from '../config/secret-file.ts';
import type { Receiver } from '../core/policy/receiver.ts';
import { isMachineName } from '../core/machine-names.ts';
import { askPolicy, modesBetween, type PolicyChoices, type PolicyQuestion } from '../core/policy/ask-policy.ts';
import type { Policy } from '../core/policy/policy.ts';
import { describeFiles, duration, summarize } from '../core/policy/sentences.ts';
import { exampleTicket } from '../core/policy/tickets.ts';
import type { Refusal } from '../core/refusal.ts';
import { KINDS, STANDINGS, type Kind, type Mode, type Standing } from '../core/share.ts';
import { loadPolicy } from '../policy/load.ts';
import { policyJsonSchema } from '../policy/schema.ts';
import { expectNothing, print, printIssues, UsageError } from './output.ts';

const EXPLAIN = `nt2 policy explain takes --as and --to (${STANDINGS.join(', ')}; --to also machine:<name>), and may take --kind, --using <template> and --file`;

export function policy(args: readonly string[]): Promise<number> | number {
  const [verb = '', ...rest] = args;
  if (verb === 'check') return check(rest);
  if (verb === 'explain') return explain(rest);
  if (verb !== 'schema') throw new UsageError('nt2 policy takes check, explain or schema');
  expectNothing(rest);
  return print(JSON.stringify(policyJsonSchema(), null, 2));
}

/** A file, or the one that NT2_POLICY names. */
function check(args: readonly string[]): Promise<number> {
  const [file, ...more] = args;
  expectNothing(more);
  // Not a file's name, which would be repeated.
  if (file?.startsWith('-') === true) throw new UsageError('nt2 policy check takes a file, or none');
  return withPolicy(file, (found) => print(`The policy is good: ${summarize(found)}.`));
}

function explain(args: readonly string[]): Promise<number> {
  const wish = parsed(args);
  return withPolicy(wish.file, (found) => print(explained(found, wish)));
}

/** Kind by kind: what is left to choose, and which rule stands against the rest. */
export function explained(found: Policy, { as, to, kind = null, using = null }: Wish): string {
  const question = { from: as, to, template: using };
  const head = `As ${as}, to ${to}${using === null ? '' : `, using ${using}`}, under ${found.version}:`;
  return [head, ...(kind === null ? KINDS : [kind]).flatMap((one) => linesOf(found, question, one))].join('\n');
}

interface Wish {
  readonly as: Standing;
  readonly to: Receiver;
  readonly kind?: Kind | null;
  readonly using?: string | null;
  readonly file?: string | undefined;
}

function parsed(args: readonly string[]): Wish {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args: [...args], options: { as: text, to: text, kind: text, using: text, file: text } });
    const as = STANDINGS.find((one) => one === values.as);
    const to = receiverIn(values.to ?? '');
    const kind = KINDS.find((one) => one === values.kind) ?? null;
    if (as === undefined || to === null || (values.kind !== undefined && kind === null)) throw new UsageError(EXPLAIN);
    return { as, to, kind, using: values.using ?? null, file: values.file };
  } catch {
    throw new UsageError(EXPLAIN);
  }
}

function receiverIn(text: string): Receiver | null {
  const [kind, name = ''] = text.split(/:(.*)/s);
  if (kind === 'machine' && isMachineName(name)) return `machine:${name}`;
  return STANDINGS.find((one) => one === text) ?? null;
}

function linesOf(found: Policy, question: PolicyQuestion, kind: Kind): string[] {
  const answer = askPolicy(found, { ...question, kind });
  const name = kind.padEnd(12);
  if (!answer.ok) return [`  ${name}no: ${why(answer)}`];
  const left = modesBetween(question.from ?? 'member', question.to ?? 'member').flatMap((mode: Mode) => {
    const no = askPolicy(found, { ...question, kind, mode });
    return no.ok ? [] : [`  ${''.padEnd(12)}not ${mode}: ${why(no)}`];
  });
  return [`  ${name}${said(answer.value)}`, ...left];
}

function said({ modes, entries, longestMs, initialMs, fixedMs, needsNote, tickets, files }: PolicyChoices): string {
  const wait = fixedMs === null ? `up to ${duration(longestMs)}, ${duration(initialMs)} unless chosen` : `for ${duration(fixedMs)}`;
  const ticket = tickets.map((list) => `, which names a ticket (${list.map(exampleTicket).join(' or ')})`).join('');
  return [
    modes.join(', '),
    wait,
    `typed in ${entries.join(' or ')}`,
    ...(needsNote ? [`with a note${ticket}`] : []),
    ...(isBound(files) ? [describeFiles(files)] : []),
  ].join(' · ');
}

const isBound = ({ count, bytes }: PolicyChoices['files']): boolean => Number.isFinite(count) || Number.isFinite(bytes);

const why = ({ rule, why: sentence = '' }: Refusal): string => `${rule === undefined ? '' : `rule ${rule}: `}${sentence}`;

async function withPolicy(file: string | undefined, work: (found: Policy) => number): Promise<number> {
  let path = file ?? null;
  if (path === null) {
    const read = readConfig();
    if (!read.ok) return printIssues(read.issues);
    path = read.config.NT2_POLICY;
  }
  if (path === null) throw new UsageError('NT2_POLICY names no file: give one');
  const loaded = loadPolicy(path, readSecretFile);
  if (loaded.ok) return work(loaded.policy);
  for (const sentence of loaded.sentences) console.error(sentence);
  return EXIT_CONFIG;
}
