// The thread that draws PDFs, so that the server goes on answering while a long quote is set. It gets what is
// to be drawn and sends the bytes; it has no database, no files and no rights.
import { parentPort, workerData } from "node:worker_threads";
import { drawQuote } from "./draw-quote.ts";
import type { QuoteDocument } from "./quote-document.rules.ts";

const { quote, logo } = workerData as { quote: QuoteDocument; logo: Uint8Array | null };

const bytes = await drawQuote(quote, logo);
parentPort?.postMessage(new Uint8Array(bytes));
