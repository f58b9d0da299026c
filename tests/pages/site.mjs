// Opens pages of the built site in headless Chromium, searches in it, and prints what it saw as JSON.
//
//     node site.mjs http://127.0.0.1:PORT/ PAGE ... -- WORD ...

import { chromium } from "playwright-core";

const [base, ...rest] = process.argv.slice(2);
const pages = rest.slice(0, rest.indexOf("--"));
const words = rest.slice(rest.indexOf("--") + 1);
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
const seen = { errors: [], foreign: [], coloured: {}, found: {} };
for (const scheme of ["light", "dark"]) {
  const context = await browser.newContext({ colorScheme: scheme,
    viewport: scheme === "dark" ? { width: 390, height: 844 } : { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (message) =>
    message.type() === "error" && seen.errors.push(message.text()));
  page.on("request", (request) =>
    request.url().startsWith(base) || request.url().startsWith("data:") ||
    request.url().startsWith("blob:") || seen.foreign.push(request.url()));
  for (const name of pages) {
    await page.goto(base + name);
    seen.coloured[name] = await page.evaluate(() => {
      const colours = new Set();
      for (const each of document.querySelectorAll("pre code span")) {
        colours.add(getComputedStyle(each).color);
      }
      return colours.size;
    });
    if (process.env.SHOTS) {
      const file = `${process.env.SHOTS}/${name.replaceAll("/", "_") || "index"}-${scheme}.png`;
      await page.screenshot({ path: file });
    }
  }
  if (scheme === "light") {
    for (const word of words) {
      await page.goto(base);
      await page.keyboard.press("/");
      await page.keyboard.type(word, { delay: 20 });
      await page.waitForTimeout(1500);
      seen.found[word] = await page.evaluate((wanted) => {
        const texts = [];
        const walk = (root) => {
          for (const each of root.querySelectorAll("*")) {
            if (each.shadowRoot) walk(each.shadowRoot);
            if (each.tagName === "A") texts.push([each.getAttribute("href"), each.textContent]);
          }
        };
        walk(document);
        return texts.filter(([href, text]) => text.includes(wanted)).map(([href]) => href);
      }, word);
    }
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify(seen));
