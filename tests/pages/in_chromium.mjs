// Opens HTML files in headless Chromium, uses them as a person would, and prints what it saw as JSON.
//
//     node in_chromium.mjs FILE.html ...

import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = require.resolve("axe-core/axe.min.js");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
const seen = [];
for (const file of process.argv.slice(2)) {
  const errors = [];
  const requests = [];
  const context = await browser.newContext({ colorScheme: process.env.SCHEME ?? "light",
    bypassCSP: false });
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("dialog", async (dialog) => { errors.push(`dialog ${dialog.message()}`); await dialog.dismiss(); });
  page.on("request", (request) => requests.push(request.url()));
  const url = pathToFileURL(file).href;
  await page.goto(url);
  const shown = () => page.locator("tbody tr:visible").count();
  const names = () => page.locator("tbody th").allInnerTexts();
  const all = await shown();
  await page.locator("thead th button").first().click();
  const sorted = await names();
  await page.locator("thead th button").first().click();
  const reversed = await names();
  await page.fill("#search", "District 1");
  const found = await shown();
  const status = await page.locator("#count").innerText();
  await page.fill("#search", "");
  await page.selectOption("#only", "problems");
  const problems = await shown();
  await page.selectOption("#only", "all");
  if (process.env.SHOTS) {
    const name = `${process.env.SHOTS}/${file.split("/").pop()}-${process.env.SCHEME ?? "light"}`;
    await page.screenshot({ path: `${name}.png`, fullPage: false });
    if (!process.env.SCHEME) {
      await page.pdf({ path: `${name}.pdf` });
    }
  }
  // The page's own policy lets no foreign script in, so the checker gets a context without it.
  const open = await browser.newContext({ bypassCSP: true,
    colorScheme: process.env.SCHEME ?? "light" });
  const judged = await open.newPage();
  await judged.goto(url);
  await judged.addScriptTag({ path: axe });
  const report = all > 200 ? { violations: [] } : await judged.evaluate(() => axe.run());
  const violations = report.violations.map((each) =>
    `${each.id}: ${each.nodes.length} times, such as ${each.nodes[0].html.slice(0, 120)}`);
  seen.push({ file, errors, requests: requests.filter((each) => each !== url), all, sorted, reversed,
    found, status, problems, violations });
  await context.close();
  await open.close();
}
await browser.close();
console.log(JSON.stringify(seen));
