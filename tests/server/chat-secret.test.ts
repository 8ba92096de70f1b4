// What only a process with chat may open: the tokens of the workspaces, under a secret that the pages are not given.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTools, type Tools } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

const secret = (): string => randomBytes(32).toString('base64url');

describe('the secret of chat', () => {
  let folder: string;
  let NT2_SECRET: string;
  const opened: Tools[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-chat-secret-'));
    NT2_SECRET = secret();
  });
  afterEach(async () => {
    for (const tools of opened.splice(0)) await tools.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(NT2_CHAT_SECRET = ''): Promise<Tools> {
    const env = { NT2_PUBLIC_URL: 'https://nt2.example', NT2_SECRET, NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`, NT2_DATA: folder };
    const read = readConfig({ ...env, NT2_CHAT_SECRET });
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    const tools = await openTools(read.config, { write: () => undefined });
    opened.push(tools);
    return tools;
  }
  const rows = async (tools: Tools): Promise<string[]> => (await tools.store.listSettings('vault:slack:')).map(({ key }) => key);

  it('moves what the root secret has sealed under itself at the start, and the root secret opens it no more', async () => {
    const before = await open();
    await before.ofChat.put('slack:T1', 'xoxb-canary');
    const chat = await open(secret());
    await chat.renew();
    expect(await chat.ofChat.get('slack:T1')).toBe('xoxb-canary');
    expect(await rows(chat)).toEqual([]);
    const web = await open();
    expect(await web.ofChat.get('slack:T1')).toBeNull();
    await expect(web.vault.get('chat:slack:T1')).rejects.toMatchObject({ code: 'vault.closed' });
    // Another root secret takes nothing of it along, and does not stumble over it.
    await web.vault.renew();
    expect(await chat.ofChat.get('slack:T1')).toBe('xoxb-canary');
  });

  it('gives way to another one, which seals everything anew', async () => {
    const [old, young] = [secret(), secret()];
    await (await open(old)).ofChat.put('slack:T1', 'xoxb-canary');
    await (await open(`${young} ${old}`)).renew();
    expect(await (await open(young)).ofChat.get('slack:T1')).toBe('xoxb-canary');
  });
});
