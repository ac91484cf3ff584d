// TLS as the file tells it: PEM files beside it, the system's authorities unless told.
import { readFileSync } from "node:fs";
import type { Tls } from "./streams-file.ts";

export interface TlsOptions {
  ca?: string;
  cert?: string;
  key?: string;
}

export function tlsOptions(tls: Tls): TlsOptions {
  if (tls === true) return {};
  const files = Object.entries(tls).filter((entry): entry is [string, string] => !!entry[1]);
  return Object.fromEntries(files.map(([name, file]) => [name, readFileSync(file, "utf8")]));
}
