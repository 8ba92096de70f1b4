import { expect, test } from 'vitest';
import { sentAsBlob } from '../../src/web/files/sent-as-blob.ts';

test('the bytes of a file are sent as a Blob of the same bytes, and any other body as it is', async () => {
  const sent: RequestInit['body'][] = [];
  const fetch = (_url: string, { body }: RequestInit): Promise<Response> => {
    sent.push(body);
    return Promise.resolve(new Response());
  };
  const connection = sentAsBlob({ origin: '', headers: () => ({}), fetch });
  const bytes = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4);
  await connection.fetch('/chunk', { method: 'PUT', body: bytes });
  await connection.fetch('/begin', { method: 'POST', body: '{}' });
  const [first, second] = sent;
  expect(first).toBeInstanceOf(Blob);
  expect([...new Uint8Array(await (first as Blob).arrayBuffer())]).toEqual([1, 2, 3]);
  expect(second).toBe('{}');
});
