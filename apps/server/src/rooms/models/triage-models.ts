// Ticket triage: which queue a message belongs to, and how urgent it is, learned from the tickets that people sorted.
import { defineModel, type ModelDefinition, type RecordFeature } from "./define-model.ts";
import { dayMs, type StoryRecord, textOf, timeOf } from "./story.ts";

const message: RecordFeature = {
  key: "message",
  title: "Subject and description",
  kind: "text",
  reads: ["tickets.subject", "tickets.description"],
  at: (_story, { subject, description }) =>
    [textOf(subject), textOf(description)].filter((part) => part !== null).join("\n") || null,
};

/** What people had a day to set right. */
const settledMs = dayMs;

function triage(input: {
  key: string;
  title: string;
  about: string;
  field: "category" | "priority";
  words: string;
  column: { key: string; label: string };
}): ModelDefinition {
  const isWaiting = ({ status }: StoryRecord) => status === "open" || status === "pending";
  return defineModel({
    key: input.key,
    title: input.title,
    about: input.about,
    entity: "tickets",
    task: "classes",
    population: {
      words: "Tickets that are open or pending",
      has: (_story, ticket) => isWaiting(ticket),
      moments: (story, ticket) => {
        const madeMs = timeOf(ticket.createdAt);
        return madeMs + settledMs <= story.nowMs ? [madeMs] : [];
      },
    },
    label: {
      words: input.words,
      horizonDays: 0,
      of: (_story, ticket) => textOf(ticket[input.field]),
      knownMs: (_story, ticket) => timeOf(ticket.createdAt) + settledMs,
    },
    outcome: input.title.toLowerCase(),
    features: [message],
    learner: "text",
    gates: { minRows: 60, minPositives: 5, maxCalibrationError: 0.1 },
    column: { ...input.column, type: "text" },
  });
}

export const queueModel = triage({
  key: "ticket-queue",
  title: "Ticket queue",
  about: "Which category this ticket belongs to, by its text.",
  field: "category",
  words: "The category that the ticket has",
  column: { key: "suggestedQueue", label: "Suggested queue" },
});

export const urgencyModel = triage({
  key: "ticket-urgency",
  title: "Ticket urgency",
  about: "How urgent this ticket is, by its text.",
  field: "priority",
  words: "The priority that the ticket has",
  column: { key: "suggestedPriority", label: "Suggested priority" },
});
