#!/bin/sh
# Version: s3rver 3.7.1
# Behaviour: ListObjectsV2 with a delimiter and max-keys=2 answers all common prefixes on one page.
# Expected: at most two of them, IsTruncated true and a token for the next page, as S3 counts a common prefix as one key.
# Seen: five of them on one page, IsTruncated false.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts s3rver@3.7.1 aws4fetch@1.0.20
cat >try.cjs <<'JS'
const S3rver = require('s3rver');
const { AwsClient } = require('aws4fetch');
const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: './data', configureBuckets: [{ name: 'b', configs: [] }] });
server.run().then(async ({ port }) => {
  const client = new AwsClient({ accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', service: 's3', region: 'us-east-1', retries: 0 });
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    await client.fetch(`http://127.0.0.1:${port}/b/${name}/x`, { method: 'PUT', body: 'x' });
  const xml = await (await client.fetch(`http://127.0.0.1:${port}/b?list-type=2&delimiter=%2F&max-keys=2`)).text();
  const found = [xml.match(/<CommonPrefixes>/g)?.length, /<IsTruncated>(\w+)</.exec(xml)?.[1]];
  console.log(...found);
  if (found.join() !== '5,false') process.exitCode = 1;
  await server.close();
});
JS
node try.cjs
