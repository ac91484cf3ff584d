// The door of the bot room: all that others may import.
export { type Bot, createBot } from "./bot.ts";
export { isConfirmation } from "./confirmation.rules.ts";
export { namesPrice } from "./sensitive.rules.ts";
export {
  answerText,
  type Cited,
  confirmText,
  decide,
  type HandOverReason,
  handOverReason,
  handOverText,
  type Said,
  type Situation,
  summaryOf,
  verifiedHosts,
  verifiedLink,
} from "./speak.rules.ts";
export type { Turn } from "./turn.ts";
export { botLanguageOf } from "./words.rules.ts";
