// Files of messages: pictures that stand in the text, recordings and what was heard in them, and all others.
import { z } from "zod";

export const pictureTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"] as const;
export type PictureType = (typeof pictureTypes)[number];
export const pictureStates = ["shown", "too-large", "not-a-picture", "same-id"] as const;

export const messagePictureSchema = z.object({
  state: z
    .enum(pictureStates)
    .describe(
      "`shown`: it can be drawn. `too-large`: only a download. `not-a-picture`: its bytes are no PNG, JPEG, GIF or WebP. `same-id`: another part has the same id, and that one is shown.",
    ),
  mark: z
    .int()
    .nullable()
    .describe("`[image N]` in the text stands for it; null: it stands below the text."),
  type: z.enum(pictureTypes).nullable().describe("What its bytes say."),
  width: z.int().nullable().describe("In dots, as its bytes say."),
  height: z.int().nullable(),
});
export type MessagePicture = z.infer<typeof messagePictureSchema>;

export const recordingTypes = [
  "audio/wav",
  "audio/mpeg",
  "audio/mp4",
  "audio/ogg",
  "audio/webm",
  "audio/flac",
  "audio/aac",
] as const;
export type RecordingType = (typeof recordingTypes)[number];
export const recordingStates = ["waiting", "heard", "unheard"] as const;
export type RecordingState = (typeof recordingStates)[number];

export const messageRecordingSchema = z.object({
  state: z
    .enum(recordingStates)
    .describe(
      "`waiting`: it will be heard. `heard`: `text` is what was said, perhaps nothing. `unheard`: `reason` says why nobody heard it.",
    ),
  text: z.string().nullable().describe("What a speech model heard in it. It may be wrong."),
  language: z.string().nullable().describe("As the speech model names it."),
  rung: z.string().nullable().describe("Which speech model heard it."),
  reason: z.string().nullable().describe("Why nobody heard it, or why it still waits."),
  durationMs: z.int().nullable().describe("As the file says; null: it does not say."),
  type: z
    .enum(recordingTypes)
    .nullable()
    .describe("What its bytes say; null: not looked at, or no recording that can be played."),
});
export type MessageRecording = z.infer<typeof messageRecordingSchema>;

export const messageFileSchema = z.object({
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  picture: messagePictureSchema.nullable().describe("Null: a file like any other."),
  recording: messageRecordingSchema.nullable().describe("Null: a file like any other."),
});
export type MessageFile = z.infer<typeof messageFileSchema>;
