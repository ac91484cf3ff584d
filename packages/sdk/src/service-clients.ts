// Clients of what surrounds conversations: how a team works on them, and how satisfied customers are.
export { createAnalyticsClient } from "./analytics.ts";
export { createInboxClient } from "./inbox.ts";
export { createNpsClient } from "./nps.ts";
export { createSatisfactionClient } from "./satisfaction.ts";
