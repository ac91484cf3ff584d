// What the acts that shape a workspace share: one permission, and how they are taken back.
import type { z } from "zod";
import { type Act, type ActDefinition, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";

interface Administrative<I, O> {
  name: string;
  title: string;
  input: z.ZodType<I>;
  run: (tx: Tx, act: Act, input: I) => Promise<O>;
  committed?: (ctx: Ctx) => void;
}

export function administrative<I, O>(definition: Administrative<I, O>): ActDefinition<I, O> {
  return defineAct<I, O>({
    permission: "schema.manage",
    effect: "internal",
    risk: "medium",
    compensation: {
      by: "none",
      because: "The way back is the opposite change of the description; no value is lost.",
    },
    check: checkAdministrator,
    ...definition,
  });
}

function checkAdministrator(ctx: Ctx): void {
  if (ctx.principal.rights.has("schema.manage")) return;
  throw forbidden(
    'This needs the permission "schema.manage". An administrator can give it to your role.',
  );
}
