// Keys of providers: sealed with the id of their provider inside, so that one copied to another row does not open.
import { AppError } from "../../platform/errors.ts";
import type { LlmDeps } from "./llm-deps.ts";

type Deps = Pick<LlmDeps, "sealer">;

export const sealKey = ({ sealer }: Deps, providerId: string, key: string): string =>
  sealer.seal(`${providerId} ${key}`);

export function openKey({ sealer }: Deps, providerId: string, sealed: string): string {
  const text = sealer.open(sealed);
  const at = text.indexOf(" ");
  if (text.slice(0, at) === providerId) return text.slice(at + 1);
  throw new AppError("unavailable", "platform.sealed_elsewhere", "This key is another provider's.");
}

/** Its last letters, if enough others stay secret. */
export const hintOf = (key: string): string => (key.length >= 16 ? key.slice(-4) : "…");
