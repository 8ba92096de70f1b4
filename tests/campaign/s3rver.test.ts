// The contract of places of files against an S3 server of others: s3rver, installed into a folder of its own, since it brings 109 packages.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openBucket } from '../../src/blobs/bucket.ts';
import { testBlobs } from '../blobs/contract.ts';

const VERSION = '3.7.1';

describe.runIf(process.env['NT2_CAMPAIGN'] !== undefined)(`s3rver ${VERSION}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-s3rver-'));
  let server: ChildProcess;
  let endpoint: URL;
  beforeAll(async () => {
    execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', `s3rver@${VERSION}`], {
      stdio: 'pipe',
    });
    const data = join(folder, 'data');
    mkdirSync(data);
    const program = `
      const S3rver = require('s3rver');
      const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: ${JSON.stringify(data)}, configureBuckets: [{ name: 'nt2-files', configs: [] }] });
      server.run().then(({ port }) => console.log(port));`;
    server = spawn(process.execPath, ['-e', program], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<string>((resolve) => server.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim())));
    endpoint = new URL(`http://127.0.0.1:${port}`);
  }, 120_000);
  afterAll(() => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  testBlobs(
    () =>
      openBucket({
        endpoint,
        bucket: 'nt2-files',
        prefix: 'of/nt2/',
        region: 'us-east-1',
        keyId: 'S3RVER',
        secret: 'S3RVER',
        style: 'path',
      }),
    // It counts common prefixes on no page: findings/s3rver-common-prefixes.sh.
    { page: null },
  );
});
