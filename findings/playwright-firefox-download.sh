#!/bin/sh
# Version: playwright-core 1.64.1, Firefox ESR 153.8.0 (Debian firefox-esr, over WebDriver BiDi), Node 24
# Behaviour: a click on <a download href="blob:…"> in the stock Firefox saves the file into downloadsPath, but Playwright tells no
#   "download" event. Firefox sends browsingContext.downloadWillBegin with "navigation": null, and Playwright passes over those.
# Expected: page.waitForEvent('download') answers, as it does in Chromium.
# Seen: TimeoutError, and the whole file in downloadsPath.
set -eu
firefox=$(command -v firefox-esr) || { echo 'firefox-esr is not installed'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts playwright-core@1.64.1
cat >try.mjs <<'JS'
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { firefox } from 'playwright-core';
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end(`<a id="a" download="file.txt">A file</a><script>a.href = URL.createObjectURL(new Blob(['in the file']))</script>`);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
mkdirSync('files');
const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: process.argv[2], downloadsPath: 'files' });
const page = await (await browser.newContext()).newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const told = page.waitForEvent('download', { timeout: 10_000 }).then(() => 'told', (error) => error.name);
await page.getByRole('link').click();
const event = await told;
const files = readdirSync('files').map((name) => `${name}: ${readFileSync(`files/${name}`, 'utf8')}`);
console.log(`download event: ${event}; in downloadsPath: ${files.join(', ') || 'nothing'}`);
await browser.close();
server.close();
process.exit(event === 'TimeoutError' && files.some((file) => file.endsWith('in the file')) ? 0 : 1);
JS
node try.mjs "$firefox"
