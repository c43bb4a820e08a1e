// Which shape stands for which state: shape, colour and word always go together.

import ArrowRight from '@lucide/svelte/icons/arrow-right';
import Ban from '@lucide/svelte/icons/ban';
import Calendar from '@lucide/svelte/icons/calendar';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import CircleHelp from '@lucide/svelte/icons/circle-question-mark';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import CirclePlus from '@lucide/svelte/icons/circle-plus';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import CircleX from '@lucide/svelte/icons/circle-x';
import ClockAlert from '@lucide/svelte/icons/clock-alert';
import CloudOff from '@lucide/svelte/icons/cloud-off';
import Eye from '@lucide/svelte/icons/eye';
import Hourglass from '@lucide/svelte/icons/hourglass';
import Link from '@lucide/svelte/icons/link';
import MapPin from '@lucide/svelte/icons/map-pin';
import Monitor from '@lucide/svelte/icons/monitor';
import OctagonX from '@lucide/svelte/icons/octagon-x';
import PackageCheck from '@lucide/svelte/icons/package-check';
import PackageOpen from '@lucide/svelte/icons/package-open';
import PenLine from '@lucide/svelte/icons/pen-line';
import Plug from '@lucide/svelte/icons/plug';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Store from '@lucide/svelte/icons/store';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import Truck from '@lucide/svelte/icons/truck';
import Undo2 from '@lucide/svelte/icons/undo-2';
import User from '@lucide/svelte/icons/user';
import UserPlus from '@lucide/svelte/icons/user-plus';
import type { Component } from 'svelte';
import type { Connection, EventKind, KaspiStage, OrderDoc, PreviewGroup, State, WhyTone } from './wire';

export type Shape = { icon: Component; tone: string };
const shape = (icon: unknown, tone: string): Shape => ({ icon: icon as Component, tone });

export const STATES: Record<State, Shape> = {
  setup: shape(Plug, 'quiet'),
  stopped: shape(OctagonX, 'danger'),
  paused: shape(CirclePause, 'quiet'),
  standby: shape(Monitor, 'quiet'),
  attention: shape(TriangleAlert, 'warn'),
  offline: shape(CloudOff, 'quiet'),
  late: shape(ClockAlert, 'warn'),
  catching_up: shape(Hourglass, 'wait'),
  syncing: shape(RefreshCw, 'accent'),
  ok: shape(CircleCheck, 'ok'),
};

export const CONNECTIONS: Record<Connection, Shape> = {
  missing: shape(Plug, 'quiet'),
  unknown: shape(CircleDashed, 'quiet'),
  ok: shape(CircleCheck, 'ok'),
  unreachable: shape(CloudOff, 'quiet'),
  refused: shape(OctagonX, 'danger'),
};

export const STAGES: Record<KaspiStage, Component> = {
  new: CircleDashed,
  to_sign: PenLine,
  pre_order: Calendar,
  pickup: Store,
  own_delivery: MapPin,
  kaspi_delivery: Truck,
  packing: PackageOpen,
  hand_over: PackageCheck,
  in_delivery: Truck,
  cancelling: RotateCcw,
  returning: Undo2,
  delivered: CircleCheck,
  cancelled: CircleX,
  returned: Undo2,
  unknown: CircleHelp,
} as Record<KaspiStage, Component>;

export const PHASES: Record<OrderDoc['phase'], Shape> = {
  done: shape(CircleCheck, 'ok'),
  pending: shape(Hourglass, 'wait'),
  failed: shape(Hourglass, 'wait'),
  waiting: shape(TriangleAlert, 'warn'),
  skipped: shape(Ban, 'faint'),
  ignored: shape(CircleSlash, 'faint'),
};

export const EVENTS: Record<EventKind, Shape> = {
  created: shape(CirclePlus, 'accent'),
  adopted: shape(Link, 'accent'),
  contact: shape(UserPlus, 'accent'),
  note: shape(StickyNote, 'quiet'),
  restored: shape(RotateCcw, 'quiet'),
  updated: shape(ArrowRight, 'accent'),
  error: shape(TriangleAlert, 'warn'),
};

export const TONES: Record<WhyTone, Shape> = {
  seen: shape(Eye, 'quiet'),
  left: shape(CircleSlash, 'faint'),
  wrote: shape(PenLine, 'accent'),
  person: shape(User, 'quiet'),
  trouble: shape(TriangleAlert, 'warn'),
};

export const PREVIEW: Record<PreviewGroup, Component> = {
  deals: CirclePlus,
  adopted: Link,
  stages: ArrowRight,
  fields: PenLine,
  contacts: UserPlus,
  notes: StickyNote,
} as Record<PreviewGroup, Component>;
