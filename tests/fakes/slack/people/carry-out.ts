// What Slack does with the answer to a delivery, and with what is sent to a response_url.

import { judgeBlocks, judgeView } from '../blocks-judge.ts';
import { type Answer, type Fault, spoil } from '../api/answer.ts';
import { edit, findMessage, post, whisper } from '../model/messages.ts';
import type { Act, Block, ViewInput } from '../model/types.ts';
import { changeView, pushModal, stackOf } from '../model/views.ts';
import type { Hook, World } from '../model/world.ts';

const HOOK_USES = 5;
const HOOK_MS = 30 * 60_000;
const HOOK_NAMES = new Set([
  'text',
  'blocks',
  'attachments',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'mrkdwn',
  'metadata',
  'unfurl_links',
  'unfurl_media',
]);

interface Said {
  readonly text?: string;
  readonly blocks?: Block[];
  readonly response_type?: string;
  readonly replace_original?: unknown;
  readonly delete_original?: unknown;
  readonly thread_ts?: string;
}
interface ViewAnswer {
  readonly response_action?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: ViewInput;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function createCarryOut(world: World) {
  const errors = new Map<string, Readonly<Record<string, string>>>();

  const installed = (team: string) => world.installationFor(team);

  function wrongSaid(said: Said, where: string): string | null {
    const strange = Object.keys(said).filter((name) => !HOOK_NAMES.has(name));
    const found = [
      ...strange.map((name) => `unknown member ${name}`),
      ...(said.blocks === undefined ? [] : judgeBlocks(said.blocks, 'message')),
    ];
    world.complaints.push(...found.map((what) => `${where}: ${what}`));
    return found.length > 0 ? 'invalid_blocks' : null;
  }

  /** Shows an answer to the person, or to everybody in the channel. */
  function say(hook: Hook, said: Said, where: string): string | null {
    const refused = wrongSaid(said, where);
    if (refused !== null) return refused;
    const who = installed(hook.team);
    const content = { text: said.text ?? '', blocks: said.blocks ?? [] };
    if (hook.original && (said.replace_original === true || said.delete_original === true)) {
      replace(hook, said.delete_original === true ? null : content);
      return null;
    }
    if (content.text === '' && content.blocks.length === 0) return 'no_text';
    const place = { channel: hook.channel, threadTs: said.thread_ts ?? null };
    if (said.response_type === 'in_channel') post(world, { ...place, ...content, user: who?.botUserId ?? '', botId: who?.botId ?? null });
    else whisper(world, { ...place, ...content, user: hook.user, by: hook.act });
    return null;
  }

  function replace({ original, channel, user, act }: Hook, content: { text: string; blocks: Block[] } | null): void {
    if (!original) return;
    if (original.ephemeral) {
      for (const shown of world.ephemerals) if (shown.ts === original.ts) shown.gone = true;
      if (content) whisper(world, { ...content, channel, user, by: act });
      return;
    }
    const message = findMessage(world, channel, original.ts);
    if (!message) return;
    if (content) edit(world, message, content);
    else message.deleted = true;
  }

  /** A POST to a response_url. */
  function respond(path: string, body: unknown, fault: Fault | null): Answer {
    const plain = (status: number, text: string): Answer => ({
      status,
      headers: { 'content-type': 'text/plain' },
      body: text,
      delayMs: 0,
      cut: 'whole',
    });
    const refused = (error: string, status = 404): Answer => plain(status, JSON.stringify({ ok: false, error }));
    if (fault && fault.done !== true && fault.answer !== 'half' && fault.answer !== 'delay') return spoil(fault, plain(200, 'ok'));
    const hook = world.hooks.get(path);
    if (!hook) return refused('no_such_hook');
    if (world.clock() - hook.at > HOOK_MS) return refused('expired_url');
    if (hook.uses >= HOOK_USES) return refused('used_url');
    hook.uses += 1;
    if (!isObject(body)) return refused('invalid_payload', 400);
    const error = say(hook, body, 'response_url');
    const answer = error === null ? plain(200, 'ok') : refused(error, 400);
    return fault ? spoil(fault, answer) : answer;
  }

  /** Errors in place, another view, one on top, all closed; anything else closes this one. Returns what the person is told went wrong. */
  function submitted(act: Act, body: unknown): string | null {
    const stack = stackOf(world, act.user ?? '');
    const view = stack.find((one) => one.id === act.viewId);
    if (!view) return null;
    if (body === '' || (isObject(body) && Object.keys(body).length === 0)) {
      stack.splice(stack.indexOf(view), 1);
      return null;
    }
    if (!isObject(body)) return 'the answer to a form is no JSON object';
    const { response_action: action, errors: found, view: next }: ViewAnswer = body;
    if (action === 'clear') {
      stack.length = 0;
      return null;
    }
    if (action === 'errors') {
      const inputs = new Set(view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id));
      const strange = Object.keys(found ?? {}).filter((name) => !inputs.has(name));
      if (!isObject(found) || Object.keys(found).length === 0 || strange.length > 0) {
        world.complaints.push(`view_submission: errors for blocks that are no inputs: ${strange.join(', ')}`);
        return 'errors that fit no input';
      }
      errors.set(act.id, found);
      return null;
    }
    if (action !== 'update' && action !== 'push') {
      world.complaints.push(`view_submission: unknown response_action ${String(action)}`);
      return 'an unknown response_action';
    }
    const wrong = judgeView(next, 'modal');
    world.complaints.push(...wrong.map((what) => `view_submission ${action}: ${what}`));
    const who = installed(view.app_installed_team_id);
    if (wrong.length > 0 || !next || !who) return 'a view that is not valid';
    if (action === 'push')
      return pushModal(world, next, { who, user: act.user ?? '', team: view.team_id, act: act.id }) ? null : 'a fourth view on the stack';
    changeView(world, view, next);
    world.openedBy.set(view.id, act.id);
    return null;
  }

  /** Carries out the body of a good acknowledgement. Returns what the person is told went wrong, or null. */
  function acknowledged(act: Act, body: unknown): string | null {
    if (act.type === 'view_submission') return submitted(act, body);
    const empty = body === '' || (isObject(body) && Object.keys(body).length === 0);
    if (act.kind === 'command') {
      const hook = [...world.hooks.values()].find((one) => one.act === act.id);
      if (empty || !hook) return null;
      return say(hook, isObject(body) ? body : { text: String(body) }, 'answer to a command') === null
        ? null
        : 'the answer could not be shown';
    }
    if (!empty && act.kind === 'interactive') world.complaints.push(`${act.type}: Slack ignores the body of this answer`);
    return null;
  }

  return { acknowledged, respond, errorsOf: (act: Act) => errors.get(act.id) ?? null };
}
