// Which columns hold the ids that an address is about.

/** Whose addresses are not named after their tables. */
export const columnsOf: Record<string, RegExp> = {
  automations: /^automations\.(rules|runs)\.id$/,
  events: /^events\.entries\.id$/,
  event_enrichments: /^events\.enrichments\.id$/,
  event_lookups: /^events\.lookups\.id$/,
  event_backfills: /^events\.backfills\.id$/,
  event_joins: /^events\.joins\.id$/,
  event_sources: /^events\.sources\.id$/,
  copilot: /^copilot\.suggestions\.id$/,
  actions: /^actions\.trials\.id$/,
  next_actions: /^records\.people\.id$/,
  models: /^models\.(releases|runs)\.id$/,
  "ai/providers": /^llm\.providers\.id$/,
  "ai/models": /^llm\.models\.id$/,
  "ai/budgets": /^llm\.budgets\.id$/,
  nps: /^nps\.campaigns\.id$/,
  satisfaction: /^channels\.channels\.id$/,
  scores: /^records\.people\.id$/,
};
