// The console in a browser: opens its views, and notes everything that must not happen there.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const port = Number(process.env.CONFORMANCE_SERVER.split(':').at(-1));
export const emulator = `http://127.0.0.1:${port}`;

const screenshots = process.env.CONFORMANCE_SCREENSHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Calls the emulator as a program, without a browser. */
export async function call(method, path, body) {
  const response = await fetch(emulator + path, { method, body: body && (typeof body === 'string' ? body : JSON.stringify(body)) });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

/** Starts a target whose responses the given function chooses by the request. Returns its address. */
export async function startTarget(respond) {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const { status = 200, headers = {}, text = '', holdMs = 0 } = respond(request, body);
      setTimeout(() => response.writeHead(status, headers).end(text), holdMs);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

/** A tab with the console. Fails in "close" if the page had an error, broke its policy or called another origin. */
export class ConsolePage {
  #problems = [];

  static async open(browser, hash = '', options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const page = await context.newPage();
    const opened = new ConsolePage(context, page);
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    await opened.go(hash);
    return opened;
  }

  constructor(context, page) {
    this.context = context;
    this.page = page;
    page.on('pageerror', (error) => this.#problems.push(`error: ${error.stack}`));
    page.on('console', (message) => {
      // An error response to an action is shown by the page, and logged by the browser.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.#problems.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(emulator) && !request.url().startsWith('blob:')) this.#problems.push(`external: ${request.url()}`);
    });
  }

  /** Opens a view, such as #/queues. */
  async go(hash) {
    await this.page.goto(`${emulator}/${hash}`);
    await this.page.locator('main h1').first().waitFor();
  }

  /** Clicks the button with exactly this text. */
  async press(name) {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  async shoot(name) {
    if (!screenshots) return;
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  /** Returns what axe finds that is serious, as text. */
  async accessibilityProblems() {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => window.axe.run());
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.any[0]?.message ?? ''}`).join('; ')}`);
  }

  async close() {
    const violations = await this.page.evaluate(() => window.violations);
    await this.context.close();
    assert.deepEqual([...this.#problems, ...violations], []);
  }
}
