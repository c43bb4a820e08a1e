// Where new deals go, and what would be written there: each choice is kept, then planned anew.

import { Refusal } from '../backend';
import { firstStage, likeliest } from '../guess';
import type { IdsDoc, PipelineDoc, StageDoc } from '../wire';
import { app } from './app.svelte';
import { connections } from './connections.svelte';
import { preview } from './preview.svelte';

/** Whoever leafs through the stages asks for none of the plans between. */
const SETTLE_MS = 400;

class Stages {
  ids = $state.raw<IdsDoc>();
  pipelineId = $state<number>();
  stageId = $state<number>();
  /** From the choice until its plan is there. */
  settling = $state(false);
  refusal = $state.raw<Refusal>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chosen = 0;

  readonly pipeline = $derived(this.ids?.pipelines.find(({ id }) => id === this.pipelineId));
  readonly stage = $derived(this.pipeline?.stages.find(({ id }) => id === this.stageId));

  /** Another account has other pipelines. */
  forget(): void {
    this.ids = undefined;
    this.pipelineId = this.stageId = undefined;
    preview.forget();
  }

  /** Reads the pipelines, and what was chosen among them. */
  async load(): Promise<void> {
    this.refusal = undefined;
    try {
      [this.ids] = await Promise.all([this.ids ?? app.ask({ cmd: 'ids' }), connections.doc ?? connections.load()]);
    } catch (error) {
      this.refusal = error as Refusal;
      return;
    }
    const kept = connections.doc?.amocrm;
    this.pipelineId ??= kept?.pipeline ?? undefined;
    this.stageId ??= kept?.stage ?? undefined;
  }

  /** Chooses what is likely meant where nothing is chosen, or what is chosen is gone. */
  async suggest(): Promise<void> {
    await this.load();
    if (!this.ids) return;
    if (this.stage) return preview.see();
    const pipeline = this.pipeline ?? likeliest(this.ids.pipelines);
    if (pipeline) this.choosePipeline(pipeline);
  }

  choosePipeline(pipeline: PipelineDoc): void {
    const stage = firstStage(pipeline);
    this.pipelineId = pipeline.id;
    if (stage) this.chooseStage(stage);
    else this.stageId = undefined;
  }

  chooseStage(stage: StageDoc): void {
    this.stageId = stage.id;
    this.settling = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#settle(), SETTLE_MS);
  }

  async #settle(): Promise<void> {
    const chosen = ++this.#chosen;
    const [pipeline, stage] = [this.pipelineId, this.stageId];
    if (pipeline === undefined || stage === undefined) return;
    this.refusal = undefined;
    try {
      const snapshot = await app.ask({ cmd: 'choose_stage', pipeline, stage });
      if (chosen !== this.#chosen) return;
      app.take(snapshot);
      void connections.load();
      await preview.rebuild();
    } catch (error) {
      if (chosen === this.#chosen) this.refusal = error as Refusal;
    } finally {
      if (chosen === this.#chosen) this.settling = false;
    }
  }
}

export const stages = new Stages();
