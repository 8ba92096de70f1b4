// Account numbers and banks: IBAN (ISO 13616), BIC (ISO 9362), ABA routing numbers, British sort codes.

import type { CheckedField, CheckFinding } from './hint.ts';
import { meaningOf, type Meaning } from './meaning.ts';

/** Characters of an IBAN by country, as in the IBAN registry. */
const LENGTHS = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 ' +
    'GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 ' +
    'MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 ' +
    'TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((one) => [one.slice(0, 2), Number(one.slice(2))] as const),
);

/** Whose banks use numbers of this form although the registry does not list them. Sources differ in their lengths, so the check digits alone are looked at. */
const UNLISTED = new Set('AO BF BJ CF CG CI CM CV DZ GA GQ GW IR KM MA MG ML MZ NE SN TD TG'.split(' '));

/** ISO 3166-1, and XK for Kosovo, which banks use. */
const COUNTRIES = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL ' +
    'CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU ' +
    'GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC ' +
    'MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT ' +
    'PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA ' +
    'UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
  ).split(' '),
);

/** Territories whose accounts have the IBAN of another country. */
const IBAN_OF: Readonly<Record<string, string>> = {
  ...Object.fromEntries('BL GF GP MF MQ NC PF PM RE TF WF YT'.split(' ').map((code) => [code, 'FR'])),
  ...Object.fromEntries('GG IM JE'.split(' ').map((code) => [code, 'GB'])),
  AX: 'FI',
};

const plain = (value: string): string => value.replace(/[\s-]+/g, '').toUpperCase();

/** The remainder that ISO 7064 makes 1; of the digits as they come, so that no large number is needed. */
function mod97(iban: string): number {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4))
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}

const looksLikeIban = (value: string): boolean => /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain(value.slice(0, 64)));

function checkIban(value: string): CheckFinding | null {
  const iban = plain(value);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban)) return { check: 'iban.form' };
  const country = iban.slice(0, 2);
  const length = LENGTHS.get(country) ?? (UNLISTED.has(country) ? iban.length : undefined);
  if (length === undefined) return { check: 'iban.country', says: country };
  if (iban.length !== length) return { check: 'iban.length', says: `${country} has ${length} characters, this one ${iban.length}` };
  return mod97(iban) === 1 ? null : { check: 'iban.checksum' };
}

function checkBic(value: string): CheckFinding | null {
  const bic = plain(value);
  if (looksLikeIban(bic)) return { check: 'bic.iban' };
  if (!/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(bic)) return { check: 'bic.form' };
  if (!COUNTRIES.has(bic.slice(4, 6))) return { check: 'bic.country', says: bic.slice(4, 6) };
  return bic[7] === '0' ? { check: 'bic.test' } : null;
}

/** Nine digits whose weighted sum is a multiple of ten. */
function checkRouting(value: string): CheckFinding | null {
  const digits = plain(value);
  if (!/^\d{9}$/.test(digits)) return { check: 'routing.form' };
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * ([3, 7, 1][at % 3] ?? 0), 0);
  return sum % 10 === 0 ? null : { check: 'routing.checksum' };
}

const checkSortCode = (value: string): CheckFinding | null => (/^\d{6}$/.test(plain(value)) ? null : { check: 'sort-code.form' });

const BY_MEANING: Readonly<Partial<Record<Meaning, (value: string) => CheckFinding | null>>> = {
  iban: checkIban,
  bic: checkBic,
  routing: checkRouting,
  sortCode: checkSortCode,
};

/** By what the field is called; in bank details also what looks like an IBAN under another name. */
export function checkBank({ name, value }: CheckedField, isBank: boolean): CheckFinding | null {
  const check = BY_MEANING[meaningOf(name) ?? 'url'] ?? (isBank && looksLikeIban(value) ? checkIban : null);
  return check === null || value.trim() === '' || value.length > 100 ? null : check(value);
}

/** IBAN and BIC of two countries, each right by itself. */
export function checkCountries(fields: readonly CheckedField[]): CheckFinding | null {
  const of = (meaning: Meaning): string | undefined =>
    fields.find(({ name, value }) => meaningOf(name) === meaning && value.trim() !== '')?.value;
  const [iban, bic] = [of('iban'), of('bic')];
  if (iban === undefined || bic === undefined || checkIban(iban) !== null || checkBic(bic) !== null) return null;
  const [one, other] = [plain(iban).slice(0, 2), plain(bic).slice(4, 6)];
  return one === (IBAN_OF[other] ?? other) ? null : { check: 'bank.countries', says: `${one} and ${other}` };
}
