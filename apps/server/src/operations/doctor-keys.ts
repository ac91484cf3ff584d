// Doctor's check of the key files: one that is there but is no key is named, with what it costs to lose
// it, before anything is said of the database, which may be whole. A file that is not there is made anew
// at the next start, or is missed elsewhere (`checkFiles`).
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { keyFiles, loadAppSecret, loadSigningKey } from "../platform/crypto.ts";
import { type DoctorDeps, type Finding, seriousFinding } from "./doctor-finding.ts";

interface KeyFile {
  open(dataDir: string): unknown;
  /** What it is, and what is lost with it. */
  is: string;
  loss: string;
}

const known: Readonly<Record<string, KeyFile>> = {
  "audit-ed25519.pem": {
    open: loadSigningKey,
    is: "the key that signs the audit checkpoints",
    loss: "the checkpoints that the old key signed can no longer be verified",
  },
  "session-secret": {
    open: (dataDir) => loadAppSecret(dataDir, ""),
    is: "the secret that signs sessions and seals stored passwords",
    loss: "everybody signs in again, second factors are set up anew, links that were sent end, and the passwords and secrets of channels, webhooks, single sign-on and model providers must be entered again",
  },
};

function reasonIfBroken(file: string, dataDir: string): string | null {
  if (!existsSync(file)) return null;
  try {
    known[basename(file)]?.open(dataDir);
    return null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return /^E[A-Z]+$/.test(code) ? ` (${code})` : "";
  }
}

function findingOf(file: string, reason: string): Finding {
  const { is, loss } = known[basename(file)] ?? { is: "a key", loss: "what it protects" };
  return seriousFinding(
    "key-unreadable",
    `The key file ${file} cannot be read as a key${reason}: it is ${is}.`,
    "The server cannot start with it. The database itself may be whole.",
    `Put the file back from a backup of the data folder. Only if there is none: mv ${file} ${file}.broken && npm start makes a new one; then ${loss}.`,
  );
}

export async function checkKeys({ config }: Pick<DoctorDeps, "config">): Promise<Finding[]> {
  return keyFiles(config.dataDir)
    .filter((file) => !(config.secret && basename(file) === "session-secret"))
    .flatMap((file) => {
      const reason = reasonIfBroken(file, config.dataDir);
      return reason === null ? [] : [findingOf(file, reason)];
    });
}
