// Doctor's checks of what is no row: the place of uploaded files, the files that rows point at, and the folder of a
// sentence model. Of files no more are looked for than the newest of each workspace: where a place was lost or mixed up,
// those are missing too.
import { missingFiles, missingInEncoder } from "../flows/missing-files.ts";
import { createBlobs } from "../platform/blobs.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/db/index.ts";
import { type DoctorDeps, seriousFinding as error, type Finding } from "./doctor-finding.ts";

const mostLookedFor = 200;
const mostWaitedMs = 15_000;

type Place = Pick<Config, "dataDir" | "blobs">;

const placeOf = ({ dataDir, blobs }: Place) => blobs.url || `${dataDir}/blobs`;

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(mostWaitedMs);
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const fail = () => reject(new Error("it did not answer within 15 seconds"));
      late.addEventListener("abort", fail, { once: true });
    }),
  ]);
}

async function readOne(place: Place): Promise<void> {
  const blobs = createBlobs(place);
  try {
    for await (const _first of blobs.list("")) return;
  } finally {
    blobs.close();
  }
}

/** Whether the store of files answers at all. A folder that is not there yet is made with the first file. */
export async function checkFileStore({ config }: DoctorDeps): Promise<Finding[]> {
  if (config.blobs.url === "") return [];
  try {
    await withinTime(readOne(config));
    return [];
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    return [
      error(
        "files-unreachable",
        `The store of uploaded files ${placeOf(config)} cannot be read: ${why}`,
        "Files cannot be uploaded, opened or imported, and trained models cannot be loaded.",
        "Check RAPPORT_BLOBS_URL, RAPPORT_S3_ENDPOINT, RAPPORT_S3_ACCESS_KEY and RAPPORT_S3_SECRET_KEY, and that the bucket is there",
      ),
    ];
  }
}

export async function checkEncoder({
  config,
}: {
  config: Pick<Config, "encoderDir">;
}): Promise<Finding[]> {
  const missing = config.encoderDir === "" ? null : missingInEncoder(config.encoderDir);
  if (missing === null) return [];
  return [
    {
      code: "encoder-missing",
      severity: "warning",
      what: `The sentence model that RAPPORT_ENCODER_DIR names is not whole: ${missing}`,
      why: "Knowledge is searched by words and by what is learned from your own pages; the model is not used.",
      fix: "Put the model's files into that folder, or leave RAPPORT_ENCODER_DIR empty",
    },
  ];
}

/** Files that rows point at and that are not in their place. */
export async function checkMissingFiles(config: Config, db: Database): Promise<Finding[]> {
  const { looked, missing } = await missingFiles(config, db, mostLookedFor);
  const [first] = missing;
  if (first === undefined) return [];
  return [
    error(
      "files-missing",
      `Of the ${looked} newest uploaded files ${missing.length} are not whole in ${placeOf(config)}, such as ${first}.`,
      "They are listed on records and in conversations, and cannot be opened.",
      "Put the folder (or bucket) back from a backup: npm run -s rapport -- restore --help; if files lie elsewhere, set RAPPORT_BLOBS_URL to that place",
    ),
  ];
}
