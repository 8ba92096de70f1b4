// Which values a label may have: words from nt2's own sources. Anything that does not look like one becomes "other".

import { Fault } from '../core/refusal.ts';

const CODE = /^[a-z]{2,12}\.[a-z_]{2,24}$/;
const WORD = /^[a-z][a-z._-]{1,23}$/;

export const code = (text: string | undefined): string => (text !== undefined && CODE.test(text) ? text : 'other');
export const word = (text: string | undefined): string => (text !== undefined && WORD.test(text) ? text : 'other');
export const codeOf = (error: unknown): string => (error instanceof Fault ? code(error.code) : 'other');
