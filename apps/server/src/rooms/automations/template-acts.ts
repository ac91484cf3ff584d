// Acts on templates. Each change of a text makes a version; rules keep the one that they were made with, so that
// nobody changes what another's rule sends.
import {
  idSchema,
  type Template,
  type TemplateInput,
  templateChangeSchema,
  templateInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, type ActDefinition, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { isMatch, saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import type { RoomDeps, UndoablePart } from "./deps.ts";
import { badTemplate, changedMeanwhile, needsMember, notYourTemplate, tooMany } from "./errors.ts";
import { type Facts, loadFacts } from "./facts.ts";
import { described, faultsOfTexts, mayChange, visibleTemplate } from "./see-template.ts";
import { mayRead, oneLine, pathsIn, slotsOf } from "./template.rules.ts";
import {
  countTemplates,
  deleteTemplate,
  highestVersion,
  readTemplate,
  type StoredTemplate,
  saveTemplate,
} from "./templates.store.ts";

export const maxTemplates = 1000;

const shared = {
  permission: "read on the object; one's own templates, shared ones with automations.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: (ctx: Ctx) => {
    if (ctx.principal.memberId === null) throw needsMember();
  },
} as const;

/** Its own text of that version is still there, so putting a template back is pointing at it again. */
const undoable: UndoablePart = {
  read: readTemplate,
  write: (tx, id, image) =>
    image === null
      ? deleteTemplate(tx, id)
      : saveTemplate(tx, image as unknown as StoredTemplate, null),
  mayChange: async (_tx, { ctx }, { image, current }) =>
    [image, current].every(
      (state) => state === null || mayChange(ctx.principal, state as unknown as StoredTemplate),
    ),
};

/** The texts can be filled, and name nothing that their writer may not read. */
function checkTexts(act: Act, template: StoredTemplate, facts: Facts): void {
  const faults = faultsOfTexts(facts, template);
  const slots = slotsOf(facts.types, template.object);
  for (const part of ["subject", "body"] as const) {
    const hidden = pathsIn(template[part]).find((path) => {
      const slot = slots.get(path);
      return slot !== undefined && !mayRead(slot, template.object, act.ctx.principal.rights);
    });
    if (hidden === undefined) continue;
    // As for a field that does not exist: whether there is one is not theirs to know.
    faults.push({ path: part, message: `There is no field "${hidden}" to put in here.` });
  }
  if (faults.length > 0) throw badTemplate(faults);
}

export function templateActs(deps: RoomDeps) {
  deps.records.addUndoable("templates", undoable);

  const create = defineAct({
    ...shared,
    name: "automations.template.create",
    title: "Make a template",
    input: templateInputSchema,
    run: async (tx, act, input): Promise<Template> => {
      const facts = await loadFacts(deps.records, tx);
      const { rights, memberId } = act.ctx.principal;
      if (!facts.types.has(input.object) || rights.object(input.object).read === "none") {
        throw notFound("object");
      }
      if ((await countTemplates(tx)) >= maxTemplates) throw tooMany("templates", maxTemplates);
      const template = newTemplate(act, memberId ?? "", input);
      checkTexts(act, template, facts);
      await saveTemplate(tx, template, memberId);
      await act.changed(tx, [wholeChange("templates", null, template)]);
      return described(act.ctx, template, facts);
    },
  });

  const update = defineAct({
    ...shared,
    name: "automations.template.update",
    title: "Change a template",
    input: z.object({
      id: idSchema,
      change: templateChangeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    run: async (tx, act, { id, change, ifMatch }): Promise<Template> => {
      const { template: before, facts } = await visibleTemplate(
        deps,
        tx,
        act.ctx,
        id,
        "FOR UPDATE",
      );
      if (!mayChange(act.ctx.principal, before)) throw notYourTemplate();
      if (!isMatch(ifMatch, before.version)) {
        throw changedMeanwhile("template", described(act.ctx, before, facts));
      }
      const parts = saidOnly(change);
      if (Object.keys(parts).length === 0) return described(act.ctx, before, facts);
      const version = (await highestVersion(tx, id)) + 1;
      const after: StoredTemplate = { ...before, ...parts, version, updatedAt: act.at };
      after.subject = oneLine(after.subject);
      checkTexts(act, after, facts);
      await saveTemplate(tx, after, act.ctx.principal.memberId);
      await act.changed(tx, [wholeChange("templates", before, after)]);
      return described(act.ctx, after, facts);
    },
  });

  const remove = defineAct({
    ...shared,
    name: "automations.template.delete",
    title: "Delete a template",
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }) => {
      const { template } = await visibleTemplate(deps, tx, act.ctx, id, "FOR UPDATE");
      if (!mayChange(act.ctx.principal, template)) throw notYourTemplate();
      await deleteTemplate(tx, id);
      await act.changed(tx, [wholeChange("templates", template, null)]);
      return null;
    },
  });

  return [create, update, remove] as ActDefinition<unknown, unknown>[];
}

function newTemplate(act: Act, ownerId: string, input: TemplateInput): StoredTemplate {
  return {
    id: newId(),
    object: input.object,
    name: input.name,
    subject: oneLine(input.subject ?? ""),
    body: input.body,
    sharedWith: input.sharedWith ?? "me",
    ownerId,
    version: 1,
    createdAt: act.at,
    updatedAt: act.at,
  };
}
