// The key that signs checkpoints. A new one is made where there is nothing yet that an older one signed, and nowhere else:
// beside checkpoints that it cannot vouch for, it would turn a lost file into a log that looks forged.
import {
  findSigningKey,
  loadSigningKey,
  lostSigningKey,
  passingSigningKey,
  type SigningKey,
} from "../../platform/crypto.ts";
import { type CheckpointPlace, hasCheckpoints } from "./checkpoint-file.ts";

function requireNothingSigned(place: CheckpointPlace): void {
  if (hasCheckpoints(place)) throw lostSigningKey(place.dataDir);
}

/** To sign with: made where none is. */
export function signingKeyOf(place: CheckpointPlace): SigningKey {
  const found = findSigningKey(place.dataDir);
  if (found) return found;
  requireNothingSigned(place);
  return loadSigningKey(place.dataDir);
}

/** To verify with: changes nothing. */
export function verifyingKeyOf(place: CheckpointPlace): SigningKey {
  const found = findSigningKey(place.dataDir);
  if (found) return found;
  requireNothingSigned(place);
  return passingSigningKey();
}
