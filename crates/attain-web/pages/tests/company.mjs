// A served company for the tests: the demonstration, on a port of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const program = process.env.ATTAIN_BIN ?? "../../../target/debug/attain";

export async function company() {
  const folder = mkdtempSync(join(tmpdir(), "attain-pages-"));
  const served = spawn(program, ["demo", "--keep", join(folder, "company"), "--serve", "0"]);
  let said = "";
  const links = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not served in time: ${said}`)), 300_000);
    served.stderr.on("data", (part) => {
      said += part;
      const found = [...said.matchAll(/Sign in once as (\w+) +(http:\S+)\n/g)];
      if (found.length < 5) return;
      clearTimeout(late);
      resolve(Object.fromEntries(found.map((match) => [match[1], match[2]])));
    });
    served.on("exit", () => reject(new Error(`ended: ${said}`)));
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  const states = {};
  for (const [user, link] of Object.entries(links)) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.click("main button");
    await page.waitForURL((address) => !address.pathname.startsWith("/sign-in"));
    states[user] = await context.storageState();
    await context.close();
  }
  return {
    base: new URL(links.analyst).origin,
    folder,
    // A page of a user; faults of its scripts and of the content policy are kept in `faults`.
    async page(user, options = {}) {
      const context = await browser.newContext({ storageState: states[user], baseURL: new URL(links.analyst).origin, ...options });
      const page = await context.newPage();
      page.faults = [];
      page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
      page.on("pageerror", (error) => page.faults.push(String(error)));
      return page;
    },
    async stop() {
      await browser.close();
      served.kill("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
