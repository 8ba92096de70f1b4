// A bucket that speaks S3, as strict as the services are: it checks each signature (AWS Signature Version 4, written here from its
// description and not by what nt2 signs with), its clock, the hash of what comes, and answers with S3's own errors. And what services do on
// a bad day: slow, cut, full, gone, another page in their place.

import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeRequest {
  readonly method: string;
  /** Of the object, '' for the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** What happens in place of the answer. `cut`: the connection ends in the middle of it. `silent`: nothing comes. */
export type Trouble =
  | { readonly kind: 'error'; readonly status: number; readonly code?: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'page'; readonly status: number; readonly text: string }
  | { readonly kind: 'cut' | 'silent' | 'stall' }
  /** The answer is lost, and what was asked is done. */
  | { readonly kind: 'done-and-cut' };

export interface FakeBucket {
  readonly port: number;
  readonly endpoint: URL;
  readonly objects: Map<string, Buffer>;
  readonly asked: FakeRequest[];
  /** Null: none. Asked before each request is answered. */
  trouble: (request: FakeRequest) => Trouble | null;
  versioning: string;
  close(): Promise<void>;
}

export const FAKE_KEY = {
  bucket: 'nt2-files',
  region: 'eu-central-1',
  keyId: 'AKIAFAKEKEYID',
  secret: 'fake+secret/canary-s3-77ab',
} as const;

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const spelt = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Null: well signed. Else the code that S3 refuses it with. */
function refusalOf(request: IncomingMessage, url: URL, body: Buffer): string | null {
  const { headers, method = '' } = request;
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=([\da-f]{64})$/;
  const [, keyId, day, region, names = '', signature] = form.exec(headers.authorization ?? '') ?? [];
  if (keyId === undefined || day === undefined) return 'AccessDenied';
  if (keyId !== FAKE_KEY.keyId) return 'InvalidAccessKeyId';
  if (region !== FAKE_KEY.region) return 'AuthorizationHeaderMalformed';
  const at = String(headers['x-amz-date']);
  const [, y, mo, d, h, mi, s] = (/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(at) ?? []).map(Number);
  if (y === undefined || Math.abs(Date.UTC(y, mo! - 1, d, h, mi, s) - Date.now()) > 15 * 60_000) return 'RequestTimeTooSkewed';
  const hash = String(headers['x-amz-content-sha256']);
  for (const name of ['host', 'x-amz-date', 'x-amz-content-sha256']) if (!names.split(';').includes(name)) return 'AccessDenied';
  const query = [...url.searchParams].map((pair) => pair.map(spelt).join('=')).toSorted();
  const canonical = [
    method,
    url.pathname
      .split('/')
      .map((part) => spelt(decodeURIComponent(part)))
      .join('/'),
    query.join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}`),
    '',
    names,
    hash,
  ].join('\n');
  const key = ['aws4_request'].reduce((k, part) => hmac(k, part), hmac(hmac(hmac(`AWS4${FAKE_KEY.secret}`, day), region), 's3'));
  const text = ['AWS4-HMAC-SHA256', at, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n');
  if (hmac(key, text).toString('hex') !== signature) return 'SignatureDoesNotMatch';
  if (hash !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const sum = headers['x-amz-checksum-sha256'];
  return sum === undefined || sum === createHash('sha256').update(body).digest('base64') ? null : 'BadDigest';
}

export async function openFakeBucket(): Promise<FakeBucket> {
  const objects = new Map<string, Buffer>();
  const asked: FakeRequest[] = [];
  const waiting = new Set<ServerResponse>();

  const xml = (response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void =>
    void response
      .writeHead(status, { 'content-type': 'application/xml', ...headers })
      .end(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
  const error = (response: ServerResponse, status: number, code: string, headers?: Readonly<Record<string, string>>): void =>
    xml(response, status, code === '' ? '' : `<Error><Code>${code}</Code><Message>What ${escaped('"it" says')}</Message></Error>`, headers);

  function list(query: URLSearchParams, response: ServerResponse): void {
    const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
    const most = Math.min(Number(query.get('max-keys') ?? 1_000), 1_000);
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
    const found = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    const groups = new Map<string, boolean>();
    for (const key of found) {
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      groups.set(cut === -1 ? key : key.slice(0, cut + 1), cut !== -1);
    }
    const rest = [...groups].filter(([name]) => name > after);
    const page = rest.slice(0, most);
    const isCut = rest.length > page.length;
    const token = Buffer.from(page.at(-1)?.[0] ?? '').toString('base64');
    xml(
      response,
      200,
      `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${FAKE_KEY.bucket}</Name><Prefix>${escaped(prefix)}</Prefix>` +
        `<KeyCount>${page.length}</KeyCount><IsTruncated>${isCut}</IsTruncated>` +
        page
          .map(([name, isGroup]) =>
            isGroup
              ? `<CommonPrefixes><Prefix>${escaped(name)}</Prefix></CommonPrefixes>`
              : `<Contents><Key>${escaped(name)}</Key><ETag>&quot;x&quot;</ETag><Size>${objects.get(name)?.length}</Size><Owner/></Contents>`,
          )
          .join('') +
        (isCut ? `<NextContinuationToken>${token}</NextContinuationToken>` : '') +
        '</ListBucketResult>',
    );
  }

  function answer(one: FakeRequest, body: Buffer, response: ServerResponse): void {
    const { method, key, query } = one;
    if (key === '' && query.has('versioning'))
      return xml(
        response,
        200,
        `<VersioningConfiguration>${fake.versioning === '' ? '' : `<Status>${fake.versioning}</Status>`}</VersioningConfiguration>`,
      );
    if (key === '')
      return method === 'GET' && query.get('list-type') === '2' ? list(query, response) : error(response, 405, 'MethodNotAllowed');
    if (method === 'PUT') {
      objects.set(key, body);
      return void response.writeHead(200, { etag: '"x"' }).end();
    }
    if (method === 'DELETE') {
      objects.delete(key);
      return void response.writeHead(204).end();
    }
    const found = objects.get(key);
    return found === undefined
      ? error(response, 404, 'NoSuchKey')
      : void response.writeHead(200, { 'content-length': found.length, 'content-type': 'application/octet-stream' }).end(found);
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const url = new URL(request.url ?? '', `http://${request.headers.host}`);
      const isByHost = url.hostname.startsWith(`${FAKE_KEY.bucket}.`);
      const [, bucket = '', ...path] = isByHost ? ['', FAKE_KEY.bucket, ...url.pathname.split('/').slice(1)] : url.pathname.split('/');
      const one: FakeRequest = { method: request.method ?? '', key: path.join('/'), query: url.searchParams, headers: request.headers };
      asked.push(one);
      const trouble = fake.trouble(one);
      const refused = refusalOf(request, url, body);
      if (trouble !== null) return meet(trouble, one, body, response);
      if (refused !== null) return error(response, refused === 'BadDigest' || refused === 'XAmzContentSHA256Mismatch' ? 400 : 403, refused);
      if (bucket !== FAKE_KEY.bucket) return error(response, 404, 'NoSuchBucket');
      return answer(one, body, response);
    });
  });

  function meet(trouble: Trouble, one: FakeRequest, body: Buffer, response: ServerResponse): void {
    switch (trouble.kind) {
      case 'error':
        return error(response, trouble.status, trouble.code ?? '', trouble.headers);
      case 'page':
        return void response.writeHead(trouble.status, { 'content-type': 'text/html' }).end(trouble.text);
      case 'cut': {
        const found = objects.get(one.key);
        if (one.method !== 'GET' || found === undefined) return void response.socket?.destroy();
        response.writeHead(200, { 'content-length': found.length });
        return void response.write(found.subarray(0, found.length >> 1), () => response.socket?.destroy());
      }
      case 'stall': {
        const found = objects.get(one.key) ?? Buffer.alloc(64);
        waiting.add(response);
        response.writeHead(200, { 'content-length': found.length });
        return void response.write(found.subarray(0, found.length >> 1));
      }
      case 'silent':
        return void waiting.add(response);
      case 'done-and-cut':
        if (one.method === 'PUT') objects.set(one.key, body);
        if (one.method === 'DELETE') objects.delete(one.key);
        return void response.socket?.destroy();
    }
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeBucket = {
    port,
    endpoint: new URL(`http://127.0.0.1:${port}`),
    objects,
    asked,
    trouble: () => null,
    versioning: '',
    async close() {
      for (const response of waiting) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
  return fake;
}

/** What nt2 is told of it. */
export const bucketOf = (fake: FakeBucket, more: { readonly prefix?: string; readonly style?: 'path' | 'host' } = {}) =>
  ({ endpoint: fake.endpoint, prefix: '', style: 'path', ...FAKE_KEY, ...more }) as const;
