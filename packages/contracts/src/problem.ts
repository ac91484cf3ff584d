// RFC 9457 problem details: the one shape of every error that the API answers.
import { z } from "zod";

export const problemSchema = z.object({
  type: z.string().describe("URI reference of the kind of problem."),
  title: z.string(),
  status: z.int(),
  code: z.string().describe("Stable machine-readable code, such as `records.version_conflict`."),
  detail: z.string().describe("What happened and what to do about it."),
  requestId: z.string().optional(),
  errors: z
    .array(z.object({ path: z.string(), message: z.string(), code: z.string().optional() }))
    .optional()
    .describe("One entry a field that was refused."),
  current: z.unknown().optional().describe("On a version conflict: the record as it is now."),
  mergedInto: z
    .object({ object: z.string(), id: z.string() })
    .optional()
    .describe("The record that has the place of one that was merged away."),
  retryAfterSeconds: z.number().optional(),
});

export type Problem = z.infer<typeof problemSchema>;
