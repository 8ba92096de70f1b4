#!/bin/sh
# Version: dotenv 16.6.1, 17.4.2 and 18.0.10
# Behaviour: a value in single quotes that ends with a backslash swallows the next variable, when that one's value is quoted alike and
#   begins with # or a line break. With any other value behind it both are read.
# Expected: between single quotes a backslash is a backslash, so DIR is C:\dir\ whatever the next line holds; else both lines fail alike.
# Seen: DIR='C:\dir\' and then COLOR='#fff' are read as one variable, DIR, with the beginning of the second line in it; COLOR is gone.
#   DIR='C:\dir\' and then COLOR='red' are both right.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts v16@npm:dotenv@16.6.1 v17@npm:dotenv@17.4.2 v18@npm:dotenv@18.0.10
cat >try.cjs <<'JS'
const wrong = String.raw`{"DIR":"C:\\dir\\'\nCOLOR=","LAST":"1"}`;
const right = String.raw`{"DIR":"C:\\dir\\","COLOR":"red","LAST":"1"}`;
for (const name of ['v16', 'v17', 'v18']) {
  const { parse } = require(name);
  const read = (color) => JSON.stringify(parse(`DIR='C:\\dir\\'\nCOLOR='${color}'\nLAST=1\n`));
  console.log(require(`${name}/package.json`).version, read('#fff'), read('red'));
  if (read('#fff') !== wrong || read('red') !== right) process.exitCode = 1;
}
JS
node try.cjs
