// For benches, which fill an inbox by themselves and look at how the database goes about it.
export {
  inboxStatements,
  previewOf,
  subjectKeyOf,
  tokensOf,
} from "../src/rooms/conversations/index.ts";
