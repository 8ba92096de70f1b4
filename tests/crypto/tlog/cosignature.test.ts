import { createPrivateKey, sign } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../../src/crypto/bytes.ts';
import { KEY_TYPE, keyHash } from '../../../src/crypto/note/note.ts';
import { signerFromSeed, type Signer } from '../../../src/crypto/note/signer.ts';
import { formatAddCheckpoint, parseAddCheckpoint } from '../../../src/crypto/tlog/add-checkpoint.ts';
import { formatVkey, parseVkey, signCheckpoint, verifyCheckpoint, type VerifierKey } from '../../../src/crypto/tlog/checkpoint.ts';
import { cosign, formatWitnessKey, parseWitnessKey, verifyCosignatures } from '../../../src/crypto/tlog/cosignature.ts';
import { leafHashes, naiveRoot } from './support.ts';

const NAME = 'witness.example/w1';
const AT = 1_796_000_000_000;
const text = `log.example/x\n21\n${encodeBase64(naiveRoot(leafHashes(21)))}\n`;
const pkcs8 = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });

let log: Signer;
let key: Signer;
let witness: VerifierKey;
let note: string;

beforeAll(async () => {
  log = await signerFromSeed(new Uint8Array(32).fill(1));
  key = await signerFromSeed(new Uint8Array(32).fill(2));
  witness = { name: NAME, publicKey: key.publicKey };
  note = await signCheckpoint({ origin: 'log.example/x', size: 21, root: naiveRoot(leafHashes(21)), extensions: [] }, log);
});

describe('a cosignature', () => {
  test('is the 8 bytes of the time and a signature over the header, the time and the checkpoint, as tlog-cosignature has it', async () => {
    const line = await cosign(text, { name: NAME, key, at: AT + 999 });
    const seconds = AT / 1_000;
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(seconds));
    const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
    const signature = sign(null, message, pkcs8(new Uint8Array(32).fill(2)));
    const hash = keyHash(NAME, key.publicKey, KEY_TYPE.cosignature);
    expect(line).toBe(`— ${NAME} ${Buffer.concat([hash, time, signature]).toString('base64')}\n`);
    expect(await verifyCosignatures(note + line, [witness])).toEqual([{ witness, at: AT, line }]);
    // What the log signed holds with it, as without.
    expect((await verifyCheckpoint(note + line, [{ name: 'log.example/x', publicKey: log.publicKey }])).ok).toBe(true);
  });

  test('holds for this witness, this time and this checkpoint alone', async () => {
    const line = await cosign(text, { name: NAME, key, at: AT });
    const stranger = await signerFromSeed(new Uint8Array(32).fill(3));
    for (const other of [
      { name: NAME, publicKey: stranger.publicKey },
      { ...witness, name: 'witness.example/w2' },
    ])
      expect(await verifyCosignatures(note + line, [other])).toEqual([]);
    expect(await verifyCosignatures(note.replace('\n21\n', '\n22\n') + line, [witness])).toEqual([]);
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    for (let at = 4; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await verifyCosignatures(`${note}— ${NAME} ${changed.toString('base64')}\n`, [witness]), String(at)).toEqual([]);
    }
    // A plain signature of the same key under the log's kind of line is no cosignature, and the other way round.
    expect(await verifyCosignatures(note, [{ name: 'log.example/x', publicKey: log.publicKey }])).toEqual([]);
  });

  test('of one key counts once, the latest, whatever names it is given', async () => {
    const [old, late] = await Promise.all([AT, AT + 5_000].map((at) => cosign(text, { name: NAME, key, at })));
    const found = await verifyCosignatures(`${note}${old}${late}`, [witness, witness, { ...witness, name: 'another.example/w' }]);
    expect(found.length).toBeLessThanOrEqual(1);
    expect(await verifyCosignatures(`${note}${old}${late}`, [witness])).toEqual([{ witness, at: AT + 5_000, line: late }]);
  });

  test('a key of a witness is a vkey of its own type, and is never taken for that of a log', () => {
    const vkey = formatWitnessKey(witness);
    expect(parseWitnessKey(vkey)).toEqual(witness);
    expect(parseVkey(vkey)).toBeNull();
    expect(parseWitnessKey(formatVkey(witness))).toBeNull();
  });
});

describe('what a log asks of a witness', () => {
  test('reads back in its one spelling, and in no other', () => {
    const proof = leafHashes(3);
    for (const asked of [
      { old: 0, proof: [], checkpoint: note },
      { old: 20, proof, checkpoint: note },
    ])
      expect(parseAddCheckpoint(formatAddCheckpoint(asked))).toEqual(asked);
    const many = Array.from({ length: 64 }, () => proof[0] as Uint8Array<ArrayBuffer>);
    for (const bad of [
      '',
      note,
      `old 01\n\n${note}`,
      `old -1\n\n${note}`,
      `old 1e3\n\n${note}`,
      `old\n\n${note}`,
      `Old 0\n\n${note}`,
      `old 0 \n\n${note}`,
      `old 0\r\n\r\n${note}`,
      `old 0\nAAAA\n\n${note}`,
      `old 0\n${note}`.replaceAll('\n\n', '\n'),
      formatAddCheckpoint({ old: 1, proof: many, checkpoint: note }),
    ])
      expect(parseAddCheckpoint(bad), JSON.stringify(bad.slice(0, 20))).toBeNull();
  });
});
