// How streams from and to message brokers stand, as it travels.
import { z } from "zod";

export const streamStates = ["connecting", "running", "waiting", "stopped"] as const;
export type StreamState = (typeof streamStates)[number];

export const streamStandingSchema = z.object({
  name: z.string(),
  direction: z.enum(["in", "out"]).describe("`in`: messages become events."),
  kind: z.enum(["kafka", "nats"]),
  state: z
    .enum(streamStates)
    .describe("`waiting`: the broker or the database is away, and it is tried again."),
  error: z.string().nullable().describe("What was wrong last."),
  lag: z.int().nullable().describe("Messages that wait."),
  handled: z.int().describe("Messages taken in or sent out so far."),
  dead: z.int().describe("Of those, dead letters."),
  lastAt: z.iso.datetime().nullable(),
  errorAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime(),
});
export type StreamStanding = z.infer<typeof streamStandingSchema>;
