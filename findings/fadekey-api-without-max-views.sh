#!/bin/sh
# Version: fadekey-api 0.2.12 (npm) with redis-server 6 or newer
# Behaviour: an item created without maxViews, which its schema and README call optional, is answered with 201 and can never be read: each
#   read is a 500, until it expires. The server stores null for it, and the script in Redis asks whether it is nil; cjson's null is not.
# Expected: without a limit the item is read as often as wanted, or once.
# Seen: created 201, read 500; with maxViews: 2 created 201, read 200.
set -eu
command -v redis-server >/dev/null || { echo 'left out: redis-server is missing'; exit 0; }
folder=$(mktemp -d)
redis=
server=
trap 'kill $server $redis 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts fadekey-api@0.2.12
cat >port.cjs <<'JS'
const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
  console.log(server.address().port);
  server.close();
});
JS
redis_port=$(node port.cjs)
port=$(node port.cjs)
redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --appendonly no --dir "$folder" >/dev/null &
redis=$!
NODE_ENV=production HOST=127.0.0.1 PORT=$port REDIS_URL=redis://127.0.0.1:$redis_port node node_modules/fadekey-api/dist/index.js >/dev/null 2>&1 &
server=$!
cat >try.mjs <<'JS'
const at = `http://127.0.0.1:${process.argv[2]}`;
for (let n = 0; n < 100 && !(await fetch(`${at}/health`).then((answer) => answer.ok, () => false)); n += 1) {
  await new Promise((resolve) => setTimeout(resolve, 100));
}
const bytes = (size) => Buffer.alloc(size, 7).toString('base64url');
async function statuses(limit) {
  const body = JSON.stringify({ ciphertext: bytes(64), iv: bytes(12), ttl: 3600, ...limit });
  const created = await fetch(`${at}/api/items`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { id } = await created.json();
  return `created ${created.status}, read ${(await fetch(`${at}/api/items/${id}`)).status}`;
}
const seen = [await statuses({}), await statuses({ maxViews: 2 })];
console.log(seen.join('; '));
if (seen[0] !== 'created 201, read 500' || seen[1] !== 'created 201, read 200') process.exitCode = 1;
JS
node try.mjs "$port"
