// The notifications room, put together: routes, the act, and the work in the background (reading the log, tasks that
// fall due, mail, retention), for processes with the worker role.
import type { AnyRoute } from "../../platform/http/index.ts";
import type { OutboxEvent } from "../../platform/outbox.ts";
import { createRounds, together } from "../../platform/rounds.ts";
import { membersWithRights } from "../access/index.ts";
import { tellDueTasks } from "./due-tasks.ts";
import { followLog } from "./follow-log.ts";
import { bellMoves, removeOld } from "./items.store.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";
import { recordAttentionRoutes } from "./record-routes.ts";
import { notificationRoutes } from "./routes.ts";
import { sendAct } from "./send-act.ts";
import { sendDueMail } from "./send-mail.ts";
import { systemTopics, tellSystemEvent } from "./system-events.ts";

export type { NotificationsDeps };

export interface Notifications {
  name: "notifications";
  routes: AnyRoute[];
  /** Marks that move with what waits for members; in the order of the members. */
  bells(members: readonly { workspaceId: string; memberId: string }[]): Promise<string[]>;
  /** What it is told of by the outbox. */
  topics: readonly string[];
  /** Something that happened by itself and that one member or its managers must know. */
  onEvent(event: OutboxEvent): Promise<void>;
  start(): void;
  stop(): Promise<void>;
  /** One round of everything now; for tests. */
  runNow(): Promise<void>;
}

const followMs = 700;
const minuteMs = 60_000;
const mailMs = 20_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const removeBatch = 2000;

export function createNotifications(deps: NotificationsDeps): Notifications {
  const { db, clock, logger, acts } = deps;
  acts.register(sendAct(deps));

  async function forgetOld(): Promise<void> {
    const before = (days: number) => new Date(clock.nowMs() - days * dayMs).toISOString();
    const limits = { readBefore: before(90), anyBefore: before(180), batch: removeBatch };
    while ((await db.system((tx) => removeOld(tx, limits))) === removeBatch);
  }

  const every = (pauseMs: number, what: string, round: (signal: AbortSignal) => Promise<unknown>) =>
    createRounds({ round, pauseMs, logger, failed: `${what} failed; trying again` });
  const works = [
    every(followMs, "Reading the log for notifications", (signal) => followLog(deps, signal)),
    every(minuteMs, "Telling of tasks that fall due", (signal) => tellDueTasks(deps, signal)),
    every(mailMs, "Mail of notifications", (signal) => sendDueMail(deps, signal)),
    every(hourMs, "Forgetting old notifications", forgetOld),
  ];

  return {
    name: "notifications",
    routes: [...notificationRoutes(deps), ...recordAttentionRoutes(deps)],
    bells: (members) =>
      members.length === 0 ? Promise.resolve([]) : db.system((tx) => bellMoves(tx, members)),
    topics: systemTopics,
    onEvent: (event) =>
      tellSystemEvent(deps, event, (workspaceId) => membersWithRights(db, workspaceId)),
    ...together(works),
    runNow: async () => {
      for (const work of works) await work.round();
    },
  };
}
