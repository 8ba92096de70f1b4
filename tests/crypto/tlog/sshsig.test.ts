import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeUtf8 } from '../../../src/crypto/bytes.ts';
import { parseVkey } from '../../../src/crypto/tlog/checkpoint.ts';
import { RECEIPT_NAMESPACE, verifySsh } from '../../../src/crypto/tlog/sshsig.ts';
import { readVectors } from '../../docs/vectors.ts';
import { flipped } from '../support.ts';

const { ssh, receipts, log } = readVectors();
const keys = [parseVkey(log.key.vkey)!];
const check = (signature: string, file = receipts.sealed) => verifySsh({ file, signature, namespace: RECEIPT_NAMESPACE, keys });

describe('a signature over a whole file', () => {
  test('holds for this file, by this key', async () => {
    expect(await check(ssh.signature)).toEqual({ ok: true, key: keys[0] });
    expect(await check(ssh.signature, `${receipts.sealed}\n`)).toEqual({ ok: false, code: 'signature.file' });
  });

  test('of which any bit was flipped does not hold, neither of its text nor of what that says', async () => {
    const text = encodeUtf8(ssh.signature);
    const blob = decodeBase64(ssh.signature.split('\n').slice(1, -2).join(''))!;
    const armored = (bytes: Uint8Array): string =>
      `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(bytes)
        .toString('base64')
        .replaceAll(/.{70}(?=.)/g, '$&\n')}\n-----END SSH SIGNATURE-----\n`;
    expect((await check(armored(blob))).ok).toBe(true);
    const passed: string[] = [];
    for (let bit = 0; bit < text.length * 8; bit += 1)
      if ((await check(Buffer.from(flipped(text, bit)).toString())).ok) passed.push(`text ${bit}`);
    for (let bit = 0; bit < blob.length * 8; bit += 1) if ((await check(armored(flipped(blob, bit)))).ok) passed.push(`bytes ${bit}`);
    for (let end = 0; end < blob.length; end += 1) if ((await check(armored(blob.subarray(0, end)))).ok) passed.push(`up to ${end}`);
    expect(passed).toEqual([]);
  });
});
