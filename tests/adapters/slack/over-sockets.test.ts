import { describeAdapter } from '../contract.ts';
import { slackOver } from '../slack-chat.ts';

describeAdapter('slack over sockets', slackOver('sockets'), {
  'a request without a valid signature is refused': 'sockets carry no signatures: who opens one has the app token',
});
