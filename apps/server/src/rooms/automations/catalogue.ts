// Which acts rules may take as steps. The catalogue of acts decides: an act that does not say that rules may use
// it is not offered, and a rule that names one that is not there says so instead of failing.
import type { CatalogueEntry, StepKind } from "@rapport/contracts";
import type { Acts, Compensation } from "../../platform/acts.ts";

export const actOf: Readonly<Record<StepKind, string>> = {
  update: "records.update",
  create: "records.create",
  assign: "records.update",
  relate: "records.relate",
  notify: "notifications.send",
  mail: "automations.send-mail",
};

/** The act that a step of this kind takes, if it is there and rules may take it. */
export function usableAct(acts: Acts, kind: StepKind) {
  const act = acts.list().find(({ name }) => name === actOf[kind]);
  return act?.usableIn?.includes("automations") ? act : undefined;
}

const titles: Readonly<Record<StepKind, string>> = {
  update: "Change fields of the record",
  create: "Create a record",
  assign: "Assign the record in turn",
  relate: "Link the record with another",
  notify: "Notify members",
  mail: "Send an e-mail from a template",
};

export function undoWords(compensation: Compensation): string {
  if (compensation.by === "undo") return "Can be undone";
  if (compensation.by === "act") return `Taken back by "${compensation.act}"`;
  return compensation.because;
}

export interface CatalogueDeps {
  acts: Acts;
  mail: { isConfigured: boolean };
}

export function stepCatalogue({ acts, mail }: CatalogueDeps): CatalogueEntry[] {
  const known = new Map(acts.list().map((act) => [act.name, act]));
  return (Object.keys(actOf) as StepKind[]).map((kind): CatalogueEntry => {
    const name = actOf[kind];
    const act = known.get(name);
    const shared = { kind, act: name, title: titles[kind] };
    if (!act || !usableAct(acts, kind)) {
      const reason = act
        ? "This act is not offered to automations."
        : "This server has no part that does this yet.";
      const none = { permission: "", effect: "internal", risk: "low", undo: "" } as const;
      return { ...shared, available: false, reason, ...none };
    }
    const noMail = kind === "mail" && !mail.isConfigured;
    return {
      ...shared,
      available: !noMail,
      reason: noMail
        ? "No mail server is set up. Whoever runs the server sets RAPPORT_SMTP_URL."
        : null,
      permission: act.permission,
      effect: act.effect,
      risk: act.risk,
      undo: undoWords(act.compensation),
    };
  });
}
