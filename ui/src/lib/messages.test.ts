import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

type Variants = { declarations: string[]; match: Record<string, string> }[];
type Messages = Record<string, string | Variants>;

const read = (language: string): Messages => JSON.parse(readFileSync(`messages/${language}.json`, 'utf8'));
const ru = read('ru');

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'paraglide' ? '' : sources(path);
      return /(?<!\.test)\.(ts|svelte)$/.test(entry.name) ? readFileSync(path, 'utf8') : '';
    })
    .join('\n');
}

const texts = (message: string | Variants) =>
  typeof message === 'string' ? [message] : message.flatMap(({ match }) => Object.values(match));

/** What a message puts in, over all its variants. */
function inputs(message: string | Variants): string[] {
  return [...new Set(texts(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')))].sort();
}

test.each(['kk', 'en'])('%s says all that ru says, with the same numbers and names', (language) => {
  const other = read(language);
  expect(Object.keys(other).sort()).toEqual(Object.keys(ru).sort());
  for (const [key, message] of Object.entries(ru)) expect([key, inputs(other[key] ?? '')]).toEqual([key, inputs(message)]);
});

test.each(['ru', 'kk', 'en'])('%s leaves nothing empty', (language) => {
  for (const [key, message] of Object.entries(read(language))) {
    for (const text of texts(message)) expect([key, text.trim()]).not.toEqual([key, '']);
  }
});

test('every message is used', () => {
  const used = new Set([...sources('src').matchAll(/\bm\.(\w+)/g)].map(([, key]) => key));
  expect(Object.keys(ru).filter((key) => !used.has(key))).toEqual([]);
});
