// Whether a rule still makes sense, and whether its owner may do all of it: asked when it is saved, and again at
// each run. Each fault names the part, by the label that a removed field had.
import type { RuleFault } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import { type CheckDeps, type Checked, fieldReason, goneValue } from "./check-parts.ts";
import { stepFaults } from "./check-steps.ts";
import type { ObjectShape } from "./deps.ts";
import { isPerson } from "./owner.rules.ts";
import { type NamedTest, testsIn, triggerTests } from "./rule-fields.rules.ts";

const fault = (part: RuleFault["part"], text: string, step: number | null = null): RuleFault => ({
  part,
  step,
  text,
});

export async function faultsOf(
  deps: CheckDeps,
  tx: Reader,
  checked: Checked,
): Promise<RuleFault[]> {
  const { rule, principal, facts } = checked;
  const owner = ownerFault(checked);
  if (owner || !principal) return owner ? [owner] : [];
  const type = facts.types.get(rule.object);
  if (!type)
    return [fault("trigger", `There is no object "${rule.object.slice(0, 60)}" any more.`)];
  if (principal.rights.object(type.key).read === "none") {
    return [fault("owner", `Its owner may not see ${type.labelPlural.toLowerCase()} any more.`)];
  }
  const tests = (part: "trigger" | "condition", named: readonly NamedTest[]) =>
    named.flatMap((test) => testFaults(checked, type, part, test));
  const found = [
    ...tests("trigger", triggerTests(rule.trigger)),
    ...dueFaults(checked, type),
    ...tests("condition", fieldTests(rule.condition)),
  ];
  if (found.length === 0) found.push(...(await filterFaults(deps, tx, checked)));
  for (const [index, step] of rule.steps.entries()) {
    const reasons = await stepFaults(deps, tx, checked, { step, type });
    found.push(...reasons.map((text) => fault("step", `Step ${index + 1}: ${text}`, index + 1)));
  }
  return found;
}

/** Lists are no field; what is wrong with asking for them, the filter says. */
const fieldTests = (condition: unknown) =>
  testsIn(condition).filter(({ field }) => field !== "list");

function ownerFault({ principal, rule, facts }: Checked): RuleFault | null {
  if (principal === null) {
    const name = facts.names.get(rule.ownerId);
    const who = name ? `Its owner, ${name},` : "Its owner";
    return fault(
      "owner",
      `${who} is no longer an active member. Take it over to let it run with your rights.`,
    );
  }
  if (isPerson(principal) && principal.rights.has("automations.manage")) return null;
  return fault("owner", "Its owner may not make automations any more.");
}

function testFaults(
  checked: Checked,
  type: ObjectShape,
  part: "trigger" | "condition",
  { field, values }: NamedTest,
): RuleFault[] {
  const where = part === "trigger" ? "The trigger" : "The condition";
  const reason = fieldReason(field, type, checked);
  if (reason) return [fault(part, `${where} does not work: ${reason}.`)];
  const gone = values
    .map((value) => goneValue(value, field, type, checked))
    .find((text) => text !== null);
  return gone ? [fault(part, `${where} does not work: ${gone}.`)] : [];
}

const dateTypes = new Set(["date", "datetime"]);

function dueFaults({ rule }: Checked, type: ObjectShape): RuleFault[] {
  if (rule.trigger.kind !== "due" || rule.trigger.field === "createdAt") return [];
  const field = type.fields.get(rule.trigger.field);
  if (!field || dateTypes.has(field.type)) return [];
  return [fault("trigger", `The trigger does not work: "${field.label}" is not a date.`)];
}

async function filterFaults(deps: CheckDeps, tx: Reader, checked: Checked): Promise<RuleFault[]> {
  const { rule, principal } = checked;
  if (rule.condition === null || !principal) return [];
  try {
    await deps.records.checkFilter(tx, rule.object, principal.rights, rule.condition);
    return [];
  } catch (error) {
    if (isAppError(error)) return [fault("condition", error.message)];
    throw error;
  }
}
