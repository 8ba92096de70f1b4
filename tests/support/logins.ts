// For bots that nobody logs in by.

import type { DeviceCodes } from '../../src/core/device-codes.ts';
import { refuse } from '../../src/core/refusal.ts';

const none = () => Promise.resolve(refuse('token.invalid'));

/** No terminal waits. */
export const noLogins: Pick<DeviceCodes, 'look' | 'answer' | 'takesTerminals'> = { look: none, answer: none, takesTerminals: true };
