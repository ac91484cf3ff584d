// Who may change knowledge, and see what only those who change it need to see.
import type { Ctx } from "../../platform/context.ts";
import { needsManager } from "./errors.ts";
import { mayManage } from "./readers.rules.ts";

export function requireEditor({ principal }: Pick<Ctx, "principal">): void {
  if (!mayManage(principal)) throw needsManager();
}
