// The adapter contract on a platform that lacks edits, forms and private answers, in memory: what the bot does there by `capabilities` alone.

import { describeAdapter } from './contract.ts';
import { LACKING } from './lacking-skips.ts';
import { openPlain } from './plain-chat.ts';

const SKIPS = { ...LACKING, 'a request without a valid signature is refused': 'it is in memory, and nobody sends it a request' };
describeAdapter('plain', openPlain, SKIPS, { lacks: true });
