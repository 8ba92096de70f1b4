// One call of the Web API: token, scopes, ordered faults, the method itself, and the judge on both sides. No transport here.

import { createHash } from 'node:crypto';

import { judgeAnswer, judgeArgs } from '../judge.ts';
import type { World } from '../model/world.ts';
import type { Installation } from '../model/types.ts';
import { type Answer, answerOf, type Args, type Fault, invalid, type Method, refuse, type Result, spoil } from './answer.ts';

export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Only to tell tokens apart: never the token itself. */
  readonly tokenHash: string | null;
  readonly at: number;
  /** What Slack did about it: null for "ok", the error's name, or the ordered fault. */
  error: string | null;
}

const STRUCTURED = ['blocks', 'view', 'metadata', 'attachments'];

/** Structured arguments come as JSON text in forms. What is no JSON stays the text that it is. */
function read(args: Readonly<Record<string, unknown>>): Args | string {
  const values: Record<string, unknown> = { ...args };
  for (const name of STRUCTURED) {
    const value = values[name];
    if (typeof value !== 'string') continue;
    try {
      values[name] = JSON.parse(value);
    } catch {
      return name;
    }
  }
  return values;
}

export function createCaller(world: World, methods: Readonly<Record<string, Method>>) {
  const calls: Call[] = [];
  const faults = new Map<string, Fault[]>();

  function takeFault(name: string): Fault | null {
    const queue = faults.get(name);
    const fault = queue?.[0];
    if (!queue || !fault) return null;
    const times = (fault.times ?? 1) - 1;
    if (times > 0) queue[0] = { ...fault, times };
    else queue.shift();
    return fault;
  }

  function authorise(method: Method, token: string | null, args: Args): Installation | Result {
    if (method.token === 'app') {
      if (token === null) return refuse('not_authed');
      if (token === world.app.appToken) return NOBODY;
      return refuse(token.startsWith('xoxb-') ? 'not_allowed_token_type' : 'invalid_auth');
    }
    if (method.token === 'none') return NOBODY;
    if (token === null || token === '') return refuse('not_authed');
    if (token === world.app.appToken) return refuse('not_allowed_token_type');
    const who = world.installations.find((one) => one.token === token);
    if (!who) return refuse('invalid_auth');
    if (who.status === 'revoked') return refuse('token_revoked');
    if (who.status === 'uninstalled') return refuse('account_inactive');
    if (args.team_id !== undefined && !world.teamsOf(who).includes(args.team_id)) return refuse('team_access_not_granted');
    const needed = method.scopes;
    if (needed && !needed.some((scope) => who.scopes.includes(scope))) {
      return refuse('missing_scope', { needed: needed.join(','), provided: who.scopes.join(',') });
    }
    return who;
  }

  function run(name: string, raw: Readonly<Record<string, unknown>>, token: string | null): { result: Result; who: Installation | null } {
    const method = methods[name];
    if (!method) {
      world.complaints.push(`${name}: the fake does not know this method`);
      return { result: refuse('unknown_method', { req_method: name }), who: null };
    }
    const args = read(raw);
    const who = authorise(method, token, typeof args === 'string' ? {} : args);
    if ('ok' in who) return { result: who, who: null };
    if (typeof args === 'string') {
      world.complaints.push(`${name}: ${args} is not JSON`);
      return { result: invalid(`${args} is not JSON`), who };
    }
    return { result: method.run(args, who), who };
  }

  /** `token`: from the header or, as Slack also takes it, from the arguments. */
  function call(name: string, args: Readonly<Record<string, unknown>>, token: string | null): Answer {
    const { token: inBody, ...rest } = args;
    const used = token ?? (typeof inBody === 'string' ? inBody : null);
    const entry: Call = { method: name, args: rest, tokenHash: used === null ? null : hashOf(used), at: world.clock(), error: null };
    calls.push(entry);
    if (methods[name]) world.complaints.push(...judgeArgs(name, used === null ? rest : { ...rest, token: used }));
    const fault = takeFault(name) ?? takeFault('*');
    if (fault && fault.done !== true && fault.answer !== 'half' && fault.answer !== 'delay') {
      entry.error = fault.answer === 'error' ? fault.error : fault.answer;
      if (fault.answer === 'error') world.complaints.push(...judgeAnswer(name, refuse(fault.error)));
      return spoil(fault, answerOf(refuse('internal_error')));
    }
    const { result, who } = run(name, rest, used);
    entry.error = result.ok ? null : (result.error ?? '');
    if (methods[name]) world.complaints.push(...judgeAnswer(name, result));
    const answer = answerOf(result, {
      'x-slack-req-id': `r${String(calls.length)}`,
      ...(who && who !== NOBODY && { 'x-oauth-scopes': who.scopes.join(',') }),
      ...(methods[name]?.scopes && { 'x-accepted-oauth-scopes': methods[name].scopes.join(',') }),
    });
    if (!fault) return answer;
    entry.error = fault.answer === 'error' ? fault.error : fault.answer;
    if (fault.answer === 'error') world.complaints.push(...judgeAnswer(name, refuse(fault.error)));
    return spoil(fault, answer);
  }

  return {
    call,
    calls,
    takeFault,
    /** Orders a fault for the next call (or the next `times` calls) of a method; `*` is any, `response_url` an answer to a press. */
    fail(method: string, fault: Fault): void {
      faults.set(method, [...(faults.get(method) ?? []), fault]);
    },
    healed: (): void => faults.clear(),
  };
}

const NOBODY: Installation = { token: '', teamId: '', enterpriseId: null, botUserId: '', botId: '', scopes: [], status: 'active' };

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 12);
