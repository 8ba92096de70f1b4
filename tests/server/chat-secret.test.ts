// What only a process with chat may open: the tokens of the workspaces, under a secret that the pages are not given.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { readConfig } from '../../src/config/read.ts';

const secret = (): string => randomBytes(32).toString('base64url');

describe('the secret of chat', () => {
  let folder: string;
  let NT2_SECRET: string;
  const opened: Installation[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-chat-secret-'));
    NT2_SECRET = secret();
  });
  afterEach(async () => {
    for (const tools of opened.splice(0)) await tools.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(NT2_CHAT_SECRET = ''): Promise<Installation> {
    const env = { NT2_PUBLIC_URL: 'https://nt2.example', NT2_SECRET, NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`, NT2_STATE_DIR: folder };
    const read = readConfig({ ...env, NT2_CHAT_SECRET });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    const tools = await openInstallation(read.config, { write: () => undefined });
    opened.push(tools);
    return tools;
  }
  const rows = async (tools: Installation): Promise<string[]> => (await tools.store.listSettings('vault:slack:')).map(({ key }) => key);

  it('moves what the root secret has sealed under itself at the start, and the root secret opens it no more', async () => {
    const before = await open();
    await before.chatSecrets.put('slack:T1', 'xoxb-canary');
    const chat = await open(secret());
    await chat.reencrypt();
    expect(await chat.chatSecrets.get('slack:T1')).toBe('xoxb-canary');
    expect(await rows(chat)).toEqual([]);
    const web = await open();
    expect(await web.chatSecrets.get('slack:T1')).toBeNull();
    await expect(web.secretSettings.get('chat:slack:T1')).rejects.toMatchObject({ code: 'vault.closed' });
    // Another root secret takes nothing of it along, and does not stumble over it.
    await web.secretSettings.reencrypt();
    expect(await chat.chatSecrets.get('slack:T1')).toBe('xoxb-canary');
  });

  it('gives way to another one, which seals everything anew', async () => {
    const [old, young] = [secret(), secret()];
    await (await open(old)).chatSecrets.put('slack:T1', 'xoxb-canary');
    await (await open(`${young} ${old}`)).reencrypt();
    expect(await (await open(young)).chatSecrets.get('slack:T1')).toBe('xoxb-canary');
  });
});
