#!/bin/sh
# Version: playwright-core 1.65.1 and 1.64.1, Firefox ESR 153.8.0 (Debian firefox-esr), Node 24
# Behaviour: playwright-core 1.65.1 starts the system's Firefox ESR (channel moz-firefox, WebDriver BiDi) and reads its version, but
#   can open no context in it, whatever options are given; 1.64.1 can.
# Expected: whoever asks for no colour scheme, or for colorScheme: null ("no emulation"), sends no command to emulate one.
# Seen: browser.newContext: Protocol error (emulation.setMediaFeaturesOverride): unknown command. It is sent for every new context,
#   and the released ESR does not know it.
set -eu
firefox=$(command -v firefox-esr) || { echo 'firefox-esr is not installed'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:playwright-core@1.64.1 new@npm:playwright-core@1.65.1
cat >try.mjs <<'JS'
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const said = {};
for (const name of ['old', 'new']) {
  const browser = await require(name).firefox.launch({ channel: 'moz-firefox', executablePath: process.argv[2] });
  try {
    const context = await browser.newContext({ colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null });
    const page = await context.newPage();
    await page.goto('data:text/html,<title>here</title>');
    said[name] = await page.title();
  } catch (error) {
    said[name] = error.message.split('\n')[0];
  }
  console.log(`${require(`${name}/package.json`).version} with Firefox ${browser.version()}: ${said[name]}`);
  await browser.close();
}
process.exit(said.old === 'here' && said.new.includes('setMediaFeaturesOverride') ? 0 : 1);
JS
node try.mjs "$firefox"
