// What personal data each of the room's tables keeps, and what becomes of it when a person leaves.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "access.workspaces": "none",
  "access.users":
    "name, e-mail address and picture of a person who signs in; deleted with the last membership",
  "access.accounts": "password hash and tokens of sign-in providers; deleted with the user",
  "access.sessions":
    "network address and browser of each sign-in; deleted with the user, and when it ends",
  "access.security_policies": "none",
  "access.second_factors": "sealed secret of an authenticator app; deleted with the user",
  "access.recovery_codes": "hashes of one-time codes; deleted with the user",
  "access.remembered_devices":
    "browser of a person, with the hash of its token; deleted with the user, and when it ends",
  "access.sign_in_steps": "who is half signed in; deleted after ten minutes",
  "access.email_changes": "an address that waits for its confirmation; deleted after an hour",
  "access.sign_in_tries": "hashes of accounts and addresses that were tried; deleted after an hour",
  "access.verifications":
    "hashed one-time proofs and whom they are for; deleted when used or expired",
  "access.roles": "none",
  "access.teams": "none",
  "access.members":
    "name, e-mail address, role, teams and regions of a member; on erasure name and address are replaced, the row stays because records and audit entries point at it",
  "access.invitations": "e-mail address of an invited person; deleted 30 days after it has expired",
  "access.api_keys":
    "label, creator and time of last use; revoked with its creator, the row stays for the audit log",
};
