// Screenshots of pages, to look at them: node shots.mjs BASE LINK OUT [WIDTH] [THEME] PATH...
import { chromium } from "playwright-core";

const [base, link, out, width, theme, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const context = await browser.newContext({
  viewport: { width: Number(width), height: 900 },
  colorScheme: theme,
  storageState: link.startsWith("/") && link.endsWith(".json") ? link : undefined,
});
const page = await context.newPage();
page.on("console", (message) => message.type() === "error" && console.log("console:", message.text()));
if (link.startsWith("http")) {
  await page.goto(link);
  await page.click("button.first");
  await context.storageState({ path: `${out}/state.json` });
}
for (const path of paths) {
  const start = Date.now();
  const answer = await page.goto(base + path);
  const name = (path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home").slice(0, 60);
  await page.screenshot({ path: `${out}/${name}-${width}-${theme}.png`, fullPage: true });
  console.log(answer.status(), path, Date.now() - start, "ms", await page.title());
}
await browser.close();
