// `nt2 open`: shows what a link holds and who sent it, asks, and hands the secret on: to a command, a file, or the terminal. The server hears
// that it was delivered only after that; until then this terminal can open it once more.

import { ApiError, createClient, type Client, type LinkNews } from '../../client/client.ts';
import { keysFolder, openKeyFiles } from '../account/key-files.ts';
import { ownEnvironment } from '../account/environment.ts';
import { failureOf } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure, UsageError } from '../output.ts';
import { tellPerson } from '../terminal-text.ts';
import { wayOut } from '../way-out.ts';
import { createDestination, type Destination } from './destination.ts';
import { parseOpen, type OpenCommand } from './options.ts';
import { renderSummary } from './show.ts';
import { askYes, readSecretText, readsStdin, waitForEnter, type SourceDeps } from './sources.ts';

/** Words take a while on a slow machine, and a command may start slowly. */
const DEADLINE_MS = 120_000;

export async function open(args: readonly string[]): Promise<number> {
  const options = parseOpen(args);
  const [stdin, stdout] = [process.stdin, process.stdout];
  const terminal = stdin.isTTY && process.stderr.isTTY ? { input: stdin, write: (text: string) => void process.stderr.write(text) } : null;
  const isAskable = terminal !== null;
  if (!options.isSure && !isAskable) throw new UsageError('it can be opened once: where nobody can be asked, say so with --yes');
  if (options.isCleared && !(isAskable && stdout.isTTY)) throw new UsageError('--clear needs a terminal');
  const sources: SourceDeps = { terminal, stdin, isStdinTty: stdin.isTTY };
  const askedLink = { question: 'The link', file: options.linkFile, flag: '--link-file', isPiped: true };
  const isStdinUsed = readsStdin(askedLink, stdin.isTTY) || options.wordsFile === '-';
  const destination = createDestination(options, { env: ownEnvironment(), stdout, tell: tellPerson, isStdinUsed });
  destination.check();

  const link = await readSecretText(askedLink, sources);
  const server = await serverOf(link);
  const client = createClient({ url: server, keys: keysOf(server), fetch: wayOut });
  try {
    const news = await client.look(link);
    tellPerson(renderSummary({ ...news, server: new URL(server).host }));
    if (!options.isSure && !(await askYes('Open it now?'))) throw new CommandFailure(EXIT.failed, 'Nothing was opened; it still waits.');
    await openAndGive({ client, link, news, options, sources, destination });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw failureOf(error);
  }
  if (options.isCleared && terminal !== null) {
    await waitForEnter(terminal, 'Enter clears the terminal');
    // All that is on it, and what it would scroll back to.
    process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
  }
  return destination.ended();
}

interface Opening {
  readonly client: Client;
  readonly link: string;
  readonly news: LinkNews;
  readonly options: OpenCommand;
  readonly sources: SourceDeps;
  readonly destination: Destination;
}

async function openAndGive({ client, link, news: { id, needsPassphrase }, options, sources, destination }: Opening): Promise<void> {
  const asked = { question: 'The words', file: options.wordsFile, flag: '--words-file', isPiped: false };
  for (;;) {
    const passphrase = needsPassphrase ? await readSecretText(asked, sources) : undefined;
    try {
      const opened = await client.open(link, {
        passphrase,
        deadlineMs: DEADLINE_MS,
        handOver: (secret) => destination.give({ id, ...secret }),
      });
      if (!opened.isConfirmed)
        tellPerson('It was handed on, but the server has not heard of it: it will tell the sender that nobody confirmed.');
      return;
    } catch (error) {
      const isWrong = error instanceof ApiError && (error.code === 'proof.failed' || error.code === 'words');
      // Words from a file are the same a second time.
      if (!isWrong || !needsPassphrase || options.wordsFile !== null || sources.terminal === null) throw error;
      tellPerson(`${error.detail}${error.triesLeft === undefined ? '' : ` ${error.triesLeft} left.`}`);
    }
  }
}

/** The server that the link names; of a link without its address, the one where this person is logged in. */
async function serverOf(link: string): Promise<string> {
  const named = /(https?:\/\/[^\s/]+)\/s\/[a-z2-7]{32}/i.exec(link)?.[1];
  if (named !== undefined) return named;
  const { loadCredentials } = await import('../account/credentials.ts');
  const url = (await loadCredentials(ownEnvironment()))?.url;
  if (url === undefined) throw new CommandFailure(EXIT.input, 'That is no whole link: copy all of it, from https:// to its end.');
  return url;
}

/** In memory where no file can be: then an opening that breaks off here cannot go on later. */
function keysOf(server: string): ReturnType<typeof openKeyFiles> | undefined {
  try {
    return openKeyFiles(keysFolder(ownEnvironment(), server));
  } catch {
    tellPerson('This terminal has no place for keys: an opening that breaks off cannot be taken up again.');
    return undefined;
  }
}
