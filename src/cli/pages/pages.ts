// `nt2 pages`: what a server should serve, signed by those who release it, and whether a server serves that. See docs/pages.md and
// docs/decisions/page-transparency.md.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decodeBase64, encodeBase64 } from '../../crypto/bytes.ts';
import { isNoteName, signNote } from '../../crypto/note/note.ts';
import { signerFromSeed, type Signer } from '../../crypto/note/signer.ts';
import { formatVkey } from '../../crypto/tlog/checkpoint.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags } from '../flags.ts';
import { CommandFailure, expectNothing, expectOne, print, UsageError } from '../output.ts';
import { escapeForTerminal } from '../terminal-text.ts';
import { wayOut } from '../way-out.ts';
import { writeNewFile } from '../write-new-file.ts';
import { keysIn, read } from '../receipt/keys.ts';
import { listIn, ownList, parseBuiltList } from './list.ts';

export async function pages(args: readonly string[]): Promise<number> {
  const [verb = '', ...rest] = args;
  if (verb === 'list') return printList(rest);
  if (verb === 'key') return makeKey(rest);
  if (verb === 'sign') return signList(rest);
  if (verb === 'verify') return verifyPages(rest);
  throw new UsageError('nt2 pages takes list, key, sign or verify');
}

function printList(args: readonly string[]): number {
  expectNothing(parseFlags('pages list', args).rest);
  return print(ownList());
}

const KEY_LINE = /^nt2-pages-1 ([^ ]+) ([A-Za-z0-9+/=]{44})\n$/;

async function makeKey(args: readonly string[]): Promise<number> {
  const [file, name, ...more] = parseFlags('pages key', args).rest;
  if (file === undefined || name === undefined || more.length > 0)
    throw new UsageError('this command takes a new file and a name for the key');
  if (!isNoteName(name)) throw new UsageError('the name of a key has no spaces and no plus signs, such as example.com/nt2-releases');
  const seed = randomBytes(32);
  writeNewFile(file, `nt2-pages-1 ${name} ${encodeBase64(seed)}\n`);
  return print(formatVkey({ name, publicKey: (await signerFromSeed(seed)).publicKey }));
}

async function signList(args: readonly string[]): Promise<number> {
  const { name, key } = await openKey(expectOne(parseFlags('pages sign', args).rest, 'the file of a key that nt2 pages key has made'));
  return print(await signNote({ text: ownList(), name, key }));
}

async function openKey(file: string): Promise<{ readonly name: string; readonly key: Signer }> {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new CommandFailure(EXIT.input, 'That file cannot be read.');
  }
  const [, name, seed] = KEY_LINE.exec(text) ?? [];
  const bytes = decodeBase64(seed ?? '');
  if (name === undefined || !isNoteName(name) || bytes?.length !== 32)
    throw new CommandFailure(EXIT.input, 'That file is no key that nt2 pages key has made.');
  return { name, key: await signerFromSeed(bytes) };
}

async function verifyPages(args: readonly string[]): Promise<number> {
  const flags = parseFlags('pages verify', args);
  const address = expectOne(flags.rest, 'the address of a server');
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new UsageError('this command takes the address of a server, such as https://nt2.example.com');
  const { origin } = new URL(address);
  const [file, vkey] = [flags.one('--list'), flags.one('--key')];
  const [key = null, ...more] = vkey === undefined ? [] : keysIn(vkey);
  if (more.length > 0) throw new UsageError('--key is one key');
  if (key !== null && file === undefined) throw new UsageError('--key is of the list that --list names');
  const [folder, log] = [flags.one('--tiles'), flags.one('--log')];
  if ((folder === undefined) !== (log === undefined))
    throw new UsageError('--tiles is a folder of nt2 log export, and --log the key of that log: give both or neither');
  const logKeys = log === undefined ? [] : keysIn(log);
  const text = file === undefined ? ownList() : await listIn(read(file).toString('utf8'), key);
  const files = parseBuiltList(text);
  if (files === null)
    throw new CommandFailure(
      EXIT.input,
      key === null ? 'That is no list of pages. One that is signed needs --key.' : 'What was signed is no list of pages.',
    );
  const { compareServed } = await import('./compare.ts');
  const { looked, differences } = await compareServed(origin, files, wayOut);
  for (const { path, how } of differences) console.error(`${escapeForTerminal(path)} ${how}.`);
  if (differences.length > 0)
    throw new CommandFailure(
      EXIT.refused,
      `${differences.length} of ${looked} addresses differ from the list: that server runs another build, or something on the way changes it.`,
    );
  const served = `All ${looked} addresses serve what the list says.`;
  if (folder === undefined) return print(served);
  const { saysOfLog } = await import('./in-log.ts');
  return print(`${served}\n${await saysOfLog({ folder, keys: logKeys, list: text })}`);
}
