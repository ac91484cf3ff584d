// What the copilot travels as.
export type {
  CopilotCitation,
  CopilotCustomer,
  CopilotDraft,
  CopilotDraftEvent,
  CopilotFact,
  CopilotFigures,
  CopilotMacro,
  CopilotModel,
  CopilotOutcome,
  CopilotSensitive,
  CopilotSuggestion,
  CopilotSummary,
  CopilotTranslate,
  CopilotTranslation,
  CopilotView,
} from "@rapport/contracts";
