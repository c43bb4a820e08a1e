// Kaspi's stages, our phases and the places of secrets in words.

import { m } from '../paraglide/messages.js';
import type { KaspiStage, OrderDoc, PassDoc, SecretsPlace } from './wire';

const STAGES: Record<Exclude<KaspiStage, 'unknown'>, () => string> = {
  new: m.stage_new,
  to_sign: m.stage_to_sign,
  pre_order: m.stage_pre_order,
  pickup: m.stage_pickup,
  own_delivery: m.stage_own_delivery,
  kaspi_delivery: m.stage_kaspi_delivery,
  packing: m.stage_packing,
  hand_over: m.stage_hand_over,
  in_delivery: m.stage_in_delivery,
  cancelling: m.stage_cancelling,
  returning: m.stage_returning,
  delivered: m.stage_delivered,
  cancelled: m.stage_cancelled,
  returned: m.stage_returned,
};

/** What we do not know is shown as Kaspi says it. */
export function stageWord(order: OrderDoc): string {
  return order.stage === 'unknown' ? `${order.state} ${order.status}`.trim() : STAGES[order.stage]();
}

const PHASES: Record<OrderDoc['phase'], () => string> = {
  done: m.phase_done,
  pending: m.phase_pending,
  failed: m.phase_failed,
  waiting: m.phase_waiting,
  skipped: m.phase_skipped,
  ignored: m.phase_ignored,
};

export function phaseWord(order: OrderDoc): string {
  return PHASES[order.phase]();
}

const PAYMENTS: Record<string, () => string> = {
  PAY_WITH_CREDIT: m.pay_credit,
  PREPAID: m.pay_prepaid,
};

export function paymentWord(payment: string, months: number | null): string {
  const word = PAYMENTS[payment]?.() ?? payment;
  return months ? m.pay_months({ word, count: months }) : word;
}

/** How many deals a pass wrote. */
export function written({ orders }: PassDoc): number {
  return orders.created + orders.adopted + orders.updated;
}

const PLACES: Record<SecretsPlace, [hint: () => string, word: () => string]> = {
  windows_keychain: [m.keep_windows, m.secrets_windows],
  mac_keychain: [m.keep_mac, m.secrets_mac],
  secret_service: [m.keep_linux, m.secrets_linux],
  passphrase: [m.keep_passphrase, m.secrets_passphrase],
};

/** Under a field: where what is typed will lie. */
export function secretsHint(place: SecretsPlace): string {
  return PLACES[place][0]();
}

/** Where all of them lie. */
export function secretsWord(place: SecretsPlace): string {
  return PLACES[place][1]();
}
