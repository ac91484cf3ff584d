// Templates as their readers get them, and a text filled in for a look. A template shows names of fields only;
// who may not read one of them does not see the template, unless it is their own.
import type {
  Placeholder,
  Preview,
  PreviewInput,
  Template,
  TemplateVersion,
} from "@rapport/contracts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { notFound } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { RoomDeps } from "./deps.ts";
import { badTemplate, missingTemplate } from "./errors.ts";
import { type Facts, loadFacts } from "./facts.ts";
import { fillIn, loadSource } from "./fill-in.ts";
import { mayManage } from "./see-rule.ts";
import { mayRead, oneLine, pathsIn, slotsOf, textFaults } from "./template.rules.ts";
import { listTemplates, readTemplate, type StoredTemplate, versionsOf } from "./templates.store.ts";

type Deps = Pick<RoomDeps, "db" | "records">;

export const isOwnTemplate = (principal: Principal, { ownerId }: Pick<StoredTemplate, "ownerId">) =>
  principal.memberId !== null && principal.memberId === ownerId;

function maySee(principal: Principal, template: StoredTemplate, facts: Facts): boolean {
  if (principal.rights.object(template.object).read === "none") return false;
  if (isOwnTemplate(principal, template)) return true;
  if (template.sharedWith !== "workspace") return false;
  const slots = slotsOf(facts.types, template.object);
  return [...pathsIn(template.subject), ...pathsIn(template.body)].every((path) => {
    const slot = slots.get(path);
    return slot === undefined || mayRead(slot, template.object, principal.rights);
  });
}

export function mayChange(principal: Principal, template: StoredTemplate): boolean {
  if (isOwnTemplate(principal, template)) return true;
  return template.sharedWith === "workspace" && mayManage(principal);
}

/** What is wrong with the texts, by the part. */
export function faultsOfTexts(
  facts: Facts,
  { object, subject, body }: Pick<StoredTemplate, "object" | "subject" | "body">,
): { path: string; message: string }[] {
  const slots = slotsOf(facts.types, object);
  const of = (path: string, text: string) =>
    textFaults(text, slots).map((message) => ({ path, message }));
  return [...of("subject", subject), ...of("body", body)];
}

export function described(ctx: Ctx, template: StoredTemplate, facts: Facts): Template {
  return {
    ...template,
    isOwn: isOwnTemplate(ctx.principal, template),
    mayChange: mayChange(ctx.principal, template),
    faults: faultsOfTexts(facts, template).map(({ message }) => message),
  };
}

export async function visibleTemplate(
  deps: Pick<RoomDeps, "records">,
  tx: Reader,
  ctx: Ctx,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<{ template: StoredTemplate; facts: Facts }> {
  const template = isId(id) ? await readTemplate(tx, id, lock) : null;
  if (!template) throw missingTemplate();
  const facts = await loadFacts(deps.records, tx);
  if (!maySee(ctx.principal, template, facts)) throw missingTemplate();
  return { template, facts };
}

export function allTemplates(deps: Deps, ctx: Ctx, object: string | null): Promise<Template[]> {
  return deps.db.tenant(ctx, async (tx) => {
    const facts = await loadFacts(deps.records, tx);
    const stored = await listTemplates(tx, ctx.principal.memberId);
    return stored
      .filter((template) => object === null || template.object === object)
      .filter((template) => maySee(ctx.principal, template, facts))
      .map((template) => described(ctx, template, facts));
  });
}

export function oneTemplate(deps: Deps, ctx: Ctx, id: string): Promise<Template> {
  return deps.db.tenant(ctx, async (tx) => {
    const { template, facts } = await visibleTemplate(deps, tx, ctx, id);
    return described(ctx, template, facts);
  });
}

/** Older texts of a shared template may name what its reader may not read: only who may change it sees them. */
export function versionsFor(deps: Deps, ctx: Ctx, id: string): Promise<TemplateVersion[]> {
  return deps.db.tenant(ctx, async (tx) => {
    const { template, facts } = await visibleTemplate(deps, tx, ctx, id);
    const versions = await versionsOf(tx, id);
    const isSeen = (text: Pick<TemplateVersion, "subject" | "body">) =>
      maySee(ctx.principal, { ...template, ...text }, facts);
    return versions
      .filter(isSeen)
      .map(({ by, ...version }) => ({ ...version, by: facts.names.get(by) ?? null }));
  });
}

/** All placeholders that the caller may use in texts about these records. */
export function placeholdersFor(deps: Deps, ctx: Ctx, object: string): Promise<Placeholder[]> {
  return deps.db.tenant(ctx, async (tx) => {
    const { types } = await loadFacts(deps.records, tx);
    if (!types.has(object) || ctx.principal.rights.object(object).read === "none") {
      throw notFound("object");
    }
    return [...slotsOf(types, object).values()]
      .filter((slot) => mayRead(slot, object, ctx.principal.rights))
      .map(({ path, label, isEmail }) => ({ path, label, isEmail }));
  });
}

export function preview(deps: Deps, ctx: Ctx, input: PreviewInput): Promise<Preview> {
  return deps.db.tenant(ctx, (tx) => previewIn(deps, tx, ctx, input));
}

async function previewIn(deps: Deps, tx: Tx, ctx: Ctx, input: PreviewInput): Promise<Preview> {
  const facts = await loadFacts(deps.records, tx);
  const { object, subject, body, recordId } = input;
  if (!facts.types.has(object) || ctx.principal.rights.object(object).read === "none") {
    throw notFound("object");
  }
  const faults = faultsOfTexts(facts, input);
  if (faults.length > 0) throw badTemplate(faults);
  const [record] = await deps.records.readVisible(tx, ctx, { object, ids: [recordId] });
  const paths = [...pathsIn(subject), ...pathsIn(body)];
  const source = record ? await loadSource(deps.records, tx, ctx, { facts, record, paths }) : null;
  if (!source) throw notFound();
  const [line, text] = [fillIn(source, subject), fillIn(source, body)];
  return {
    subject: oneLine(line.text),
    body: text.text,
    empty: [...new Set([...line.empty, ...text.empty])],
  };
}
