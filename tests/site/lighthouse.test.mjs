// Lighthouse's own judgement of a policy page.

import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import lighthouse from "lighthouse";
import { browser, serve } from "./support.mjs";

const freePort = () => new Promise((found) => {
  const probe = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});

/** What of the performance depends on the page alone, and not on how busy the machine is. */
const STEADY = ["layout-shifts", "total-byte-weight", "dom-size", "unsized-images", "redirects", "uses-text-compression"];

test("Lighthouse: 100 in accessibility, best practices and SEO; nothing on a policy page shifts, blocks or weighs it down", { timeout: 300_000 }, async () => {
  const site = await serve();
  const port = await freePort();
  await browser({ args: [`--remote-debugging-port=${port}`] });
  const { lhr } = await lighthouse(`${site.url}policies/1-2-03/`, { port, logLevel: "error" });
  const score = (id) => Math.round(lhr.categories[id].score * 100);
  // The score is a measurement of this machine: it is shown, and decides nothing.
  console.log(`# performance ${score("performance")}`);
  const low = (id) => lhr.categories[id].auditRefs
    .filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1).map((ref) => ref.id);
  for (const id of ["accessibility", "best-practices", "seo"]) assert.equal(score(id), 100, `${id}: ${low(id)}`);
  assert.equal(lhr.audits["cumulative-layout-shift"].numericValue, 0, "layout shift");
  for (const id of STEADY) assert.notEqual(lhr.audits[id], undefined, `${id} is an audit of this Lighthouse`);
  const failed = STEADY.filter((id) => lhr.audits[id].score !== null && lhr.audits[id].score < 0.9);
  assert.deepEqual(failed, []);
  const blocking = lhr.audits["render-blocking-insight"].details.items.map((item) => item.url);
  assert.deepEqual(blocking.filter((url) => !url.endsWith(".css")), [], "only the style sheet comes before the first sight");
});
