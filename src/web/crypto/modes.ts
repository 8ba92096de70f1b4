// The same questions as in api/view.ts, asked again on purpose: a module shared with the page would be a file and a request of its own.

import type { Mode } from '../api/view.ts';

export const needsPassphrase = (mode: Mode): boolean => mode.endsWith('words');
export const isLink = (mode: Mode): boolean => mode.startsWith('link');
export const isSealed = (mode: Mode): boolean => mode.startsWith('sealed');
