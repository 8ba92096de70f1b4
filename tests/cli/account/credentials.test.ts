// Where a person's commands find their server and token, and which files they refuse.

import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentialsPath, loadStored, saveStored, withoutServer, withServer } from '../../../src/cli/account/credentials-file.ts';
import { loadCredentials } from '../../../src/cli/account/credentials.ts';

let folder: string;
let env: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-credentials-'));
  env = { XDG_CONFIG_HOME: folder };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [one, two] = ['one', 'two'].map((name) => ({ url: `https://${name}.example`, token: `nt2t_${name}canary`, person: name }));
const both = () => saveStored(env, withServer(withServer(loadStored(env), one!), two!));

it('the environment wins; then the last log-in, or the server that is named', async () => {
  both();
  expect(await loadCredentials(env)).toEqual(two);
  expect(await loadCredentials(env, { server: 'one.example' })).toEqual(one);
  expect(await loadCredentials({ ...env, NT2_URL: 'https://one.example/' })).toEqual(one);
  expect(await loadCredentials({ ...env, NT2_URL: 'https://three.example' })).toBeNull();
  const given = { ...env, NT2_URL: 'https://three.example', NT2_TOKEN: 'nt2_given' };
  expect(await loadCredentials(given)).toEqual({ url: 'https://three.example', token: 'nt2_given', person: null });
  expect(await loadCredentials(given, { server: 'https://one.example' })).toEqual(one);
  expect(await loadCredentials(given, { server: 'https://three.example' })).toMatchObject({ token: 'nt2_given' });
});

it('a token without an address goes nowhere', async () => {
  both();
  await expect(loadCredentials({ ...env, NT2_TOKEN: 'nt2_canary' })).rejects.toThrow(/NT2_URL is not/);
});

it('lies where the specification of these folders says, and a relative folder is no folder', () => {
  expect(credentialsPath({ HOME: '/home/ann' })).toBe('/home/ann/.config/nt2/credentials.json');
  expect(credentialsPath({ HOME: '/home/ann', XDG_CONFIG_HOME: 'here' })).toBe('/home/ann/.config/nt2/credentials.json');
  expect(credentialsPath({ HOME: '/home/ann', XDG_CONFIG_HOME: '/etc/ann' })).toBe('/etc/ann/nt2/credentials.json');
});

it('a log-out leaves the others, and the one before is the usual one again', () => {
  both();
  saveStored(env, withoutServer(loadStored(env), two!.url));
  expect(loadStored(env)).toEqual({ usual: one!.url, servers: [one] });
  expect(readFileSync(credentialsPath(env), 'utf8')).not.toContain(two!.token);
  expect(withoutServer(loadStored(env), one!.url)).toEqual({ usual: null, servers: [] });
});

it('is written whole or not at all: no half file, and no other left behind', () => {
  both();
  const path = credentialsPath(env);
  const before = readFileSync(path, 'utf8');
  rmSync(path);
  mkdirSync(path);
  expect(() => both()).toThrow(/credentials\.json/);
  expect(() => saveStored(env, { usual: null, servers: [] })).toThrow(/credentials\.json/);
  expect(readdirSync(dirname(path))).toEqual(['credentials.json']);
  rmSync(path, { recursive: true });
  both();
  expect(readFileSync(path, 'utf8')).toBe(before);
});

it.each([0o640, 0o604, 0o660, 0o666, 0o644])('a file that others can read or write is not read: mode %o', (mode) => {
  both();
  chmodSync(credentialsPath(env), mode);
  expect(() => loadStored(env)).toThrow(/can be read by others/);
});

it('a link, a folder, a foreign form and a half file are refused, and what stands in them is not repeated', () => {
  both();
  const path = credentialsPath(env);
  const elsewhere = join(folder, 'elsewhere');
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
  expect(() => loadStored(env)).toThrow(/is a link/);
  rmSync(path);
  linkSync(elsewhere, path);
  expect(loadStored(env).servers).toHaveLength(2);
  const texts = ['{"version":2,"canary":1}', '{"canary', '[]', 'null', '{"version":1,"usual":null,"servers":[{"url":1,"token":"canary"}]}'];
  for (const text of texts) {
    writeFileSync(path, text);
    expect(() => loadStored(env)).toThrow(/does not parse/);
    expect(() => loadStored(env)).not.toThrow(/canary/);
  }
});
