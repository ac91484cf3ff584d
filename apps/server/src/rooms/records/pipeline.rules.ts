// The words of pipelines.

export interface Stage {
  id: string;
  pipelineId: string;
  name: string;
  position: number;
  kind: "open" | "won" | "lost";
  probability: number;
}

/** Stages by pipeline in order of position; pipelines in order of position. */
export type Stages = ReadonlyMap<string, readonly Stage[]>;

export interface Pipeline {
  id: string;
  name: string;
  position: number;
  stages: Stage[];
}
