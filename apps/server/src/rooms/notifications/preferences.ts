// How a member wants to be told: read with defaults filled in, changed part by part.
import {
  isZone,
  type NotificationPreferences,
  type NotificationPreferencesChange,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { invalid } from "../../platform/errors.ts";
import { saidOnly } from "../../platform/whole-changes.ts";
import { memberOf } from "./list-items.ts";
import { allWishes, defaultWishes, type Wishes } from "./mail-time.rules.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";
import { holdWishes, readWishes, saveWishes } from "./wishes.store.ts";

type Deps = Pick<NotificationsDeps, "db" | "mail">;

function shown(deps: Deps, wishes: Wishes): NotificationPreferences {
  return { ...wishes, kinds: allWishes(wishes), mailWorks: deps.mail.isConfigured };
}

export async function readPreferences(deps: Deps, ctx: Ctx): Promise<NotificationPreferences> {
  const memberId = memberOf(ctx);
  const wishes = await readWishes(deps.db.reader(ctx), [memberId]);
  return shown(deps, wishes.get(memberId) ?? defaultWishes);
}

export function changePreferences(
  deps: Deps,
  ctx: Ctx,
  change: NotificationPreferencesChange,
): Promise<NotificationPreferences> {
  const memberId = memberOf(ctx);
  if (change.zone !== undefined && !isZone(change.zone)) {
    throw invalid(
      "notifications.unknown_zone",
      "There is no such zone. Use an IANA name, such as Europe/Paris.",
    );
  }
  return deps.db.tenant(ctx, async (tx) => {
    holdWishes(tx, memberId);
    const before = (await readWishes(tx, [memberId])).get(memberId) ?? defaultWishes;
    const next: Wishes = {
      ...before,
      ...saidOnly(change),
      kinds: { ...before.kinds, ...change.kinds },
    };
    await saveWishes(tx, memberId, next);
    return shown(deps, next);
  });
}
