// The models that come with Rapport.
import { churnModel } from "./churn-model.ts";
import { dealModel } from "./deal-model.ts";
import type { ModelDefinition } from "./define-model.ts";
import { leadModel } from "./lead-model.ts";
import { queueModel, urgencyModel } from "./triage-models.ts";

export const builtInModels: readonly ModelDefinition[] = [
  leadModel,
  dealModel,
  churnModel,
  queueModel,
  urgencyModel,
];
