// Makes a link share of what comes in on standard input, with nt2/client.
//
//   nt2 token create ci          (once, on the server; it prints the token)
//   printf %s "$SECRET" | NT2_TOKEN=… node make-link.mjs https://nt2.example.com 'Stripe webhook key'
//
// Prints the link. The secret, and the key in the link, never reach the server. make-link-by-hand.mjs does the same without any file of nt2.

import { text } from 'node:stream/consumers';
import { createClient } from 'nt2/client';

const [url, label] = process.argv.slice(2);
const token = process.env.NT2_TOKEN;
if (!url || !label || !token) throw new Error('usage: NT2_TOKEN=… node make-link.mjs <address> <label> < secret');

const nt2 = createClient({ url, token });
const shared = await nt2.share(await text(process.stdin), { label, expiresInMs: 3_600_000 });
console.log(shared.url);
