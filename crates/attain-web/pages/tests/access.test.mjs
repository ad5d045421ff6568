// Every page can be used by everybody: axe finds no serious issue, in both themes, narrow and wide.
// With ATTAIN_SHOTS=FOLDER, keeps a picture of each page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { company } from "./company.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const PAGES = [
  ["manager", "company", "/company/2012-Q2"],
  ["manager", "scorecard", "/people/286/2012-Q2"],
  ["manager", "explanation", "/people/286/2012-Q2/quota_attainment"],
  ["manager", "rows", "/people/286/2012-Q2/quota_attainment/rows?part=0&show=qualified"],
  ["approver", "results", "/results/2012-Q2"],
  ["approver", "strategy", "/strategy/2012-Q2"],
  ["analyst", "catalogue", "/catalogue"],
  ["analyst", "kpi", "/catalogue/kpis/gross_margin"],
  ["analyst", "dataset", "/catalogue/datasets/reseller_sales"],
  ["analyst", "scorecard-definition", "/catalogue/scorecards/representative"],
  ["analyst", "plan", "/catalogue/plans/representative"],
  ["analyst", "scale", "/catalogue/scales/reach"],
  ["analyst", "editor", "/catalogue/edit?file=model/scales.toml"],
  ["analyst", "processes", "/processes"],
  ["analyst", "import", "/import"],
  ["analyst", "imports", "/batches"],
  ["analyst", "import-detail", "/batches/reseller_sales-1"],
  ["analyst", "periods", "/periods"],
  ["analyst", "users", "/users"],
  ["analyst", "trail", "/trail"],
  ["analyst", "account", "/account"],
  ["analyst", "api", "/api"],
  ["analyst", "search", "/search?q=sales"],
  ["analyst", "absent", "/nothing-here"],
  [undefined, "sign-in", "/sign-in"],
];

let town;
before(async () => { town = await company(); }, { timeout: 400_000 });
after(async () => { await town?.stop(); });

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 375]) {
    test(`no serious issue, ${colorScheme}, ${width} wide`, async () => {
      const found = [];
      for (const [user, name, path] of PAGES) {
        const page = await town.page(user, { colorScheme, viewport: { width, height: 800 } });
        await page.goto(path);
        await page.evaluate(`${axe};0`).catch(() => page.addScriptTag({ content: axe }));
        const result = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
        for (const one of result.violations.filter((one) => ["serious", "critical"].includes(one.impact))) {
          found.push(`${path}: ${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(" | ")}`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push(`${path}: ${wide} pixels too wide`);
        if (process.env.ATTAIN_SHOTS && (width === 1280) === (colorScheme === "light")) {
          const file = `${name}-${width === 1280 ? "wide" : "narrow-dark"}.png`;
          await page.screenshot({ path: join(process.env.ATTAIN_SHOTS, file) });
        }
        await page.context().close();
      }
      assert.deepEqual(found, []);
    });
  }
}
