#!/bin/sh
# Version: zod 4.6.7 with ajv 8.20.0
# Behaviour: the JSON Schema of what goes in (io: 'input') lists a property with .catch() as required. zod itself reads an object without it.
# Expected: not required, like a property with .default() or .prefault(), which are both left out of the list.
# Seen: required is ["caught"]; {} is read by zod with all three filled in, and refused by ajv with the schema that zod wrote.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zod@4.6.7 ajv@8.20.0
cat >try.mjs <<'JS'
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
const form = z.object({ caught: z.string().catch('c'), defaulted: z.string().default('d'), prefaulted: z.string().prefault('p') });
const schema = z.toJSONSchema(form, { io: 'input' });
const isValid = new Ajv2020().compile(schema)({});
console.log(JSON.stringify(schema.required), JSON.stringify(form.parse({})), `ajv: ${isValid}`);
if (JSON.stringify(schema.required) !== '["caught"]' || isValid || form.parse({}).caught !== 'c') process.exitCode = 1;
JS
node try.mjs
