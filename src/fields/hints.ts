// What is to be said of the fields of a share before it is sent. Pure and in linear time; nothing here blocks, and no sentence repeats a value.
// See docs/decisions/checked-where-typed.md.

import type { Kind } from '../crypto/share-terms.ts';
import { checkNamed } from './address.ts';
import { checkBank, checkCountries } from './bank.ts';
import { CHECKS } from './checks.ts';
import type { CheckedField, CheckFinding, Hint } from './hint.ts';
import { checkKeyShape } from './key-shapes.ts';
import { meaningOf } from './meaning.ts';
import { checkPem } from './pem.ts';
import { checkAws, checkGoogleFile, checkJwt } from './structured.ts';
import { checkText } from './text.ts';

/** UTF-16 units of a value that is looked at. Larger ones are files, and no check here is about files. */
const MOST = 65_536;

/** Of these a program or a bank reads each character. In a document or a note, white space and quotes are part of the text. */
const isExact = (kind: Kind): boolean => kind === 'credential' || kind === 'bank';

function findingsOf(kind: Kind, field: CheckedField, { others, now }: { others: readonly string[]; now: number }): readonly CheckFinding[] {
  const { value } = field;
  if (value === '' || value.length > MOST) return [];
  const bank = checkBank(field, kind === 'bank');
  const found = [
    ...checkText(value, isExact(kind)),
    ...(bank === null ? checkNamed(field) : [bank]),
    ...checkPem(value, now),
    ...checkKeyShape(value),
    ...checkAws(value, others),
    ...checkJwt(value, now),
    ...checkGoogleFile(value),
  ];
  return found.filter(({ check }, at) => found.findIndex((one) => one.check === check) === at);
}

function hintOf({ check, says = '', fix }: CheckFinding): Hint {
  const known = CHECKS[check];
  if (known === undefined) throw new Error(`no check is called ${check}`);
  const { tone, text } = known;
  return { check, tone, text: text(says), ...(known.fix !== undefined && fix !== undefined && { fix: { label: known.fix, value: fix } }) };
}

/** For each field in its order, what is to be said of it. `now`: epoch ms. */
export function hintsOf(kind: Kind, fields: readonly CheckedField[], now: number): readonly (readonly Hint[])[] {
  const countries = checkCountries(fields);
  const ofBic = countries === null ? -1 : fields.findIndex(({ name, value }) => value !== '' && meaningOf(name) === 'bic');
  return fields.map((field, at) => {
    const others = fields.filter((_, other) => other !== at).map(({ value }) => value);
    const found = findingsOf(kind, field, { others, now });
    return [...found, ...(countries !== null && at === ofBic ? [countries] : [])].map(hintOf);
  });
}
