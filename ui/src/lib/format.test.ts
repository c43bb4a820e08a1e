import { beforeEach, describe, expect, test } from 'vitest';
import { m } from '../paraglide/messages.js';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { money, number, phone, Times } from './format';
import type { Language } from './wire';

const AT = '2026-11-22T19:30:00Z';
const NOW = new Date('2026-11-23T09:12:00Z');
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('money is whole tenge in groups that do not break', () => {
  expect(money(268_400)).toBe('268\u00a0400\u00a0₸');
  expect(money(0)).toBe('0\u00a0₸');
  expect(number(1_234_567)).toBe('1\u00a0234\u00a0567');
});

test('a phone is grouped, and what is no phone stays as it is', () => {
  expect(plain(phone('+77015550142'))).toBe('+7 701 555 01 42');
  expect(plain(phone('77015550142'))).toBe('+7 701 555 01 42');
  expect(phone('12345')).toBe('12345');
});

describe('days and hours are those of the shop', () => {
  beforeEach(() => overwriteGetLocale(() => 'ru'));
  const dates: [Language, string][] = [
    ['ru', '23 ноября, 00:30'],
    ['kk', '23 қараша, 00:30'],
    ['en', '23 November, 00:30'],
  ];
  test.each(dates)('%s', (language, said) => {
    overwriteGetLocale(() => language);
    expect(plain(new Times('Asia/Almaty').dateTime(AT, NOW))).toBe(said);
  });

  test('every month has its names', () => {
    const times = new Times('Asia/Almaty');
    for (const language of ['ru', 'kk', 'en'] as const) {
      overwriteGetLocale(() => language);
      const days = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}-05`);
      for (const name of [...days.map((day) => times.long(day)), ...days.map((day) => times.short(day))]) expect(plain(name)).toMatch(/^5 \p{L}+$/u);
      expect(new Set(days.map((day) => times.long(day))).size).toBe(12);
    }
  });

  test('another year is said, this one is not', () => {
    const times = new Times('Asia/Almaty');
    expect(times.date('2025-11-23T09:00:00Z', NOW)).toContain('2025');
    expect(times.date('2026-11-23T09:00:00Z', NOW)).not.toContain('2026');
  });

  test('what was today is told by the hour, what was before by the day', () => {
    const times = new Times('Asia/Almaty');
    expect(times.near('2026-11-23T08:40:00Z', NOW)).toBe('13:40');
    expect(plain(times.near('2026-11-21T08:40:00Z', NOW))).toBe('21 ноя');
  });

  test('thirty days end with today', () => {
    const days = new Times('Asia/Almaty').days(30, new Date('2026-11-22T19:30:00Z'));
    expect(days).toHaveLength(30);
    expect(days.at(-1)).toBe('2026-11-23');
    expect(days[0]).toBe('2026-10-25');
  });
});

describe('a noun follows its number', () => {
  const words: [Language, [number, string][]][] = [
    ['ru', [[0, 'заказов'], [1, 'заказ'], [2, 'заказа'], [5, 'заказов'], [11, 'заказов'], [21, 'заказ']]],
    ['kk', [[0, 'тапсырыс'], [1, 'тапсырыс'], [2, 'тапсырыс'], [5, 'тапсырыс'], [11, 'тапсырыс'], [21, 'тапсырыс'], [1.5, 'тапсырыс']]],
    ['en', [[0, 'orders'], [1, 'order'], [2, 'orders'], [5, 'orders'], [11, 'orders'], [21, 'orders'], [1.5, 'orders']]],
  ];
  test.each(words)('%s', (language, forms) => {
    overwriteGetLocale(() => language);
    for (const [count, word] of forms) expect([count, m.orders_word({ count })]).toEqual([count, word]);
  });

  const SAYING_NUMBERS = [
    m.show_orders,
    m.write,
    m.write_demo,
    m.write_and_start,
    m.write_deals_and_start,
    m.wrote,
    m.checked_failed,
    m.settling,
    m.left_waiting,
    m.welcome_open,
    m.node_adopted,
    m.node_skipped,
    m.node_missing,
    m.fields_create,
    m.fields_ask,
    m.days_left,
  ];
  // Whatever says a number says it for every number, and with that number.
  test.each(['ru', 'kk', 'en'] as const)('in every message of %s', (language) => {
    overwriteGetLocale(() => language);
    for (const say of SAYING_NUMBERS) {
      for (const count of [0, 1, 2, 5, 11, 21, 1.5]) expect(say({ count })).toContain(String(count));
    }
  });
});
