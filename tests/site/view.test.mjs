// What themes get is what its schema says: the view of the sample book.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { none } from "./support.mjs";

const PLANBOOK = process.env.PLANBOOK ?? new URL("../../target/debug/planbook", import.meta.url).pathname;
const ROOT = new URL("../../", import.meta.url).pathname;

/** The JSON that planbook prints. */
const printed = (...options) => JSON.parse(execFileSync(PLANBOOK, ["-C", ROOT, "view", ...options], { maxBuffer: 256 << 20 }));

test("the view of the sample is valid, and what is spoilt is not", () => {
  const schema = printed("--schema");
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  const view = printed();
  validate(view);
  none(assert, (validate.errors ?? []).map((error) => `${error.instancePath}: ${error.message}`), "contradictions of the schema");
  for (const spoil of [
    (it) => { it.meta.title = null; },
    (it) => { it.goals[0].nodes[0].policies[0].projects[0].number = "1"; },
    (it) => { it.goals[0].nodes[0].indicators[0] = {}; },
    (it) => { it.overview[0].t = "unknown"; },
    (it) => { delete it.meta.levels; },
  ]) {
    const spoilt = structuredClone(view);
    spoil(spoilt);
    assert.equal(validate(spoilt), false, String(spoil));
  }
});
