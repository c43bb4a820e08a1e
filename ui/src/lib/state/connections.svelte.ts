// Both connections as the settings show them: tried, taken away, and the way to them.

import { Refusal } from '../backend';
import type { CheckDoc, ConnectionsDoc, FieldsDoc, ServiceName } from '../wire';
import { app } from './app.svelte';

class Connections {
  doc = $state.raw<ConnectionsDoc>();
  failed = $state.raw<Refusal>();
  /** How the last trial went, by service. */
  checks = $state.raw<Partial<Record<ServiceName, CheckDoc>>>({});
  checking = $state<ServiceName>();
  fields = $state.raw<FieldsDoc>();
  fieldsFailed = $state.raw<Refusal>();
  creating = $state(false);
  saving = $state(false);
  proxyRefused = $state.raw<Refusal>();

  /** Whether nothing can be written: the field of the order code is missing, and this access cannot create it. */
  readonly isBarred = $derived(
    !!this.fields && !this.fields.admin && this.fields.fields.some(({ required, exists }) => required && !exists),
  );

  async load(): Promise<void> {
    try {
      this.doc = await app.ask({ cmd: 'connections' });
      this.failed = undefined;
    } catch (error) {
      this.failed = error as Refusal;
    }
  }

  async check(service: ServiceName): Promise<void> {
    if (this.checking) return;
    this.checking = service;
    try {
      const check = await app.ask({ cmd: 'check_connection', service });
      this.checks = { ...this.checks, [service]: check };
    } catch (error) {
      app.complain(error);
    } finally {
      this.checking = undefined;
    }
  }

  async disconnect(service: ServiceName): Promise<void> {
    try {
      app.take(await app.ask({ cmd: 'disconnect', service }));
      const { [service]: _gone, ...rest } = this.checks;
      this.checks = rest;
      if (service === 'amocrm') this.fields = undefined;
      await this.load();
    } catch (error) {
      app.complain(error);
    }
  }

  async loadFields(): Promise<void> {
    try {
      this.fields = await app.ask({ cmd: 'fields' });
      this.fieldsFailed = undefined;
    } catch (error) {
      this.fieldsFailed = error as Refusal;
    }
  }

  async createFields(codes: string[]): Promise<void> {
    if (this.creating) return;
    this.creating = true;
    try {
      this.fields = await app.ask({ cmd: 'create_fields', codes });
    } catch (error) {
      app.complain(error);
    } finally {
      this.creating = false;
    }
  }

  /** `system`, `none` or an address. Returns whether it is kept. */
  async useProxy(proxy: string): Promise<boolean> {
    if (this.saving) return false;
    this.saving = true;
    this.proxyRefused = undefined;
    try {
      this.doc = await app.ask({ cmd: 'proxy', proxy });
      return true;
    } catch (error) {
      this.proxyRefused = error as Refusal;
      return false;
    } finally {
      this.saving = false;
    }
  }
}

export const connections = new Connections();
