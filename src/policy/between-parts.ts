// The rules between parts of a policy file. It looks at the file before it is known to have the right form, so that all faults are told at once.

import { isLink, isSealed, MODES, type Mode } from '../core/share.ts';
import { msOf } from './schema.ts';

interface CrossIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly isKey?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const WHAT = ['deny', 'kinds', 'modes', 'entry', 'templates', 'longest', 'initial', 'note', 'ticket', 'files'];
const LINKED = 'is not built yet: nt2 hands nothing to a person of a linked workspace, and refuses them without a rule. Leave it out.';

export function betweenParts(file: unknown): CrossIssue[] {
  const { rules, templates, board } = fieldsOf(file);
  const known = Object.keys(fieldsOf(templates));
  const names = listOf(rules).map((rule) => fieldsOf(rule)['name']);
  return [
    ...listOf(rules).flatMap((rule, at) => ruleIssues(fieldsOf(rule), ['rules', at], known)),
    ...names.flatMap((name, at) =>
      typeof name === 'string' && names.indexOf(name) < at
        ? [{ path: ['rules', at, 'name'], message: 'is the name of an earlier rule too: choose another.' }]
        : [],
    ),
    ...boardIssues(fieldsOf(board)),
    ...Object.entries(fieldsOf(templates)).flatMap(([name, template]) => templateIssues(fieldsOf(template), ['templates', name])),
  ];
}

function ruleIssues(rule: Fields, path: readonly PropertyKey[], templates: readonly string[]): CrossIssue[] {
  const issues: CrossIssue[] = [];
  if (Object.keys(rule).length > 0 && WHAT.every((key) => rule[key] === undefined))
    issues.push({ path, message: `says nothing: give one of ${WHAT.join(', ')}.` });
  if (rule['deny'] === true && WHAT.slice(1).some((key) => rule[key] !== undefined))
    issues.push({ path: [...path, 'deny'], message: 'forbids all, so what else the rule allows means nothing: keep one of them.' });
  listOf(rule['templates']).forEach((name, at) => {
    if (typeof name === 'string' && !templates.includes(name))
      issues.push({ path: [...path, 'templates', at], message: 'is no template of this file: correct it, or add the template.' });
  });
  const [longest, initial] = [rule['longest'], rule['initial']];
  if (isTime(longest) && isTime(initial) && msOf(initial) > msOf(longest))
    issues.push({ path: [...path, 'initial'], message: 'is longer than `longest`: shorten it.' });
  return [...issues, ...linkedIssues(fieldsOf(rule['when']), [...path, 'when'])];
}

function templateIssues(template: Fields, path: readonly PropertyKey[]): CrossIssue[] {
  const issues = linkedIssues(template, path);
  if (template['approver'] !== undefined) issues.push(...approverIssues(template, path));
  const modes = listOf(template['modes']).filter((mode): mode is Mode => MODES.includes(mode as Mode));
  const to = listOf(template['to']);
  if (modes.length > 0 && to.length > 0 && !modes.some((mode) => to.some((one) => isLink(mode) === (one === 'outsider'))))
    issues.push({
      path: [...path, 'modes'],
      message: 'fits nobody in `to`: links are for `outsider`, everything else is for people in chat.',
    });
  const isForChat = listOf(template['entry']).length === 1 && listOf(template['entry'])[0] === 'modal';
  if (isForChat && modes.every(isLink) && modes.length > 0)
    issues.push({ path: [...path, 'entry'], message: 'cannot be modal alone for a link, which is made in a browser: add page.' });
  return issues;
}

/** A link opens for its holder, words come with the payload, and what is typed in chat lies with the server: nothing of it waits for a yes. */
function approverIssues({ approver, modes, entry, expires }: Fields, path: readonly PropertyKey[]): CrossIssue[] {
  const issues: CrossIssue[] = [];
  listOf(modes).forEach((mode, at) => {
    if (MODES.includes(mode as Mode) && !isSealed(mode as Mode))
      issues.push({
        path: [...path, 'modes', at],
        message: 'cannot wait for an approver: with one, only sealed and sealed+words are possible.',
      });
  });
  listOf(entry).forEach((one, at) => {
    if (one === 'modal')
      issues.push({
        path: [...path, 'entry', at],
        message: 'cannot wait for an approver: what is typed in chat lies with the server. Keep page.',
      });
  });
  const { by, within } = fieldsOf(approver);
  if (isTime(within) && isTime(expires) && msOf(within) > msOf(expires))
    issues.push({ path: [...path, 'approver', 'within'], message: 'is longer than `expires`: shorten it.' });
  listOf(by).forEach((one, at) => {
    if (typeof one === 'string' && one.startsWith('local:'))
      issues.push({
        path: [...path, 'approver', 'by', at],
        message: 'is nobody in chat, where approvers are asked: name a person of a workspace.',
      });
  });
  return issues;
}

/** One role each, so that taking a person out of a list takes their role. */
function boardIssues({ admins, auditors, accounts }: Fields): CrossIssue[] {
  const subjects = listOf(accounts).map((account) => fieldsOf(account)['subject']);
  return [
    ...listOf(auditors).flatMap((one, at) =>
      listOf(admins).includes(one) ? [{ path: ['board', 'auditors', at], message: 'is an admin too: keep one of the two.' }] : [],
    ),
    ...subjects.flatMap((subject, at) =>
      typeof subject === 'string' && subjects.indexOf(subject) < at
        ? [{ path: ['board', 'accounts', at, 'subject'], message: 'is the subject of an earlier account too: keep one of them.' }]
        : [],
    ),
  ];
}

function linkedIssues(scope: Fields, path: readonly PropertyKey[]): CrossIssue[] {
  return ['from', 'to'].flatMap((key) =>
    listOf(scope[key]).flatMap((one, at) => (one === 'linked' ? [{ path: [...path, key, at], message: LINKED }] : [])),
  );
}

const isTime = (value: unknown): value is string => typeof value === 'string' && /^[1-9]\d{0,3}[mhd]$/.test(value);
