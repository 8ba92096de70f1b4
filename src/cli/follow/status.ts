// `nt2 status`: how one share stands, once or with --watch until it is over.

import type { Client, ShareView } from '../../client/client.ts';
import { ownEnvironment } from '../account/environment.ts';
import { withClient } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags } from '../flags.ts';
import { print } from '../output.ts';
import { createPaint, localTime, escapeForTerminal } from '../terminal-text.ts';
import { shareIdOf } from '../share-id.ts';
import { exitOf, formatStanding, styleOf } from './standing.ts';

export async function status(args: readonly string[]): Promise<number> {
  const flags = parseFlags('status', args);
  const id = shareIdOf(flags);
  const say = flags.has('--json') ? sayJson : sayText();
  return withClient(flags, async (client) => {
    if (flags.has('--watch')) return watch(client, id, say);
    const view = await client.view(id);
    say(view);
    return exitOf(view);
  });
}

/** A line for each step, as it comes. Ends with the share, or with Ctrl-C. */
async function watch(client: Client, id: string, say: (view: ShareView) => void): Promise<number> {
  const over = new AbortController();
  const end = (): void => over.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  let last: ShareView | null = null;
  try {
    for await (const view of client.watch(id, { signal: over.signal })) {
      if (last === null || formatStanding(last) !== formatStanding(view) || last.expiresAt !== view.expiresAt) say(view);
      last = view;
      if (view.status === 'ended') break;
    }
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
  }
  return over.signal.aborted || last === null ? EXIT.interrupted : exitOf(last);
}

function sayJson(view: ShareView): void {
  const { id, role, status: standing, cause, label, kind, mode, sender, recipient, createdAt, expiresAt, endedAt, triesLeft } = view;
  print(
    JSON.stringify({ id, role, status: standing, cause, label, kind, mode, sender, recipient, createdAt, expiresAt, endedAt, triesLeft }),
  );
}

function sayText(): (view: ShareView) => void {
  const paint = createPaint(process.stdout, ownEnvironment());
  let isFirst = true;
  return (view) => {
    const at = view.endedAt ?? view.now;
    const step = `${localTime(at)}  ${paint(styleOf(view), formatStanding(view))}`;
    if (isFirst) {
      const who =
        view.role === 'sender'
          ? `to ${escapeForTerminal(view.recipient ?? 'the holder of the link')}`
          : `from ${escapeForTerminal(view.sender ?? 'the holder of the link')}`;
      print(
        `${paint('bold', escapeForTerminal(view.label) || view.id)}, ${who}${view.status === 'ended' ? '' : `, until ${localTime(view.expiresAt)}`}`,
      );
    }
    isFirst = false;
    print(step);
  };
}
