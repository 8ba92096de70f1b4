// Compares what a server serves with a list of what was built: each page as a browser gets it, and each file that its pages may fetch.

import { createHash } from 'node:crypto';
import { pageRows } from '../../server/api/table/site.ts';
import type { BuiltFiles } from './list.ts';

/** Templates that are filled anew for each answer and run no script, and the toy chat, which is not served where people work. */
const NOT_COMPARED = new Set(['error.html', 'playground.html']);
const TIMEOUT_MS = 30_000;
/** No page and no part of one is nearly as large. */
const LARGEST = 16 * 1024 * 1024;

export interface Difference {
  readonly path: string;
  /** A clause behind the path. */
  readonly how: string;
}

const ANY_ID = 'a'.repeat(32);
const addressOf = (path: string): string => path.replace(':id', ANY_ID).replace('*', ANY_ID);

/** Path → file of the build, for all that is looked at. */
function pathsOf(files: BuiltFiles): [path: string, file: string][] {
  const pages = Object.values(pageRows).map(({ path, file }): [string, string] => [addressOf(path), file]);
  const others = [...files.keys()]
    .filter((name) => !name.endsWith('.html') && name !== 'openapi.json')
    .map((name): [string, string] => [`/${name}`, name]);
  return [...pages, ['/nt2-file.html', 'file.html'], ['/reference', 'reference.html'], ['/api/openapi.json', 'openapi.json'], ...others];
}

// The facts of a server, as src/server/pages/pages.ts puts them in front of the title: these names, texts, and nothing that a browser runs.
const FACTS =
  /(?:<meta name="nt2:(?:operator|clear-hidden-minutes|file-bytes|saved-sha256)" content="[^"<>]{0,1000}" \/>){1,10}(?=<title>)/;
/** What a policy must not have, whatever else it says. */
const LAX = /'unsafe-inline'|'unsafe-eval'|\bhttps?:|\*/;

export async function compareServed(
  origin: string,
  files: BuiltFiles,
  fetched: typeof fetch,
): Promise<{ readonly looked: number; readonly differences: Difference[] }> {
  const differences: Difference[] = [];
  const paths = pathsOf(files);
  for (const [path, file] of paths) {
    const expected = files.get(file);
    if (expected === undefined) differences.push({ path, how: 'is a page that the list does not know' });
    else {
      const how = await differs(new URL(path, origin), expected, fetched);
      if (how !== null) differences.push({ path, how });
    }
  }
  for (const name of files.keys())
    if (!NOT_COMPARED.has(name) && !paths.some(([, file]) => file === name))
      differences.push({ path: name, how: 'is in the list, and this nt2 does not know where it is served' });
  return { looked: paths.length, differences };
}

async function differs(url: URL, expected: string, fetched: typeof fetch): Promise<string | null> {
  let answer: Response;
  let bytes: Uint8Array;
  try {
    answer = await fetched(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    bytes = new Uint8Array(await answer.arrayBuffer());
  } catch {
    return 'could not be fetched';
  }
  if (answer.status !== 200) return `is answered with ${answer.status}`;
  if (bytes.length > LARGEST) return 'is far too large';
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true;
  const policy = answer.headers.get('content-security-policy');
  if (isPage && (policy === null || LAX.test(policy))) return 'comes without the policy that nt2 gives it';
  const hash = (value: Uint8Array | string): string => createHash('sha256').update(value).digest('hex');
  if (hash(bytes) === expected) return null;
  return isPage && hash(new TextDecoder().decode(bytes).replace(FACTS, '')) === expected ? null : 'is another one than was built';
}
