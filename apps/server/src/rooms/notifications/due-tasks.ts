// Tasks that fall due, told to their owners: from an hour before as due, afterwards as overdue; what fell due more
// than a day ago, for instance while the server was off, is not told any more.

import type { DueTask, NotificationsDeps } from "./notifications-deps.ts";
import type { Draft } from "./plan-entries.rules.ts";
import { takeDue } from "./wishes.store.ts";
import { writeItems } from "./write-items.ts";

const aheadMs = 3_600_000;
const backMs = 86_400_000;

export async function tellDueTasks(deps: NotificationsDeps, signal?: AbortSignal): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const from = new Date(nowMs - backMs).toISOString();
  const to = new Date(nowMs + aheadMs).toISOString();
  for (const { workspaceId } of await deps.floors()) {
    for await (const tasks of deps.window.dueTasks(workspaceId, from, to)) {
      if (signal?.aborted) return;
      await tellTasks(deps, workspaceId, tasks, nowMs);
    }
  }
}

async function tellTasks(
  deps: NotificationsDeps,
  workspaceId: string,
  tasks: readonly DueTask[],
  nowMs: number,
): Promise<void> {
  const due = tasks.map((task) => ({
    ...task,
    taskId: task.id,
    kind: Date.parse(task.dueAt) <= nowMs ? ("task-overdue" as const) : ("task-due" as const),
  }));
  await deps.db.tenant({ workspaceId }, async (tx) => {
    const fresh = await takeDue(tx, due);
    const drafts = due
      .filter(({ taskId, kind }) => fresh.has(`${taskId} ${kind}`))
      .map(
        ({ taskId, kind, ownerId, dueAt }): Draft => ({
          memberId: ownerId,
          kind,
          groupKey: `${kind} ${taskId}`,
          object: "tasks",
          recordId: taskId,
          who: null,
          at: kind === "task-overdue" ? dueAt : new Date(nowMs).toISOString(),
          count: 1,
          data: { dueAt },
        }),
      );
    await writeItems(deps, tx, drafts);
  });
}
