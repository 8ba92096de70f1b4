// Reads the text of a policy file: all its faults at once, each with its place and what to do.

import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { limits } from '../core/limits.ts';
import type { BoardPolicy } from '../core/policy/board-access.ts';
import type { FilesAllowed, Policy, Rule, Template } from '../core/policy/policy.ts';
import type { Receiver } from '../core/policy/receiver.ts';
import type { PersonKey } from '../core/share.ts';
import { hashB64 } from '../crypto/bytes.ts';
import { betweenParts } from './between-parts.ts';
import { bytesOf, msOf, policyFile, type BoardEntry, type PolicyFile, type RuleEntry, type TemplateEntry } from './schema.ts';
import { sentenceOf } from './issue-sentences.ts';

export interface PolicyIssue {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ParsedPolicy = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly issues: readonly PolicyIssue[] };

type Path = readonly PropertyKey[];

/** Characters. */
const MOST = 256 * 1024;
/** An alias stands for what it names; more of them would make a small file a large policy. */
const ALIASES = 100;

export function parsePolicy(text: string): ParsedPolicy {
  const counter = new LineCounter();
  if (text.length > MOST)
    return { ok: false, issues: [{ line: 1, column: 1, message: 'The file is larger than 256 KiB: it is no policy.' }] };
  const document = parseDocument(text, { lineCounter: counter, version: '1.2', prettyErrors: false, stringKeys: true });
  const broken = [...document.errors, ...document.warnings].map(({ pos: [at], message }) =>
    issueAt(counter, at, `is not YAML that nt2 reads: ${message}`),
  );
  if (broken.length > 0) return { ok: false, issues: inOrder(broken) };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: ALIASES });
  } catch {
    return { ok: false, issues: [{ line: 1, column: 1, message: `uses more than ${ALIASES} aliases: write it out.` }] };
  }
  const parsed = policyFile.safeParse(value, { reportInput: true });
  const found = [...(parsed.success ? [] : parsed.error.issues.flatMap(flatten)), ...betweenParts(value)].map(
    ({ path, message, isKey = false }: PathIssue) => issueAt(counter, placeOf(document, path, isKey), `${nameOf(path)}${message}`),
  );
  if (found.length > 0 || !parsed.success) return { ok: false, issues: inOrder(found) };
  return { ok: true, policy: toPolicy(parsed.data, hashB64(text)) };
}

export interface PathIssue {
  readonly path: Path;
  /** Goes on after the name of what it is about. */
  readonly message: string;
  /** It is about the key and not about its value. */
  readonly isKey?: boolean;
}

/** zod names all unknown keys of an object in one issue. */
function flatten(issue: z.core.$ZodIssue): PathIssue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: sentenceOf(issue), isKey: true }));
  if (issue.code === 'invalid_key') return [{ path: issue.path, message: issue.issues[0]?.message ?? sentenceOf(issue), isKey: true }];
  return [{ path: issue.path, message: sentenceOf(issue) }];
}

const issueAt = (counter: LineCounter, offset: number, message: string): PolicyIssue => {
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col), message };
};

/** Where it stands; of what is missing, where it should. */
function placeOf(document: Document, path: Path, isKey: boolean): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isKey && length === path.length) {
      const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
      const key = isMap(parent) ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key : undefined;
      if (isScalar(key) && key.range) return key.range[0];
    }
    const range = (node as { readonly range?: readonly number[] | null } | null | undefined)?.range;
    if (range) return range[0] ?? 0;
  }
  return 0;
}

/** `rules.modes `: the line says which rule. Keys are the operator's own text and no secret. */
function nameOf(path: Path): string {
  if (path.length === 0) return 'The policy ';
  const keys = path.filter((part) => typeof part !== 'number');
  return `${keys.map((part) => String(part).slice(0, 40)).join('.')} `;
}

const inOrder = (issues: readonly PolicyIssue[]): PolicyIssue[] => issues.toSorted((a, b) => a.line - b.line || a.column - b.column);

function toPolicy({ version, rules = [], templates = {}, engagements, offboarding, board }: PolicyFile, hash: string): Policy {
  return {
    version,
    hash,
    rules: rules.map(toRule),
    templates: Object.entries(templates).map(([name, entry]) => toTemplate(name, entry)),
    ...(engagements && { engagements: new Map(Object.entries(engagements).map(([key, day]) => [key as PersonKey, Date.parse(day)])) }),
    ...(offboarding && { offboarders: offboarding as PersonKey[] }),
    ...(board && { board: toBoard(board) }),
  };
}

const toBoard = ({ admins = [], auditors = [], accounts = [], labels = false }: BoardEntry): BoardPolicy => ({
  admins: admins as PersonKey[],
  auditors: auditors as PersonKey[],
  accounts,
  labels,
});

function toRule({
  name,
  when = {},
  deny,
  kinds,
  modes,
  entry,
  templates,
  longest,
  initial,
  note,
  ticket,
  files,
  because,
}: RuleEntry): Rule {
  const { from, to, kind } = when;
  return {
    name,
    when: { ...(from && { from }), ...(to && { to: to as Receiver[] }), ...(kind && { kind }) },
    deny: deny === true,
    ...(kinds && { kinds }),
    ...(modes && { modes }),
    ...(entry && { entries: entry }),
    ...(templates && { templates }),
    ...(longest && { longestMs: msOf(longest) }),
    ...(initial && { initialMs: msOf(initial) }),
    ...(note && { needsNote: true }),
    ...(ticket && { tickets: ticket }),
    ...(files !== undefined && { files: toFiles(files) }),
    ...(because && { because }),
  };
}

function toTemplate(name: string, entry: TemplateEntry): Template {
  const { title, from, to, kind, fields = [], label = '', modes, expires, rotateAfter, watch, approver } = entry;
  const { accepted, opened, expiry = false } = watch ?? {};
  const rule = toRule({ ...pick(entry), name, kinds: [kind], modes });
  return {
    name,
    title,
    ...(from && { from }),
    ...(to && { to: to as Receiver[] }),
    label,
    fields,
    rotateAfterMs: rotateAfter === undefined ? null : msOf(rotateAfter),
    watch: watch === undefined ? null : { acceptedMs: accepted ? msOf(accepted) : null, openedMs: opened ? msOf(opened) : null, expiry },
    rule: { ...rule, fixedMs: Math.min(msOf(expires), limits.expiry.max), ...(approver && { entries: ['page'] as const }) },
    ...(approver && { approver: { by: approver.by as PersonKey[], withinMs: msOf(approver.within) } }),
  };
}

const pick = ({ entry, note, ticket, files, because }: TemplateEntry) => ({ entry, note, ticket, files, because });

function toFiles(files: NonNullable<RuleEntry['files']>): FilesAllowed {
  if (files === false) return { count: 0, bytes: 0 };
  return { count: files.count ?? Infinity, bytes: files.size === undefined ? Infinity : bytesOf(files.size) };
}
