// What a machine reads of the token that its provider gave it.

import { expect, it } from 'vitest';
import { workloadIn } from '../../src/client/machine/second-proof.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';

const tokenOf = (claims: string): string => `a.${Buffer.from(claims).toString('base64url')}.c`;

it('reads issuer and subject, in any script, and hashes the whole', () => {
  const token = tokenOf('{"iss":"https://a.example","sub":"repo:ünïcode/ö:ref:main","x":"?>"}');
  expect(workloadIn(token)).toEqual({ issuer: 'https://a.example', subject: 'repo:ünïcode/ö:ref:main', token: hashB64(token) });
});

it.each(['', 'a', 'a.b.c', tokenOf('{}'), tokenOf('{"iss":1,"sub":"x"}'), tokenOf('"x"'), `a.${btoa('\xff')}.c`, 'a.~.c'])(
  'takes %j for no token',
  (token) => expect(workloadIn(token)).toBeNull(),
);
