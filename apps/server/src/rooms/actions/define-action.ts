// What an action is, in code: for whom it can be done now, what it is meant to bring about, what is known before that
// could make a difference, and the task that it makes. Pure functions over the records' story.
import type { ActionEntity } from "@rapport/contracts";
import { hashOf, type RecordFeature, type Story, type StoryRecord } from "../models/index.ts";

export interface ActionDefinition {
  /** Stable; part of addresses and of stored rows. */
  readonly key: string;
  readonly title: string;
  readonly entity: ActionEntity;
  readonly population: {
    readonly words: string;
    /** Whether it can be done for the record at the moment. */
    has(story: Story, record: StoryRecord, atMs: number): boolean;
  };
  readonly outcome: {
    /** Such as "a deal opens within 45 days". */
    readonly words: string;
    /** So long after the draw it is known. */
    readonly horizonDays: number;
    came(story: Story, record: StoryRecord, atMs: number): boolean;
  };
  /** As of the draw: nothing that the action itself could change. */
  readonly features: readonly RecordFeature[];
  /** How it reads in a sentence: "calling within a day". */
  readonly doing: string;
  /** The person who is contacted, if it is one. */
  person(record: StoryRecord): string | null;
  /** The score that is shown where nothing was measured. */
  readonly score: string;
  readonly task: {
    title(name: string): string;
    readonly priority: "normal" | "high";
    dueMs(record: StoryRecord, nowMs: number): number;
  };
}

/** The version of what an estimate reads. */
export const featuresHashOf = ({ features, outcome }: ActionDefinition): string =>
  hashOf({ features, outcome });
