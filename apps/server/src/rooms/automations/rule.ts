// Rules, runs and steps as the room keeps them.
import type {
  AutomationState,
  ConditionPart,
  RuleFault,
  RunState,
  Step,
  StepState,
  Trigger,
} from "@rapport/contracts";

export type FilterJson = Record<string, unknown>;

export interface StoredRule {
  id: string;
  name: string;
  object: string;
  trigger: Trigger;
  condition: FilterJson | null;
  steps: Step[];
  alsoImports: boolean;
  maxRunsPerHour: number;
  state: AutomationState;
  pausedBecause: RuleFault | null;
  ownerId: string;
  labels: Record<string, string>;
  sweptUntil: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

/** What the listener needs of a rule that is on. */
export type WatchingRule = Pick<
  StoredRule,
  "id" | "version" | "object" | "trigger" | "alsoImports"
>;

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** What set a run off. */
export interface TriggerFact {
  kind: Trigger["kind"];
  act: string | null;
  changes: FieldChange[];
}

export interface NewRun {
  id: string;
  ruleId: string;
  ruleVersion: number;
  object: string;
  recordId: string;
  triggerKey: string;
  trigger: TriggerFact;
  chainId: string;
  depth: number;
  trail: string[];
  state: RunState;
  reason: string | null;
}

export interface StoredRun extends NewRun {
  /** For whom it acted, each time that it was weighed; null before the first. */
  ranAs: string[] | null;
  /** What its rule named then, as `deals.name`. */
  namedFields: string[] | null;
  condition: ConditionPart[] | null;
  attempts: number;
  createdAt: string;
  dueAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  undoneAt: string | null;
}

export interface StoredStep {
  runId: string;
  position: number;
  kind: string;
  act: string;
  actId: string | null;
  state: StepState;
  description: string;
  input: unknown;
  object: string | null;
  recordId: string | null;
  error: string | null;
  at: string;
}
