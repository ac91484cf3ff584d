// The door of the quotes room: all that others may import.
export { createQuotes, type Quotes, type QuotesDeps } from "./quotes.ts";
