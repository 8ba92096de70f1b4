// The adapter contract on LINE: in the chat with the account.

import { describeAdapter } from './contract.ts';
import { LACKING } from './lacking-skips.ts';
import { openLine } from './line-chat.ts';

describeAdapter('line', openLine, LACKING, { lacks: true });
