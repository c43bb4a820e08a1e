// Each in its own language: whoever does not read this one finds theirs.

import type { Language } from './wire';

export const LANGUAGES: [Language, string][] = [
  ['ru', 'Русский'],
  ['kk', 'Қазақша'],
  ['en', 'English'],
];
