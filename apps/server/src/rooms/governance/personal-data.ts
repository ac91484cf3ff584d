// What personal data each of the room's tables keeps, and what becomes of it when a person leaves.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "governance.audit_entries":
    "values of changed records before and after, who changed them and from which network address; kept as proof. Sealed hashes cover the images by their own hash, so that erasure can empty them and the chain still verifies",
  "governance.audit_seals": "none",
  "governance.audit_heads": "none",
};
