// `nt2 open`: shows what is to be opened and who sent it, asks, and hands the secret on: to a command, a file, or the terminal. The server hears
// that it was delivered only after that; until then this terminal can open it once more.

import { ApiError } from '../../client/client.ts';
import { ownEnvironment } from '../account/environment.ts';
import { asCalled } from '../as-called.ts';
import { failureOf } from '../api-failure.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure, UsageError } from '../output.ts';
import { tellPerson } from '../terminal-text.ts';
import { createDestination, type Destination } from './destination.ts';
import { createFilesDesk } from '../files/files-desk.ts';
import { parseOpen, type OpenCommand } from './options.ts';
import { renderSummary } from './show.ts';
import { askYes, readSecretText, readsStdin, waitForEnter, type SourceDeps } from './sources.ts';
import { linkTarget, ownTarget, type OpenTarget } from './target.ts';

export async function open(args: readonly string[]): Promise<number> {
  const options = parseOpen(args);
  const [stdin, stdout] = [process.stdin, process.stdout];
  const terminal = stdin.isTTY && process.stderr.isTTY ? { input: stdin, write: (text: string) => void process.stderr.write(text) } : null;
  const isAskable = terminal !== null;
  const { shareFile } = options;
  if (shareFile === null && !options.isSure && !isAskable)
    throw new UsageError('it can be opened once: where nobody can be asked, say so with --yes');
  if (options.isCleared && !(isAskable && stdout.isTTY)) throw new UsageError('--clear needs a terminal');
  const sources: SourceDeps = { terminal, stdin, isStdinTty: stdin.isTTY };
  const { own } = options;
  const askedLink = { question: 'The link', file: options.linkFile, flag: '--link-file', isPiped: true };
  const isLink = own === null && shareFile === null;
  const isStdinUsed = (isLink && readsStdin(askedLink, stdin.isTTY)) || options.wordsFile === '-' || options.identityFile === '-';
  const destination = createDestination(options, { env: ownEnvironment(), stdout, tell: tellPerson, isStdinUsed });
  destination.check();

  if (shareFile !== null) {
    const { openSaved } = await import('./share-file.ts');
    const secret = await openSaved(shareFile, { options, sources });
    if (secret !== null) await destination.give(secret);
    await clearIfAsked(options, terminal);
    return destination.ended();
  }
  const target = await (own === null ? linkTarget(await readSecretText(askedLink, sources)) : ownTarget(own));
  try {
    const news = await target.look();
    tellPerson(renderSummary(news));
    const question = news.isToAccept ? 'Accept and open it here?' : 'Open it now?';
    if (!options.isSure && !(await askYes(question))) throw new CommandFailure(EXIT.failed, 'Nothing was opened; it still waits.');
    await openAndGive({ target, news, options, sources, destination });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw own !== null && Object.hasOwn(OF_OWN, error.code)
      ? new CommandFailure(EXIT.refused, OF_OWN[error.code] ?? error.detail)
      : failureOf(error);
  }
  await clearIfAsked(options, terminal);
  return destination.ended();
}

async function clearIfAsked({ isCleared }: OpenCommand, terminal: SourceDeps['terminal']): Promise<void> {
  if (!isCleared || terminal === null) return;
  await waitForEnter(terminal, 'Enter clears the terminal');
  // All that is on it, and what it would scroll back to.
  process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
}

const TOO_SLOW =
  'The files take more than a minute, and a command starts only when all of them are there: run nt2 open again within a minute, with --files and without --exec.';

/** What a client says of a link helps nobody who has typed an id. */
const OF_OWN: Readonly<Record<string, string>> = {
  'link.missing': 'That is a link, and its key is not here: run nt2 open alone, and paste all of it.',
  no_key: 'It is for another device of yours: it was accepted there, or encrypted to a key that it had left. Open it there.',
};

interface Opening {
  readonly target: OpenTarget;
  readonly news: Awaited<ReturnType<OpenTarget['look']>>;
  readonly options: OpenCommand;
  readonly sources: SourceDeps;
  readonly destination: Destination;
}

async function openAndGive({ target, news: { id, needsPassphrase }, options, sources, destination }: Opening): Promise<void> {
  const desk = createFilesDesk(options.files, sources.terminal !== null);
  let isGiven = false;
  const { client, what, deadlineMs } = target;
  const asked = { question: 'The words', file: options.wordsFile, flag: '--words-file', isPiped: false };
  for (;;) {
    const passphrase = needsPassphrase ? await readSecretText(asked, sources) : undefined;
    try {
      const opened = await client.open(what, {
        passphrase,
        deadlineMs,
        onAccepted: ({ words }) =>
          tellPerson(
            asCalled(
              `Accepted. Waiting until they have encrypted it for this terminal. If they ask, its six words are: ${words}\n` +
                'Ctrl-C ends the waiting; nt2 open with the same id goes on.',
            ),
          ),
        beforeClaim: desk.beforeClaim,
        async handOver(secret) {
          const state = await desk.begin(secret);
          if (state === 'coming' && options.exec !== null) throw new CommandFailure(EXIT.later, TOO_SLOW);
          // What is printed for a program names where each file lies.
          if (state === 'coming' && options.json) return;
          await destination.give({ id, ...secret, saved: state === 'there' ? await desk.finish(secret) : [] });
          isGiven = true;
        },
      });
      const saved = await desk.finish(opened);
      if (!isGiven) await destination.give({ id, ...opened, saved });
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
