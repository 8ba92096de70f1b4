#!/bin/sh
# Version: playwright-core 1.64.1, Firefox ESR 153.8.0 (Debian firefox-esr, over WebDriver BiDi), Node 24
# Behaviour: page.goBack() to a page that Firefox has kept as it was (back/forward cache) goes back and never returns: it waits for a
#   load event that such a page does not fire. To a page sent with cache-control: no-store the same call returns at once.
# Expected: goBack returns when the browser is back, as it does in Chromium.
# Seen: TimeoutError from goBack; the first page is shown and can be asked for its title, and page.url() still names the second.
set -eu
firefox=$(command -v firefox-esr) || { echo 'firefox-esr is not installed'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts playwright-core@1.64.1
cat >try.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { firefox } from 'playwright-core';
const server = createServer((request, response) => {
  if (request.url.startsWith('/fresh')) response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', 'text/html').end(`<title>${request.url}</title><h1>Here</h1>`);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}`;
const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: process.argv[2] });
const said = {};
for (const kind of ['kept', 'fresh']) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${url}/${kind}-1`);
  await page.goto(`${url}/${kind}-2`);
  said[kind] = await page.goBack({ timeout: 10_000 }).then(() => 'returned', (error) => error.name);
  console.log(`${kind}: ${said[kind]}, at ${new URL(page.url()).pathname}, title ${await page.evaluate('document.title')}`);
}
await browser.close();
server.close();
process.exit(said.kept === 'TimeoutError' && said.fresh === 'returned' ? 0 : 1);
JS
node try.mjs "$firefox"
