// SARIF 2.1.0 for the objects that `nt2 scan` writes, read strictly: no property that the standard does not have there, none missing that it
// requires. Source: OASIS Standard, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0" (27 March 2020), Appendix of schemas,
// sarif-schema-2.1.0.json: sarifLog (3.13), run (3.14), tool (3.18), toolComponent (3.19), reportingDescriptor (3.49), result (3.27),
// location (3.28), physicalLocation (3.29), artifactLocation (3.4), region (3.30), message (3.11), multiformatMessageString (3.12).

import * as z from 'zod';

/** RFC 3986, 4.1: what a reference to a file may be written with. */
const uriReference = z.string().regex(/^(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#[\]-]|%[0-9A-Fa-f]{2})*$/);
const message = z.strictObject({ text: z.string().min(1) });
const reportingDescriptor = z.strictObject({ id: z.string(), shortDescription: z.strictObject({ text: z.string() }).optional() });
const region = z.strictObject({ startLine: z.int().min(1) });
const physicalLocation = z.strictObject({ artifactLocation: z.strictObject({ uri: uriReference }), region: region.optional() });

const run = z.strictObject({
  tool: z.strictObject({
    driver: z.strictObject({ name: z.string().min(1), version: z.string().optional(), rules: z.array(reportingDescriptor).optional() }),
  }),
  results: z.array(
    z.strictObject({
      ruleId: z.string(),
      ruleIndex: z.int().min(-1),
      level: z.enum(['none', 'note', 'warning', 'error']),
      message,
      locations: z.array(z.strictObject({ physicalLocation })),
    }),
  ),
});

export const sarifLog = z.strictObject({ $schema: z.url(), version: z.literal('2.1.0'), runs: z.array(run) }).refine(({ runs }) =>
  // 3.27.5 and 3.27.6: the index is that of the rule with this id; 3.19.23: each rule stands there once.
  runs.every(({ tool: { driver }, results }) => {
    const ids = (driver.rules ?? []).map(({ id }) => id);
    return new Set(ids).size === ids.length && results.every(({ ruleId, ruleIndex }) => ids[ruleIndex] === ruleId);
  }),
);
