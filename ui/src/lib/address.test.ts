import { expect, test } from 'vitest';
import { home, tidy, whole } from './address';

test.each([
  ['domuyut', 'domuyut', 'domuyut.amocrm.ru'],
  ['  domuyut.amocrm.ru ', 'domuyut', 'domuyut.amocrm.ru'],
  ['https://DomUyut.amocrm.ru/leads/detail/123?tab=1', 'domuyut', 'domuyut.amocrm.ru'],
  ['https://domuyut.kommo.com/leads/', 'domuyut.kommo.com', 'domuyut.kommo.com'],
  ['http://127.0.0.1:8080/amocrm', 'http://127.0.0.1:8080/amocrm', 'http://127.0.0.1:8080/amocrm'],
  ['https://www.amocrm.ru.example.kz', 'https://www.amocrm.ru.example.kz', 'https://www.amocrm.ru.example.kz'],
  ['', '', ''],
])('%s is shown as %s and told as %s', (pasted, shown, told) => {
  expect(tidy(pasted)).toBe(shown);
  expect(whole(tidy(pasted))).toBe(told);
});

test('only an account of the vendor is opened', () => {
  expect(home('domuyut')).toBe('https://domuyut.amocrm.ru/');
  expect(home('https://domuyut.kommo.com/leads')).toBe('https://domuyut.kommo.com/');
  expect(home('https://example.kz')).toBe('https://www.amocrm.ru/');
  expect(home('')).toBe('https://www.amocrm.ru/');
});
