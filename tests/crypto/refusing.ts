// A WebCrypto that refuses some private keys, as WebKitGTK refuses those that begin with a zero byte: the same bytes each time.

import { vi } from 'vitest';

type Import = typeof crypto.subtle.importKey;
type Generate = (...args: Parameters<typeof crypto.subtle.generateKey>) => Promise<unknown>;

const bytesOf = (data: unknown): Uint8Array =>
  data instanceof Uint8Array
    ? data
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array();

const refusal = (name: string): DOMException => new DOMException('The operation failed.', name);

/** Until `restore`. `imported` gets the 32 bytes of a private (`pkcs8`) or public (`raw`) key; `generate`: so many times, each curve. */
export function refuseKeys({
  imported = () => false,
  generate = 0,
}: {
  readonly imported?: (key: Uint8Array, format: string, curve: string) => boolean;
  readonly generate?: number;
}) {
  const { subtle } = crypto;
  const take: Import = subtle.importKey.bind(subtle);
  const make = subtle.generateKey.bind(subtle) as Generate;
  const refused = { imports: 0, makes: 0 };
  const left: Record<string, number> = { X25519: generate, Ed25519: generate };
  const importing = vi.spyOn(subtle, 'importKey').mockImplementation(async (...args: Parameters<Import>) => {
    const [format, data, algorithm] = args;
    const curve = typeof algorithm === 'string' ? algorithm : algorithm.name;
    if (imported(bytesOf(data).slice(-32), format, curve)) {
      refused.imports += 1;
      throw refusal('DataError');
    }
    return take(...args);
  });
  const generating = vi.spyOn(subtle, 'generateKey').mockImplementation((async (...args: Parameters<Generate>) => {
    const [algorithm] = args;
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
    if ((left[name] ?? 0) > 0) {
      left[name] = (left[name] ?? 0) - 1;
      refused.makes += 1;
      throw refusal('OperationError');
    }
    return make(...args);
  }) as never);
  return {
    refused,
    restore(): void {
      importing.mockRestore();
      generating.mockRestore();
    },
  };
}

/** As WebKitGTK does it. */
export const beginsWithZero = (key: Uint8Array, format: string): boolean => format === 'pkcs8' && key[0] === 0;
