// A script of ours as a command that is written in one piece. ioredis makes a piece of every argument of a command that holds bytes, and
// hands text to the socket as text: both cost more than all else that is done for a commit here.

import { createHash } from 'node:crypto';
import { Command } from 'ioredis';

export type Argument = string | number | Buffer;

/** Characters of an argument that is joined with its neighbours. */
const JOINED = 128;

interface Sender {
  sendCommand(command: Command): unknown;
}

/** Runs one script: by its hash, and by its text the first time on each connection and wherever the server has forgotten it. */
export function createScriptRunner(lua: string): (client: Sender, keys: number, args: readonly Argument[]) => Promise<unknown> {
  const sha = createHash('sha1').update(lua).digest('hex');
  const knows = new WeakSet<object>();

  class ScriptCommand extends Command {
    socket: object | null = null;

    /** Called anew for each connection that a cluster's client tries. */
    override toWritable(socket: object): Buffer {
      const isKnown = knows.has(socket);
      knows.add(socket);
      this.socket = socket;
      this.name = isKnown ? 'evalsha' : 'eval';
      this.args[0] = isKnown ? sha : lua;
      return formatCommand(this.name, this.args as (string | Buffer)[]);
    }
  }

  const send = (client: Sender, keys: number, args: readonly Argument[]) => {
    const command = new ScriptCommand('evalsha', [sha, keys, ...args], { replyEncoding: 'utf8' });
    return { command, reply: client.sendCommand(command) as Promise<unknown> };
  };

  return async (client, keys, args) => {
    const { command, reply } = send(client, keys, args);
    try {
      return await reply;
    } catch (error) {
      // Nothing was done.
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      if (command.socket !== null) knows.delete(command.socket);
      return send(client, keys, args).reply;
    }
  };
}

/** A command as RESP: `*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n`. */
export function formatCommand(name: string, args: readonly (string | Buffer)[]): Buffer {
  const parts: (string | Buffer)[] = [];
  // Short arguments are joined; a long one with a character beyond Latin-1 would make two bytes of each character of the others.
  let text = `*${args.length + 1}\r\n$${name.length}\r\n${name}\r\n`;
  let size = text.length;
  for (const arg of args) {
    const { length } = arg;
    const bytes = typeof arg === 'string' ? Buffer.byteLength(arg) : length;
    const head = `$${bytes}\r\n`;
    size += head.length + bytes + 2;
    if (typeof arg === 'string' && length <= JOINED) text += `${head}${arg}\r\n`;
    else {
      parts.push(text + head, arg);
      text = '\r\n';
    }
  }
  parts.push(text);
  const whole = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) at += typeof part === 'string' ? whole.write(part, at) : part.copy(whole, at);
  return whole;
}
