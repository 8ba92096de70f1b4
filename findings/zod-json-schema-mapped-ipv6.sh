#!/bin/sh
# Version: zod 4.6.7 with ajv 8.20.0 and ajv-formats 3.0.1
# Behaviour: z.ipv6() reads an address whose last 32 bits are written as IPv4 (RFC 4291, section 2.2, form 3), such as ::ffff:192.0.2.1. The
#   JSON Schema that zod writes for it has, beside format: ipv6, a pattern that refuses all of these.
# Expected: the schema takes what zod takes; format: ipv6 alone does.
# Seen: zod takes it, ajv takes it by the format alone, ajv refuses it by zod's schema. 2001:db8::1 is taken by all three.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zod@4.6.7 ajv@8.20.0 ajv-formats@3.0.1
cat >try.mjs <<'JS'
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';
const ajv = new Ajv2020();
formats.default(ajv);
const { pattern, ...formatAlone } = z.toJSONSchema(z.ipv6());
const judges = [(text) => z.ipv6().safeParse(text).success, ajv.compile(formatAlone), ajv.compile({ ...formatAlone, pattern })];
for (const [text, right] of [['2001:db8::1', 'true true true'], ['::ffff:192.0.2.1', 'true true false']]) {
  const seen = judges.map((judge) => judge(text)).join(' ');
  console.log(text, 'zod, format, schema:', seen);
  if (seen !== right) process.exitCode = 1;
}
JS
node try.mjs
