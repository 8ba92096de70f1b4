// The adapter contract on Discord, over both of its transports.

import { describeAdapter } from './contract.ts';
import { discordOver } from './discord-chat.ts';

const SKIPS = {
  'the form asks for person, what it is and kind; the rest is behind a press that keeps what was typed':
    'a form of Discord holds no buttons: what has no room in it is an option of the command; see discord-own.test.ts',
  'T20: a share begun in a thread puts its card into that thread':
    'a form of five fields has no room for the place, which this test reads there; see discord-own.test.ts',
  'T20: a sender with closed direct messages hears his news where the card stands, and nobody else does':
    'Discord has no private message in a place without a press of the one who reads it',
  'modal entry can be switched off: it is not offered, and a form that asks for it is refused':
    'where the secret is entered is an option of the command, which Discord offers whatever this server allows; see discord-own.test.ts',
  'help, and anything that is not understood, explains what can be typed':
    'Discord offers the commands that exist, and nobody can type another; see discord-own.test.ts',
  'T13: a secret pasted into the command is thrown away, and the sender is warned at once':
    'only /nt2 share takes text on Discord; see discord-own.test.ts',
};

describeAdapter('discord over the gateway', discordOver('gateway'), {
  ...SKIPS,
  'a request without a valid signature is refused': 'nobody can send nt2 anything: it dials Discord itself, and opens no route',
});
describeAdapter('discord over HTTP', discordOver('http'), {
  ...SKIPS,
  'a form that the platform refuses is told as broken, not as slow, and its code is in the log':
    'a form goes back as the answer to Discord’s own request, and Discord tells nobody that it did not like it',
});
