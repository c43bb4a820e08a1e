// Which pipeline and stage are likely meant, by their names.

import type { PipelineDoc, StageDoc } from './wire';

/** The type of the inbox of unsorted deals. */
const INBOX = 1;
/** amoCRM's own ends of every pipeline: won and lost. */
const ENDS = [142, 143];

/** The stages that a new deal can be put into. */
export function openStages(pipeline: PipelineDoc): StageDoc[] {
  return pipeline.stages.filter(({ id, type }) => type !== INBOX && !ENDS.includes(id));
}

/** The first of them. */
export function firstStage(pipeline: PipelineDoc): StageDoc | undefined {
  return openStages(pipeline)[0];
}

/** The one named after Kaspi, else the first. */
export function likeliest(pipelines: PipelineDoc[]): PipelineDoc | undefined {
  return pipelines.find(({ name }) => /kaspi|каспи/i.test(name)) ?? pipelines[0];
}
