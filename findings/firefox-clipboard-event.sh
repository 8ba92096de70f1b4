#!/bin/sh
# Version: Firefox ESR 153.8.0 (Debian firefox-esr), driven by playwright-core 1.64.1, Node 24
# Behaviour: in Firefox a paste event that a script makes, new ClipboardEvent('paste', { clipboardData }), has a clipboardData that is
#   empty, although the DataTransfer that was given holds a text. In Chromium and WebKitGTK it arrives.
# Expected: the event's clipboardData is the one that its maker gave, as the Clipboard API's ClipboardEventInit says.
# Seen: getData('text/plain') is 'hi' at the given DataTransfer and '' at the event's.
set -eu
firefox=$(command -v firefox-esr) || { echo 'firefox-esr is not installed'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts playwright-core@1.64.1
cat >try.mjs <<'JS'
import { firefox } from 'playwright-core';
const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: process.argv[2] });
const page = await (await browser.newContext()).newPage();
const said = await page.evaluate(() => {
  const given = new DataTransfer();
  given.setData('text/plain', 'hi');
  const event = new ClipboardEvent('paste', { clipboardData: given, bubbles: true });
  return { given: given.getData('text/plain'), arrived: event.clipboardData?.getData('text/plain') ?? null };
});
console.log(`Firefox ${browser.version()}: given ${JSON.stringify(said.given)}, arrived ${JSON.stringify(said.arrived)}`);
await browser.close();
process.exit(said.given === 'hi' && said.arrived === '' ? 0 : 1);
JS
node try.mjs "$firefox"
