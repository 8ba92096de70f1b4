import { describeAdapter } from '../contract.ts';
import { slackOver } from '../slack-chat.ts';

describeAdapter('slack over http', slackOver('http'));
