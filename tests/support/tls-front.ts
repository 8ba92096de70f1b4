// Puts TLS in front of a fake platform on loopback, under names of its own; where the fake names its plain sockets, it names those with TLS.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** An authority in `ca.pem`, and a certificate of it for all these names. */
export function makeAuthority(dir: string, names: readonly string[]): void {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=an authority of its own');
  writeFileSync(join(dir, 'san'), `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`);
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=a platform');
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'san'];
  openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...signed);
}

interface Front {
  readonly dir: string;
  /** Where the fake listens. */
  readonly port: number;
  /** The name of its sockets. */
  readonly sockets: string;
}

export async function openTlsFront({ dir, port, sockets }: Front): Promise<{ readonly port: number; close(): Promise<void> }> {
  const pem = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const server = createServer({ cert: pem('server.pem'), key: pem('server.key') }, (request, response) => {
    const { method, url, headers } = request;
    const there = ask({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      void buffer(answer).then((body) => {
        const { 'content-length': _length, 'transfer-encoding': _coding, ...kept } = answer.headers;
        const text = body.toString('utf8').replaceAll(`ws://127.0.0.1:${String(port)}`, `wss://${sockets}`);
        response.writeHead(answer.statusCode ?? 502, kept).end(text);
      });
    });
    request.pipe(there);
  });
  server.on('upgrade', ({ method, url, rawHeaders }, client, head: Buffer) => {
    const far = connect(port, '127.0.0.1');
    const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ''}`] : []));
    far.write([`${method ?? 'GET'} ${url ?? '/'} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    far.write(head);
    client.pipe(far).pipe(client);
    for (const end of [client, far]) end.on('error', () => [client, far].forEach((one) => one.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
