// The adapter contract on a platform that lacks edits, forms and private answers, in memory: what the bot does there by `capabilities` alone.

import { describeAdapter } from './contract.ts';
import { openPlain } from './plain-chat.ts';

describeAdapter('plain', openPlain, {}, { lacks: true });
