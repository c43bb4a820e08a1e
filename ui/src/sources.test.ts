import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Every source of ours, by path. */
function sources(folder = 'src'): [string, string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(folder, entry.name).replaceAll('\\', '/');
    if (entry.isDirectory()) return entry.name === 'paraglide' ? [] : sources(path);
    return /(?<!\.test)\.(ts|svelte)$/.test(entry.name) ? [[path, readFileSync(path, 'utf8')]] : [];
  });
}

const withoutComments = (source: string) =>
  source.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '').replace(/(^|\s)\/\/.*$/gm, '');

test('only one file knows Tauri', () => {
  const knowing = sources().filter(([, source]) => source.includes('@tauri-apps/')).map(([path]) => path);
  expect(knowing).toEqual(['src/lib/backend/tauri.ts']);
});

test('what is read stands in the messages', () => {
  const lines = sources().flatMap(([path, source]) => withoutComments(source).match(/^.*[а-яёәғқңөұүһі].*$/gim)?.map((line) => `${path}: ${line.trim()}`) ?? []);
  // What languages call themselves, and what shops call their pipeline.
  expect(lines).toEqual(["src/lib/guess.ts: return pipelines.find(({ name }) => /kaspi|каспи/i.test(name)) ?? pipelines[0];", "src/lib/languages.ts: ['ru', 'Русский'],", "src/lib/languages.ts: ['kk', 'Қазақша'],"]);
});

test('only the routes and the state ask the engine', () => {
  const asking = sources().filter(([path, source]) => path.includes('/components/') && /\bapp\.ask\(|\/backend/.test(source));
  expect(asking.map(([path]) => path)).toEqual([]);
});

test('a file is one thought', () => {
  const long = sources().filter(([path, source]) => path !== 'src/lib/wire.ts' && source.split('\n').length > 251);
  expect(long.map(([path]) => path)).toEqual([]);
});
