// SPDX-License-Identifier: BSL-1.0
// Opens sample reports in a browser: node report_pages.cjs FOLDER BROWSER [MODULES]. Exit code 77 means skipped.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const url = require("node:url");

const [folder, browserPath, modules] = process.argv.slice(2);

function skip(reason) {
  console.log("skipped: " + reason);
  process.exit(77);
}

function findPlaywright() {
  try {
    return require(require.resolve("playwright-core", modules ? { paths: [path.dirname(modules)] } : undefined));
  } catch (error) {
    return skip("playwright-core was not found (set MP_NODE_MODULES to a node_modules folder that has it)");
  }
}

if (!browserPath || !fs.existsSync(browserPath)) skip("no chromium was found");
const { chromium } = findPlaywright();

const page_url = (name) => url.pathToFileURL(path.join(folder, name)).href;
const home = "large/report/index.html";
const everyPage = [
  home,
  "large/report/cases.html",
  "small/report/index.html",
  "small/report/case/queue.sample.fail.html",
  "small/report/requirement/QUEUE-PASS.html",
  "both/index.html",
];

const tests = {
  async "pages open from files, without errors and without any other request"(open) {
    for (const name of everyPage) {
      const { page, errors, requests } = await open({}, name);
      assert.deepEqual(errors, [], name);
      assert.deepEqual(requests, [page_url(name)], name);
      assert.equal(await page.locator("h1").count(), 1, name);
    }
  },

  async "no page is wider than a phone or a desktop"(open) {
    for (const width of [360, 390, 768, 1030, 1280]) {
      for (const name of everyPage) {
        const { page } = await open({ viewport: { width, height: 800 } }, name);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${name} at ${width} is ${over} px too wide`);
      }
    }
  },

  async "every table has a caption and scoped heads"(open) {
    for (const name of everyPage) {
      const { page } = await open({}, name);
      const bad = await page.evaluate(() =>
        Array.from(document.querySelectorAll("table"))
          .filter((table) => !table.caption || table.querySelector("th:not([scope])"))
          .map((table) => table.textContent.slice(0, 60)));
      assert.deepEqual(bad, [], name);
    }
  },

  async "text can be read in light and dark"(open) {
    for (const colorScheme of ["light", "dark"]) {
      for (const name of everyPage) {
        const { page } = await open({ colorScheme }, name);
        assert.deepEqual(await page.evaluate(lowContrast), [], `${name}, ${colorScheme}`);
      }
    }
  },

  async "rows are filtered by text, by verdict and by difference"(open) {
    const { page } = await open({}, home);
    const rows = page.locator("#matrix ~ table tbody tr:not(.group):visible");
    const count = page.locator(".filter output");
    assert.equal(await rows.count(), 152);
    await page.locator(".filter input[type=search]").fill("queue-close");
    assert.equal(await count.textContent(), `${await rows.count()} of 152`);
    assert.ok((await rows.count()) > 0 && (await rows.count()) < 10);
    assert.equal(await page.locator("tr.group:visible").count(), 1);
    await page.locator(".filter input[type=search]").fill("");
    await page.locator(".filter select").selectOption("hang");
    assert.equal(await rows.count(), 1);
    await page.locator(".filter select").selectOption("");
    await page.locator(".filter input[type=checkbox]").check();
    const differing = await rows.count();
    assert.ok(differing > 0 && differing < 152);
  },

  async "cases are sorted by a click on a head"(open) {
    const { page } = await open({}, "large/report/cases.html");
    const slowest = page.locator("th", { hasText: "Slowest" });
    await slowest.locator("button").click();
    assert.equal(await slowest.getAttribute("aria-sort"), "ascending");
    await slowest.locator("button").click();
    assert.equal(await slowest.getAttribute("aria-sort"), "descending");
    assert.equal(await page.locator("tbody tr").first().locator("td").last().textContent(), "20 s");
  },

  async "everything is there without the script"(open) {
    const { page } = await open({ javaScriptEnabled: false }, home);
    assert.equal(await page.locator(".filter").count(), 0);
    assert.equal(await page.locator("#matrix ~ table tbody tr:not(.group):visible").count(), 152);
    const reason = page.locator("details", { hasText: "ENOSYS" });
    assert.equal(await reason.locator("a").first().isVisible(), false);
    await reason.locator("summary").click();
    assert.equal(await reason.locator("a").first().isVisible(), true);
  },

  async "a link to a variant opens its evidence"(open) {
    const { page } = await open({}, "small/report/case/queue.sample.fail.html", "#spawn-native");
    assert.equal(await page.locator("#spawn-native").getAttribute("open"), "");
    const other = await open({}, "small/report/case/queue.sample.fail.html");
    assert.equal(await other.page.locator("#spawn-native").getAttribute("open"), null);
  },

  async "the keyboard finds the way to the content, and sees where it is"(open) {
    const { page } = await open({}, home);
    await page.keyboard.press("Tab");
    const skipLink = page.locator(".skip");
    assert.equal(await skipLink.evaluate((link) => link === document.activeElement), true);
    assert.ok((await skipLink.boundingBox()).x >= 0);
    assert.notEqual(await skipLink.evaluate((link) => getComputedStyle(link).outlineStyle), "none");
  },

  async "the heads of the matrix stay, and do not cover the row that a link leads to"(open) {
    const { page } = await open({ viewport: { width: 1280, height: 800 } }, home, "#area-queue");
    const head = await page.locator("#matrix ~ table thead th").first().boundingBox();
    const row = await page.locator("#area-queue").boundingBox();
    assert.ok(Math.abs(head.y) < 2, `head at ${head.y}`);
    assert.ok(row.y >= head.y + head.height - 1, `row at ${row.y} under a head of ${head.height}`);
  },

  async "paper and forced colours keep the words and lose the controls"(open) {
    const { page } = await open({}, home);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".filter").isVisible(), false);
    await page.emulateMedia({ media: "screen", forcedColors: "active" });
    const border = await page.locator(".b").first().evaluate((badge) => getComputedStyle(badge).borderTopStyle);
    assert.equal(border, "solid");
  },
};

// Runs in the page: texts whose contrast with what is behind them is under 4.5 (WCAG 2.2, 1.4.3).
function lowContrast() {
  const parse = (text) => text.match(/[\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const found = new Set();
  document.querySelectorAll("body *").forEach((element) => {
    const hasText = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText || !element.getClientRects().length || element.closest("svg")) return;
    const a = light(parse(getComputedStyle(element).color).slice(0, 3));
    const b = light(behind(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  });
  return Array.from(found);
}

async function main() {
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    const contexts = [];
    const open = async (options, file, hash) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      const page = await context.newPage();
      const errors = [];
      const requests = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(page_url(file) + (hash || ""));
      return { page, errors, requests };
    };
    try {
      await test(open);
      console.log("ok   " + name);
    } catch (error) {
      failed += 1;
      console.log("FAIL " + name + "\n" + error.stack);
    }
    await Promise.all(contexts.map((context) => context.close()));
  }
  await browser.close();
  process.exitCode = failed ? 1 : 0;
}

main().catch((error) => {
  console.log("FAIL the browser could not be used\n" + error.stack);
  process.exitCode = 1;
});
