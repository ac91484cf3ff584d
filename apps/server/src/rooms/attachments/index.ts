// The door of the attachments room: all that others may import.
export { type Attachments, type AttachmentsDeps, createAttachments } from "./attachments.ts";
export { filesOf, newestFiles } from "./files-of.ts";
