// What a screen may ask of the engine, whichever way it is reached.

import type {
  AmoFactsDoc,
  Ask,
  CheckDoc,
  ConnectionsDoc,
  ConsentPageDoc,
  DeadlinesDoc,
  ErrorDoc,
  Event as Told,
  FieldsDoc,
  IdsDoc,
  ForgetDoc,
  KaspiFactsDoc,
  LatestDoc,
  MarkedDoc,
  OrderFactsDoc,
  OrdersDoc,
  PassDoc,
  PreviewDoc,
  ProbeDoc,
  RelinkDoc,
  SnapshotDoc,
  StatsDoc,
  TakeoverDoc,
} from '../wire';

export type { Told };

/** The answer to each question. */
type Answers = {
  snapshot: SnapshotDoc;
  language: SnapshotDoc;
  stats: StatsDoc;
  latest: LatestDoc;
  orders: OrdersDoc;
  order: OrderFactsDoc;
  check: PassDoc;
  preview: PreviewDoc;
  apply: PassDoc;
  retry: MarkedDoc;
  skip: MarkedDoc;
  unskip: MarkedDoc;
  release: MarkedDoc;
  relink: RelinkDoc;
  forget: ForgetDoc;
  deadlines: DeadlinesDoc;
  stop: null;
  demo: SnapshotDoc;
  connections: ConnectionsDoc;
  check_connection: CheckDoc;
  connect_kaspi: KaspiFactsDoc;
  name_shop: null;
  connect_token: AmoFactsDoc;
  connect_code: AmoFactsDoc;
  connect_browser: ConsentPageDoc;
  await_browser: AmoFactsDoc;
  cancel_browser: null;
  disconnect: SnapshotDoc;
  ids: IdsDoc;
  choose_stage: SnapshotDoc;
  fields: FieldsDoc;
  create_fields: FieldsDoc;
  proxy: ConnectionsDoc;
  passphrase: SnapshotDoc;
  probe_answers: ProbeDoc;
  probe: ProbeDoc;
  import_node: TakeoverDoc;
};
export type AnswerOf<A extends Ask> = Answers[A['cmd']];

export interface Backend {
  /** Rejects with a `Refusal`. */
  ask<A extends Ask>(ask: A): Promise<AnswerOf<A>>;
  /** Tells what happens, that the line is broken, and that it is whole again. Returns how to stop listening. */
  listen(on: (told: Told) => void, onBreak: () => void, onReconnect: () => void): () => void;
  /** Opens an address outside the app. */
  open(url: string): void;
}

/** The engine, or the way to it, said no. */
export class Refusal extends Error {
  constructor(readonly doc: ErrorDoc) {
    super(doc.message);
  }

  get code(): string {
    return this.doc.code;
  }

  /** Whether the engine itself was not reached. */
  get isOfTheWay(): boolean {
    return this.code.startsWith('face.');
  }

  /** A refusal of the way itself: the words are the screen's. */
  static ofTheWay(code: 'face.offline' | 'face.session'): Refusal {
    return new Refusal({ code, message: '', remedy: '', params: {}, correlation_id: '' });
  }
}
