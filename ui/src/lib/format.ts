// Numbers, money, times and phones as people in Kazakhstan write them. Days and hours are those of the shop.

import { m } from '../paraglide/messages.js';

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

/** The dates and times of one zone. The names of months are messages: not every browser knows the Kazakh ones. */
export class Times {
  #time: Intl.DateTimeFormat;
  #day: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.#time = new Intl.DateTimeFormat('ru', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    this.#day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  }

  /** `14:12` */
  time(at: string): string {
    return this.#time.format(new Date(at));
  }

  /** `23 ноября`, with the year where it is another one. */
  date(at: string, now: Date): string {
    const [day, today] = [this.day(new Date(at)), this.day(now)];
    const year = day.slice(0, 4);
    return today.startsWith(year) ? this.long(day) : `${this.long(day)}${NBSP}${year}`;
  }

  /** `23 ноября, 14:12` */
  dateTime(at: string, now: Date): string {
    return `${this.date(at, now)}, ${this.time(at)}`;
  }

  /** `14:12` today, else `23 ноя`. */
  near(at: string, now: Date): string {
    const day = this.day(new Date(at));
    return day === this.day(now) ? this.time(at) : this.short(day);
  }

  /** The day as `2026-11-23`, where the shop is. */
  day(at: Date): string {
    // By its parts: how a language orders them differs between browsers.
    const parts = new Map(this.#day.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  }

  /** `23 ноя` of a day. */
  short(day: string): string {
    return named(day, m.months_short());
  }

  /** `23 ноября` of a day. */
  long(day: string): string {
    return named(day, m.months());
  }

  /** The last `count` days, oldest first, today included. */
  days(count: number, now: Date): string[] {
    const today = new Date(`${this.day(now)}T12:00:00Z`).getTime();
    return Array.from({ length: count }, (_, back) =>
      new Date(today - (count - 1 - back) * 86_400_000).toISOString().slice(0, 10),
    );
  }
}

function named(day: string, months: string): string {
  const [, month, date] = day.split('-').map(Number);
  return `${date}${NBSP}${months.split(' ')[(month ?? 1) - 1]}`;
}
