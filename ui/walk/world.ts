// A world for one walk: the sandbox, `kopir serve` over it and a browser. All of it ends with the walk.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const BUILT = join(ROOT, 'target/debug');

/** No page may reach for anything but loopback, and the browser itself asks nobody. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export type Served = { url: string; stop(): Promise<void> };
export type Look = { theme?: 'light' | 'dark'; width?: number; height?: number };

export async function browse(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: FLAGS });
}

/** A person signed in, with a theme and a size of their own, at rest. */
export async function enter(browser: Browser, url: string, look: Look = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1120, height: look.height ?? 760 },
    colorScheme: look.theme ?? 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Almaty',
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** `kopir serve`; without an environment nothing is connected. */
export async function serve(environment: Record<string, string> = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'kopir-walk-'));
  const child = spawn(join(BUILT, 'kopir'), ['serve', '--json'], {
    cwd: folder,
    env: { KOPIR_DATA_DIR: join(folder, 'data'), LC_ALL: 'ru_RU.UTF-8', AMO_SETTLE_SECONDS: '1', KOPIR_SECRETS: 'file', KOPIR_SECRETS_PASSPHRASE: 'of the walk', LOG_LEVEL: 'error', KASPI_RPS: '50', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let url = '';
  await lines(child, (line) => {
    url = JSON.parse(line).url;
    return true;
  });
  return {
    url,
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function lines(child: ChildProcess, isLast: (line: string) => boolean): Promise<void> {
  if (!child.stdout) throw new Error('the output is piped');
  for await (const line of createInterface({ input: child.stdout })) if (isLast(line)) return;
  throw new Error(`${child.spawnfile} ended before it was ready`);
}

export function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
