// What a workspace prints on its quotes: changing it, and its logo. What was sent keeps what it was sent with.
import { type QuoteSettings, quoteSettingsChangeSchema } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import { numberText, seriesOf } from "./number-format.rules.ts";
import { lastCount } from "./numbers.store.ts";
import { readSettings, saveSettings } from "./settings.store.ts";
import type { StoredSettings } from "./stored-quote.ts";

interface SettingsDeps {
  db: Database;
  clock: Clock;
}

const logoSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  type: z.enum(["image/png", "image/jpeg"]),
  bytes: z.int(),
});

async function described(
  tx: Reader,
  ctx: Ctx,
  settings: StoredSettings,
  today: string,
): Promise<QuoteSettings> {
  const { numberFormat, firstNumber } = settings;
  const last = await lastCount(tx, seriesOf(numberFormat, today));
  const next = last === null ? firstNumber : last + 1;
  return {
    ...settings,
    nextNumber: numberText(numberFormat, today, next),
    mayChange: ctx.principal.rights.has("workspace.manage"),
  };
}

export function getSettings({ db, clock }: SettingsDeps, ctx: Ctx): Promise<QuoteSettings> {
  const today = nowIso(clock).slice(0, 10);
  return db.tenant(ctx, async (tx) => described(tx, ctx, await readSettings(tx), today));
}

function requireManager(ctx: Ctx): void {
  if (ctx.principal.rights.has("workspace.manage")) return;
  throw forbidden(
    'This needs the permission "workspace.manage". An administrator can give it to your role.',
  );
}

async function change(tx: Tx, act: Act, part: Partial<StoredSettings>): Promise<QuoteSettings> {
  const before = await readSettings(tx, "FOR UPDATE");
  const after = { ...before, ...part };
  const id = tx.workspaceId;
  await saveSettings(tx, after, act.at);
  const change = wholeChange("quote-settings", { id, ...before }, { id, ...after });
  await act.changed(tx, [change]);
  return described(tx, act.ctx, after, act.at.slice(0, 10));
}

const shared = {
  permission: "workspace.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: requireManager,
} as const;

export function settingsActs() {
  return [
    defineAct({
      ...shared,
      name: "quotes.settings.update",
      title: "Change what is printed on quotes",
      input: quoteSettingsChangeSchema,
      run: (tx, act, said) => change(tx, act, saidOnly(said)),
    }),
    defineAct({
      ...shared,
      name: "quotes.settings.logo",
      title: "Change or remove the logo on quotes",
      input: z.object({ logo: logoSchema.nullable() }),
      run: (tx, act, { logo }) => change(tx, act, { logo }),
    }),
  ];
}
