// What the room asks of others. Records, consent and names come as functions that the composition root hands in.
import type { ModelEntity, ModelSetRef } from "@rapport/contracts";
import type { Act, Acts } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, TenantScope, Tx } from "../../platform/db/index.ts";
import type { Durable } from "../../platform/durable.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type { Row } from "./artefact.ts";
import type { Asked } from "./build-set.ts";
import type { ModelDefinition, RecordFeature, SetPick } from "./define-model.ts";
import type { Story, StoryObject, StoryRecord } from "./story.ts";
import type { Train } from "./train-in-thread.ts";

export interface ColumnField {
  object: string;
  key: string;
  label: string;
  type: "integer" | "text";
}

export interface RecordsPort {
  /** Everything that populations and features look at. */
  story(scope: TenantScope): Promise<Story>;
  /** The same for some records and what stands around them. */
  storyAround(scope: TenantScope, object: ModelEntity, ids: readonly string[]): Promise<Story>;
  /** Live records by id, not reduced to anyone's rights: never to be shown. */
  raw(scope: TenantScope, object: StoryObject, ids: readonly string[]): Promise<StoryRecord[]>;
  /** Live records in the order of their ids, after one of them. */
  idsAfter(
    scope: TenantScope,
    object: StoryObject,
    page: { afterId: string | null; limit: number },
  ): Promise<string[]>;
  /** Whether there are so many of them at least. */
  hasAtLeast(scope: TenantScope, object: StoryObject, count: number): Promise<boolean>;
  /** Those of the ids that the caller may see. */
  visible(tx: Reader, ctx: Ctx, object: ModelEntity, ids: readonly string[]): Promise<Set<string>>;
  /** Amounts of those deals that the caller may see, with them. */
  amounts(
    tx: Reader,
    ctx: Ctx,
    ids: readonly string[],
  ): Promise<{ id: string; amountMinor: number; currency: string }[]>;
  ensureColumn(tx: Tx, act: Act, field: ColumnField): Promise<boolean>;
  writeColumn(
    tx: Tx,
    field: Pick<ColumnField, "object" | "key">,
    values: readonly { id: string; value: number | string | null }[],
  ): Promise<void>;
}

export interface SetUser {
  key: string;
  title: string;
  set: string;
  holds(tx: Reader): Promise<readonly string[]>;
}

/** A feature that may tell what was not known at the time that it counts for, and why. */
export interface Doubt {
  readonly feature: string;
  readonly why: string;
}

/** Sets of the features room, joined to a model's own features. */
export interface FeatureSource {
  /**
   * Fields that the workspace added to a kind of record, as a set in a version that is kept from now on; older versions go
   * unless they are held. Null where there are none.
   */
  ownFields(
    scope: TenantScope,
    asked: Pick<SetUser, "key" | "set" | "holds"> & {
      entity: ModelEntity;
      /** Keys of fields that are left out: the model reads them itself. */
      without: ReadonlySet<string>;
    },
  ): Promise<(SetPick & { hash: string }) | null>;
  /** Of records that were brought in, values that may have been written later than they count from. */
  doubts(scope: TenantScope, ref: ModelSetRef, asked: readonly Asked[]): Promise<Doubt[]>;
  /** Features of the version, or of the present one; null where a version is not known any more. */
  describe(
    scope: TenantScope,
    pick: SetPick,
    hash?: string,
  ): Promise<{ features: RecordFeature[]; ref: ModelSetRef } | null>;
  /** Whether all that the version is made of has been read: before that, its past is not whole. */
  isReady(scope: TenantScope, ref: ModelSetRef): Promise<boolean>;
  /** As of the moment of each, in their order. */
  past(scope: TenantScope, ref: ModelSetRef, asked: readonly Asked[]): Promise<readonly Row[]>;
  online(
    scope: TenantScope,
    ref: ModelSetRef,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Row>>;
  /** Says that a model uses a set, and which versions of it. */
  usedBy(user: SetUser): void;
}

/** People without consent to training, among those that these records are about. */
export type WithoutConsent = (
  scope: TenantScope,
  object: ModelEntity,
  story: Story,
) => Promise<ReadonlySet<string>>;

export interface ModelsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  durable: Durable;
  outbox: Outbox;
  blobs: Blobs;
  records: RecordsPort;
  features: FeatureSource;
  withoutConsent: WithoutConsent;
  workspaceIds(): Promise<string[]>;
  codeVersion: string;
  train: Train;
  definitions: readonly ModelDefinition[];
  /** Whether models are trained and records scored without being asked to. */
  isAutomatic: boolean;
}
