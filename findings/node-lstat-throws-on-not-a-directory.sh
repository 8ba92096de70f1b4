#!/bin/sh
# Version: node 24.21.0, `node:fs` (in 20.20.2 both throw)
# Behaviour: statSync(path, { throwIfNoEntry: false }) answers undefined for `file/below`, whose parent is a file; lstatSync with the same
#   option throws ENOTDIR for the same path. So the two do not say the same of a path that cannot be there.
# Expected: both answer undefined, or both throw: the option reads alike in the documentation of both.
# Seen: statSync: undefined; lstatSync: ENOTDIR
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
: > file
npm install --silent --no-audit --no-fund --prefix . node@24.21.0 >/dev/null 2>&1
cat > look.mjs <<'JS'
import { lstatSync, statSync } from 'node:fs';
const say = (look) => {
  try {
    return String(look('file/below', { throwIfNoEntry: false }));
  } catch (error) {
    return error.code;
  }
};
const [stat, lstat] = [say(statSync), say(lstatSync)];
console.log(`Node ${process.version}; statSync: ${stat}; lstatSync: ${lstat}`);
process.exit(stat === 'undefined' && lstat === 'ENOTDIR' ? 0 : 1);
JS
./node_modules/.bin/node look.mjs
