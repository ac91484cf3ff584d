// The attachments room: files on any record. See README.md for its words and invariants.
import type { Acts } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Records } from "../records/index.ts";
import type { AttachmentDeps } from "./add-attachment.ts";
import { attachmentActs, attachmentPart, moveAttachments } from "./attachment-acts.ts";
import type { ReadDeps } from "./describe-attachment.ts";
import { attachmentRoutes } from "./routes.ts";
import { attachmentItems } from "./timeline-items.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export interface AttachmentsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  blobs: Blobs;
  records: ReadDeps["records"] & Pick<Records, "addUndoable" | "addFollower" | "addTimelineSource">;
  maxBytes: number;
  workspaceIds(): Promise<readonly string[]>;
}

export interface Attachments {
  name: "attachments";
  routes: AnyRoute[];
  /** Background work; one process at least must run it. */
  upkeep: Upkeep;
}

export function createAttachments(given: AttachmentsDeps): Attachments {
  const { acts, records } = given;
  const deps: AttachmentDeps = { ...given, uploads: new Map() };
  acts.register(...attachmentActs(deps));
  records.addUndoable("attachments", attachmentPart(deps));
  records.addFollower(moveAttachments);
  records.addTimelineSource(attachmentItems);
  return { name: "attachments", routes: attachmentRoutes(deps), upkeep: createUpkeep(given) };
}
