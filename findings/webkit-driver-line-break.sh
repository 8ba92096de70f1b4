#!/bin/sh
# Version: WebKitWebDriver and MiniBrowser of WebKitGTK 2.50.6 (Debian webkit2gtk-driver), Node 24
# Behaviour: Element Send Keys with "two\nlines" into a textarea types "twolines"; with U+E007 (Enter) in place of the line break
#   it types two lines.
# Expected: "\n" is a character like any other and gives a line break, as other drivers do it.
# Seen: the line break is left out without an error.
set -eu
for program in WebKitWebDriver Xvfb; do command -v "$program" >/dev/null || { echo "$program is not installed"; exit 2; }; done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >try.mjs <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
const screen = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
const [display] = await once(screen.stdio[3], 'data');
const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const { port } = free.address();
free.close();
const env = { ...process.env, DISPLAY: `:${String(display).trim()}`, HOME: process.cwd(), NO_AT_BRIDGE: '1' };
const driver = spawn('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], { env, stdio: 'ignore' });
const ask = async (method, path, body) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  return (await answer.json()).value;
};
while (!(await ask('GET', '/status').catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 50));
const { sessionId, capabilities } = await ask('POST', '/session', { capabilities: {} });
const session = `/session/${sessionId}`;
const typed = async (text) => {
  await ask('POST', `${session}/url`, { url: 'data:text/html,<textarea></textarea>' });
  const element = Object.values(await ask('POST', `${session}/element`, { using: 'css selector', value: 'textarea' }))[0];
  await ask('POST', `${session}/element/${element}/value`, { text });
  return ask('POST', `${session}/execute/sync`, { script: "return document.querySelector('textarea').value", args: [] });
};
const said = [await typed('two\nlines'), await typed('two\uE007lines')];
console.log(`${capabilities.browserVersion}: "\\n" gives ${JSON.stringify(said[0])}, U+E007 gives ${JSON.stringify(said[1])}`);
await ask('DELETE', session);
driver.kill();
screen.kill();
process.exit(said[0] === 'twolines' && said[1] === 'two\nlines' ? 0 : 1);
JS
node try.mjs
