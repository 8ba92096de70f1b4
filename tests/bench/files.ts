// Files of 100 MB, up and down, beside a plain PUT and GET of the same chunks on the same stack; what the server holds of memory meanwhile;
// and what the sender's encryption takes, apart.

import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptChunk, generateFileKey } from '../../src/crypto/file/chunk.ts';
import { formatContentDigest } from '../../src/crypto/file/content-digest.ts';
import { chunkHash, createFileHash } from '../../src/crypto/file/file-hash.ts';
import { plainRange, sealedSize } from '../../src/crypto/file/sizes.ts';
import { freePort } from '../support/redis.ts';
import { createMaker } from './load/cycles.ts';
import { SERVER, startServer, type Running } from './processes.ts';
import { startNt2, type Nt2 } from './servers.ts';
import { median, tenth, whole, type Row } from './table.ts';

const MB = 1_000_000;
const SIZE = 100 * MB;
/** Chunks under way at the same time, as the client has them. */
const AT_ONCE = 3;
/** The first is cold. */
const ROUNDS = 4;
const AIM_RATIO = 0.5;
const AIM_MIB = 32;

interface Sealed {
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
  readonly seconds: number;
}

interface Turn {
  readonly up: number;
  readonly down: number;
  /** MiB above idle, the most that was seen. */
  readonly above: number;
}

function seal(): Sealed {
  const content = new Uint8Array(SIZE).fill(7);
  const { chunks: count, bytes } = sealedSize(SIZE);
  const [key, hash, started] = [generateFileKey(), createFileHash(count), performance.now()];
  const chunks = Array.from({ length: count }, (_, index) => {
    const { start, end } = plainRange(SIZE, index);
    const sealed = encryptChunk(content.subarray(start, end), { key, index, chunks: count });
    hash.add(index, chunkHash(sealed));
    return sealed;
  });
  return { chunks, bytes, seconds: (performance.now() - started) / 1_000 };
}

interface Asked {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** By Node's own client, which holds no more of an answer than it counts. */
function ask({ port, method, path, headers = {}, body }: Asked): Promise<{ status: number; bytes: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      let [bytes, text] = [0, ''];
      answer.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes < 4_096) text += part.toString('latin1');
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes, text }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function each(count: number, work: (index: number) => Promise<void>): Promise<number> {
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await work((next += 1) - 1);
    }),
  );
  return (performance.now() - started) / 1_000;
}

/** The most that a server holds while `work` goes on. */
async function watching<T>(server: Running, work: () => Promise<T>): Promise<{ most: number; value: T }> {
  let most = server.rss();
  const timer = setInterval(() => (most = Math.max(most, server.rss())), 20);
  try {
    const value = await work();
    return { value, most: Math.max(most, server.rss()) };
  } finally {
    clearInterval(timer);
  }
}

const right = (answer: { status: number; text: string }, wanted: number): void => {
  if (answer.status !== wanted) throw new Error(`answered ${answer.status}: ${answer.text.slice(0, 200)}`);
};

async function playNt2(nt2: Nt2, { chunks, bytes }: Sealed, idle: number): Promise<Turn> {
  const { port, target } = nt2;
  const bearer = { authorization: `Bearer ${target.tokens[0]}`, host: target.host };
  const json = { ...bearer, 'content-type': 'application/json' };
  const begun = await ask({
    port,
    method: 'POST',
    path: '/api/files',
    headers: json,
    body: JSON.stringify({ bytes, chunks: chunks.length }),
  });
  right(begun, 201);
  const { id } = JSON.parse(begun.text) as { id: string };
  const digests = chunks.map((chunk) => formatContentDigest(chunkHash(chunk)));
  const seen = await watching(nt2, async () => {
    const up = await each(chunks.length, async (index) => {
      const headers = {
        ...bearer,
        'content-type': 'application/octet-stream',
        'content-digest': digests[index]!,
        'content-length': String(chunks[index]!.length),
      };
      right(await ask({ port, method: 'PUT', path: `/api/files/${id}/chunks/${index}`, headers, body: chunks[index]! }), 204);
    });
    const [cycle] = await (await createMaker(target)).make(1);
    if (cycle === undefined) throw new Error('no cycle was made');
    const [create, claim] = [bodyOf(cycle.create), bodyOf(cycle.claim)];
    right(
      await ask({
        port,
        method: 'POST',
        path: '/api/shares',
        headers: { ...json, authorization: `Bearer ${cycle.token}` },
        body: JSON.stringify({ ...create, seal: { ...(create['seal'] as object), files: [id] } }),
      }),
      201,
    );
    const page = {
      origin: target.origin,
      'sec-fetch-site': 'same-origin',
      'x-nt2': '1',
      host: target.host,
      'content-type': 'application/json',
    };
    right(await ask({ port, method: 'POST', path: `/api/shares/${cycle.id}/claim`, headers: page, body: JSON.stringify(claim) }), 200);
    const holder = { 'x-nt2-claim': String(claim['secret']), host: target.host };
    const down = await each(chunks.length, async (index) => {
      const got = await ask({ port, method: 'GET', path: `/api/shares/${cycle.id}/files/${id}/chunks/${index}`, headers: holder });
      right(got, 200);
      if (got.bytes !== chunks[index]!.length) throw new Error('a chunk came back shorter');
    });
    right(
      await ask({ port, method: 'POST', path: `/api/shares/${cycle.id}/files/done`, headers: { ...page, ...holder }, body: '{}' }),
      204,
    );
    return { up, down };
  });
  return { ...seen.value, above: seen.most - idle };
}

const bodyOf = (request: Buffer): Record<string, unknown> =>
  JSON.parse(request.toString('utf8', request.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;

async function playBare(bare: Running, { chunks }: Sealed, idle: number): Promise<Turn> {
  const { port } = bare;
  const seen = await watching(bare, async () => {
    const up = await each(chunks.length, async (index) => {
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(chunks[index]!.length) };
      right(await ask({ port, method: 'PUT', path: `/chunks/c${index}`, headers, body: chunks[index]! }), 204);
    });
    const down = await each(chunks.length, async (index) => right(await ask({ port, method: 'GET', path: `/chunks/c${index}` }), 200));
    return { up, down };
  });
  return { ...seen.value, above: seen.most - idle };
}

/** `env`: settings of nt2 beside the usual ones. */
export async function measureFiles({
  redisUrl,
  say,
  env = {},
}: {
  readonly redisUrl: string;
  readonly say: (line: string) => void;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<Row[]> {
  const sealed = seal();
  const nt2 = await startNt2({
    store: 'SQLite',
    redisUrl,
    cores: SERVER,
    programs: 1,
    env: { NT2_QUOTA_ADDRESS_FILE_BYTES: '1000GiB', NT2_QUOTA_TENANT_FILE_BYTES: '1000GiB', ...env },
  });
  const folder = mkdtempSync(join(tmpdir(), 'nt2-bare-files-'));
  const barePort = await freePort();
  const bare = await startServer({
    script: join(import.meta.dirname, 'bare-files.ts'),
    args: [String(barePort), folder],
    port: barePort,
    cores: SERVER,
  });
  try {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const [idle, bareIdle] = [nt2.rss(), bare.rss()];
    const turns: { nt2: Turn; bare: Turn }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const turn = { nt2: await playNt2(nt2, sealed, idle), bare: await playBare(bare, sealed, bareIdle) };
      turns.push(turn);
      say(
        `round ${round}: up ${tenth(SIZE / MB / turn.nt2.up)} (plain ${tenth(SIZE / MB / turn.bare.up)}), down ${tenth(SIZE / MB / turn.nt2.down)} (plain ${tenth(SIZE / MB / turn.bare.down)}) MB/s; ${whole(turn.nt2.above)} (plain ${whole(turn.bare.above)}) MiB above idle`,
      );
    }
    const warm = turns.slice(1);
    const rate = (side: 'nt2' | 'bare', way: 'up' | 'down'): number => SIZE / MB / median(warm.map((turn) => turn[side][way]));
    const way = (name: 'up' | 'down'): Row => {
      const [mine, base] = [rate('nt2', name), rate('bare', name)];
      return {
        what: `Files, SQLite and a folder: 100 MB ${name} in chunks, encryption not counted (baseline: a plain ${name === 'up' ? 'PUT' : 'GET'} of the same chunks)`,
        nt2: `${whole(mine)} MB/s`,
        baseline: `${whole(base)} MB/s`,
        ratio: mine / base,
        aim: { text: `at least ${AIM_RATIO}`, reached: mine / base >= AIM_RATIO },
      };
    };
    const memory = (what: string, some: readonly { nt2: Turn; bare: Turn }[]): Row => {
      const [mine, base] = [Math.max(...some.map((turn) => turn.nt2.above)), Math.max(...some.map((turn) => turn.bare.above))];
      return {
        what: `Files: memory (RSS) above idle, ${what}`,
        nt2: `${whole(mine)} MiB`,
        baseline: `${whole(base)} MiB`,
        ratio: mine / base,
        aim: { text: `at most ${AIM_MIB} MiB`, reached: mine <= AIM_MIB },
      };
    };
    return [
      way('up'),
      way('down'),
      { what: 'Files: encryption and hash of 100 MB, in one thread of Node', nt2: `${whole(SIZE / MB / sealed.seconds)} MB/s` },
      memory('100 MB up and down, cold', turns.slice(0, 1)),
      memory('after four times', turns),
    ];
  } finally {
    await Promise.all([nt2.stop(), bare.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
