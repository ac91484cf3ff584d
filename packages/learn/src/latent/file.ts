// The file of a latent model; its layout is that of all models (../file.ts).
import { LearnFault } from "../fault.ts";
import { readModelFile, writeModelFile } from "../file.ts";
import type { LatentModel } from "./latent.ts";

const kind = "latent";
const version = 1;

export const latentToBytes = ({ dims, ...arrays }: LatentModel): Uint8Array =>
  writeModelFile({ kind, version, info: { dims }, arrays });

const damaged = (): LearnFault =>
  new LearnFault("bad_file", "This is no sound latent model: its parts do not fit together.");

/** @throws LearnFault `bad_file` when the file is damaged or of another kind. */
export function latentFromBytes(bytes: Uint8Array): LatentModel {
  const { info, arrays } = readModelFile(bytes, kind, version);
  const dims = (info as { dims?: unknown } | null)?.dims;
  const { terms, weights, scales, basis } = arrays;
  const isSound =
    typeof dims === "number" &&
    terms instanceof Int32Array &&
    weights instanceof Float32Array &&
    scales instanceof Float32Array &&
    basis instanceof Int8Array &&
    weights.length === terms.length &&
    scales.length === terms.length &&
    basis.length === terms.length * dims;
  if (!isSound) throw damaged();
  return { dims, terms, weights, scales, basis };
}
