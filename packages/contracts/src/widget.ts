// What the chat on a website and the server say to each other. Texts are plain; ids of the workspace's own things
// do not travel.
import { z } from "zod";
import { lineText, oneLine, plainText } from "./line-items.ts";

const time = z.iso.datetime();
export const maxVisitorText = 4000;

const userLine = z.string().min(1).max(200).regex(oneLine);
export const visitorUserSchema = z
  .strictObject({
    id: userLine.describe("Id of the person in the website's own system."),
    email: userLine.optional(),
    name: userLine.optional(),
    hash: z
      .string()
      .min(1)
      .max(200)
      .describe("Hexadecimal HMAC-SHA256 over `id`, a line feed and `email` (or nothing)."),
  })
  .describe("Who is signed in on the website, proved by a hash that only its server can make.");
export type VisitorUser = z.infer<typeof visitorUserSchema>;

export const visitorSessionInputSchema = z.strictObject({
  visitor: z
    .string()
    .max(300)
    .optional()
    .describe("What an earlier session gave, to go on as the same visitor."),
  user: visitorUserSchema.optional(),
});
export type VisitorSessionInput = z.infer<typeof visitorSessionInputSchema>;

export const visitorSessionSchema = z.object({
  token: z.string(),
  expiresAt: time,
  visitor: z.string().describe("To be kept by the page; names the visitor and proves it."),
  isKnown: z.boolean().describe("The person was proved by a user hash."),
  hasThread: z.boolean(),
  isOpen: z.boolean(),
  opensAt: time.nullable(),
  botAnswers: z.boolean(),
  look: z.object({
    title: z.string(),
    greeting: z.string(),
    color: z.string(),
    position: z.enum(["right", "left"]),
    language: z.enum(["auto", "en", "de"]),
    offlineNote: z.string(),
  }),
});
export type VisitorSession = z.infer<typeof visitorSessionSchema>;

export const visitorMessageInputSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .describe("Made by the page: sent again, the message is taken once."),
  text: plainText(maxVisitorText).trim().min(1),
  contact: z
    .strictObject({ email: z.email().max(254), name: lineText(100).optional() })
    .optional()
    .describe("How to reach a visitor who leaves; their own word, not proved."),
});
export type VisitorMessageInput = z.infer<typeof visitorMessageInputSchema>;

export const visitorMessageTakenSchema = z.object({
  id: z.string().describe("The page's own id of it."),
  duplicate: z.boolean(),
});
export type VisitorMessageTaken = z.infer<typeof visitorMessageTakenSchema>;

export const visitorAuthors = ["visitor", "member", "bot", "system"] as const;
export const visitorMessageSchema = z.object({
  seq: z.int().describe("Rises; give the last one as `after`."),
  author: z.enum(visitorAuthors),
  name: z.string().nullable(),
  text: z.string(),
  at: time,
  id: z.string().nullable().describe("The page's own id, of what the visitor wrote."),
  sources: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
});
export type VisitorMessage = z.infer<typeof visitorMessageSchema>;

export const visitorPageSchema = z.object({ messages: z.array(visitorMessageSchema) });
export type VisitorPage = z.infer<typeof visitorPageSchema>;
