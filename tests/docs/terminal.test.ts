// docs/terminal.md, line by line: each example runs as it stands there, with stand-ins of the other tools that take only what theirs take.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { splitWords } from '../../src/cli/give/split-words.ts';
import { EXIT_CODES } from '../../src/cli/help/commands.ts';
import { main } from '../../src/cli/main.ts';
import { createClient } from '../../src/client/client.ts';
import { said } from '../cli/said.ts';
import { programAt } from '../client/client-at.ts';
import { openDoor, PUBLIC_URL, type Harness } from '../server/harness.ts';

const VALUE = 'whsec_from_there';
const DOTENV = 'A_KEY=whsec_from_there\nB_KEY=2\n';

/** Arguments, one to a line, and what is printed then; by the documentation of each tool. */
const TOOLS: Readonly<Record<string, readonly (readonly [args: readonly string[], prints: string])[]>> = {
  // https://developer.hashicorp.com/vault/docs/commands/kv/get: no line end with -field
  vault: [[['kv', 'get', '-mount=secret', '-field=passcode', 'creds'], VALUE]],
  // https://developer.1password.com/docs/cli/reference/commands/read/
  op: [[['read', 'op://Team/Stripe key/password'], `${VALUE}\n`]],
  // https://docs.doppler.com/docs/accessing-secrets
  doppler: [[['secrets', 'get', 'STRIPE_KEY', '--plain'], `${VALUE}\n`]],
  // https://docs.aws.amazon.com/cli/latest/reference/secretsmanager/get-secret-value.html
  aws: [
    [['secretsmanager', 'get-secret-value', '--secret-id', 'prod/stripe', '--query', 'SecretString', '--output', 'text'], `${VALUE}\n`],
  ],
  // https://cloud.google.com/sdk/gcloud/reference/secrets/versions/access
  gcloud: [[['secrets', 'versions', 'access', 'latest', '--secret=stripe-key'], VALUE]],
  // https://learn.microsoft.com/cli/azure/keyvault/secret#az-keyvault-secret-show
  az: [[['keyvault', 'secret', 'show', '--vault-name', 'team', '--name', 'stripe-key', '--query', 'value', '-o', 'tsv'], `${VALUE}\n`]],
  // https://getsops.io/docs/#extract-a-sub-part-of-a-document-tree
  sops: [
    [['-d', '--extract', '["stripe"]["key"]', 'secrets.yaml'], VALUE],
    [['-d', 'relay.env'], DOTENV],
  ],
  // https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-kubectl/#decoding-secret
  kubectl: [[['get', 'secret', 'stripe', '-o', 'jsonpath={.data.key}'], Buffer.from(VALUE).toString('base64')]],
};

const page = readFileSync(join(import.meta.dirname, '../../docs/terminal.md'), 'utf8');
const lines = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) => block.trimEnd().split('\n'));
const gives = lines.filter((line) => line.startsWith('nt2 share --link'));
const follows = lines.filter((line) =>
  /^nt2 (?:list|status|remind|extend|resend|revoke|receipt|share --to|request|open [a-z2-7]{32}) ?[^$]*$/.test(line),
);

let door: Harness;
let folder: string;
beforeAll(async () => {
  door = await openDoor();
  folder = mkdtempSync(join(tmpdir(), 'nt2-tools-'));
  for (const [name, calls] of Object.entries(TOOLS)) {
    const cases = calls.map(([args, prints]) => `  ${quote(args.join('\n'))}) printf %s ${quote(prints)} ;;`);
    const script = `#!/bin/sh\ncase "$(printf '%s\\n' "$@")" in\n${cases.join('\n')}\n  *) echo 'other arguments' >&2; exit 64 ;;\nesac\n`;
    writeFileSync(join(folder, name), script);
    chmodSync(join(folder, name), 0o755);
  }
  writeFileSync(join(folder, 'key.txt'), `${VALUE}\n`);
  const token = await door.apiTokens.create('terminal');
  if (!token.ok) throw new Error(token.code);
  vi.stubEnv('NT2_URL', PUBLIC_URL);
  vi.stubEnv('NT2_TOKEN', token.value);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => {
    const { pathname, search } = new URL(input);
    return door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await door.close();
});

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Runs a line as a shell would: its words, without the name of the command. */
function run(line: string) {
  const split = splitWords(line);
  if (split.kind !== 'words') throw new Error(`${split.kind}: ${line}`);
  return said(() => main(split.words.slice(1)));
}

/** Keeps what comes, for the two sets of arguments that the page has. */
const GH = `#!/bin/sh
case "$*" in
  'secret set STRIPE_KEY --repo team/relay'|'secret set --env-file - --repo team/relay') cat > set ;;
  *) echo 'other arguments' >&2; exit 64 ;;
esac
`;
const opens = lines.filter((line) => line.startsWith('nt2 open --yes'));

describe('docs/terminal.md', () => {
  it('shows every tool', () => {
    expect(gives).toHaveLength(10);
    for (const name of Object.keys(TOOLS)) expect(gives.join('\n')).toMatch(new RegExp(`['"]${name} `));
  });

  it.each(gives)('each line of the page makes a link that opens to what the tool printed: %s', async (line) => {
    const { code, out, err } = await run(line.replace('key.txt', join(folder, 'key.txt')));
    expect([code, err]).toEqual([0, expect.stringContaining('Opens once')]);
    const { items } = await createClient({ url: PUBLIC_URL }).open(out.trim());
    const values = items[0]?.fields.map(({ value }) => value);
    expect(values).toEqual(line.includes('relay.env') ? [VALUE, '2'] : [VALUE]);
  });

  it.each(follows)('each other command is understood as it stands: %s', async (line) => {
    const { code, err } = await run(
      line
        .replace(/ > .*/, '')
        .replace('nt2 open', 'nt2 open --yes')
        .replace(/key\.txt|relay\.env|dump\.sql\.gz|key\.pem/g, (name) => join(folder, name === 'relay.env' ? name : 'key.txt')),
    );
    // There is no such share and no such person; a command that is not understood would say so.
    expect([line.startsWith('nt2 list') ? 0 : /^nt2 (?:share|request)/.test(line) ? 67 : 2, err]).toEqual([code, err]);
  });

  it.each(opens)('each line that opens hands the value on as it stands: %s', async (line) => {
    const own = mkdtempSync(join(folder, 'open-'));
    const client = await programAt(door);
    writeFileSync(join(own, 'link.txt'), (await client.share([{ name: 'KEY', value: VALUE }], { label: 'Key' })).url);
    writeFileSync(join(own, 'npm'), `#!/bin/sh\ntest "$*" = 'run migrate' && printf %s "$KEY" > '${join(own, 'ran')}'\n`);
    chmodSync(join(own, 'npm'), 0o755);
    vi.stubEnv('XDG_STATE_HOME', own);
    vi.stubEnv('PATH', `${own}:${process.env['PATH']}`);
    const [command = '', receiver] = line.split(/ >>? | \| (?=gh )/);
    const { code, out } = await run(command.replaceAll(/(?<= )(?:link\.txt|\.env|secret\.yaml)/g, (name) => join(own, name)));
    // https://cli.github.com/manual/gh_secret_set: from standard input, where there is no --body
    if (receiver?.startsWith('gh ')) {
      writeFileSync(join(own, 'gh'), GH, { mode: 0o755 });
      const set = spawnSync('sh', ['-c', receiver], {
        input: out,
        encoding: 'utf8',
        cwd: own,
        env: { PATH: `${own}:${process.env['PATH']}` },
      });
      expect([set.status, set.stderr]).toEqual([0, '']);
      const isFile = receiver.includes('--env-file');
      expect(readFileSync(join(own, 'set'), 'utf8')).toBe(isFile ? `KEY=${VALUE}\n` : VALUE);
      expect(JSON.stringify(set)).not.toContain(VALUE);
    }
    const files = ['ran', '.env', 'secret.yaml'].map((name) => join(own, name)).filter((file) => existsSync(file));
    const given = out + files.map((file) => readFileSync(file, 'utf8')).join('');
    expect([code, given.includes(VALUE) || given.includes(Buffer.from(VALUE).toString('base64'))]).toEqual([0, true]);
  });

  it('the exit codes of the page are those of the command', () => {
    const rows = [...page.matchAll(/^\| (\d+) \| ([^`\n]*?)(?:: [^`\n]*)? \|$/gm)].map(([, code, means]) => [Number(code), means]);
    expect(rows).toEqual(EXIT_CODES.map(([code, means]) => [code, means.replace(/: .*/, '')]));
  });
});
