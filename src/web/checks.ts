// The checks and sets of fields, apart from the forms that show them: two pages fetch this one file, so it takes nothing from either.

export { hintsOf } from '../fields/hints.ts';
export { FIELD_SETS } from '../fields/sets.ts';
