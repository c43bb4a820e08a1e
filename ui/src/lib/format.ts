// Numbers, money, times and phones as people in Kazakhstan write them. Days and hours are those of the shop.

import type { Language } from './wire';

const LOCALES: Record<Language, string> = { ru: 'ru-KZ', kk: 'kk-KZ', en: 'en-GB' };
const NBSP = '\u00a0';

/** Thousands are grouped by U+00A0 in every language. */
export function number(value: number): string {
  const [whole = '0', part] = String(Math.round(value * 100) / 100).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NBSP);
  return part ? `${grouped},${part.padEnd(2, '0')}` : grouped;
}

/** Whole tenge where they are whole. */
export function money(tenge: number): string {
  return `${number(tenge)}${NBSP}₸`;
}

/** `+7 701 555 01 42`. */
export function phone(digits: string): string {
  const parts = /^\+?7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(digits.replace(/\s/g, ''));
  return parts ? ['+7', ...parts.slice(1)].join(NBSP) : digits;
}

/** The dates and times of one language in one zone. */
export class Times {
  #locale: string;
  #zone: string;

  constructor(language: Language, zone: string) {
    this.#locale = LOCALES[language];
    this.#zone = zone;
  }

  #as(at: Date, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.#locale, { timeZone: this.#zone, ...options }).format(at);
  }

  /** `14:12` */
  time(at: string): string {
    return this.#as(new Date(at), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  }

  /** `23 ноября`, with the year where it is another one. */
  date(at: string, now = new Date()): string {
    const day = new Date(at);
    const year = (of: Date) => this.#as(of, { year: 'numeric' });
    const other = year(day) === year(now) ? {} : { year: 'numeric' as const };
    return this.#as(day, { day: 'numeric', month: 'long', ...other });
  }

  /** `23 ноября, 14:12` */
  dateTime(at: string, now = new Date()): string {
    return `${this.date(at, now)}, ${this.time(at)}`;
  }

  /** `14:12` today, else `23 ноября`. */
  near(at: string, now = new Date()): string {
    return this.day(new Date(at)) === this.day(now) ? this.time(at) : this.short(this.day(new Date(at)));
  }

  /** The day as `2026-11-23`, where the shop is. */
  day(at: Date): string {
    // By its parts: how a language orders them differs between browsers.
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: this.#zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  }

  /** `23 ноя` of a day. */
  short(day: string): string {
    return new Intl.DateTimeFormat(this.#locale, { timeZone: 'UTC', day: 'numeric', month: 'short' })
      .format(new Date(`${day}T12:00:00Z`))
      .replace('.', '');
  }

  /** `23 ноября` of a day. */
  long(day: string): string {
    return new Intl.DateTimeFormat(this.#locale, { timeZone: 'UTC', day: 'numeric', month: 'long' }).format(
      new Date(`${day}T12:00:00Z`),
    );
  }

  /** The last `count` days, oldest first, today included. */
  days(count: number, now = new Date()): string[] {
    const today = new Date(`${this.day(now)}T12:00:00Z`).getTime();
    return Array.from({ length: count }, (_, back) =>
      new Date(today - (count - 1 - back) * 86_400_000).toISOString().slice(0, 10),
    );
  }
}
