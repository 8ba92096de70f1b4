import { describeAdapter } from './contract.ts';
import { openSlackOver } from './slack-chat.ts';

describeAdapter('slack over http', openSlackOver('http'));
