// Work after the commit: postings of an earlier version are made anew, and workspaces in which enough has changed learn their latent model anew. Until then what is new is
// folded into the model that there is, and the lexical side finds everything at once.
import type { Logger } from "../../platform/logger.ts";
import { createRounds } from "../../platform/rounds.ts";
import { type Encoder, EncoderFault } from "./encoder.ts";
import { lockIndex, readIndex, saveIndex, wordsVersion } from "./index.store.ts";
import { renewPostings } from "./renew-postings.ts";
import { isDue, type TrainDeps, trainPassages } from "./train-passages.ts";

export interface UpkeepDeps extends TrainDeps {
  logger: Logger;
  workspaceIds(): Promise<readonly string[]>;
}

export interface Upkeep {
  round(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

const roundMs = 10_000;

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const rounds = createRounds({
    round,
    pauseMs: roundMs,
    firstMs: roundMs,
    logger: deps.logger,
    failed: "Learning from passages failed; trying again",
  });
  /** What was last said of the sentence model. */
  let told = "";

  async function train(workspaceId: string, encoder: Encoder | null): Promise<void> {
    const now = { ...deps, encoder };
    if (await isDue(now, workspaceId)) await trainPassages(now, workspaceId, rounds.signal);
  }

  /** Where the sentence model cannot be used, the passages' own words teach the vectors. */
  async function trainOnSomeRung(workspaceId: string): Promise<void> {
    try {
      await train(workspaceId, deps.encoder);
      told = "";
    } catch (error) {
      if (!(error instanceof EncoderFault)) throw error;
      if (told !== error.message) {
        deps.logger.warn({ error }, "The sentence model cannot be used; learning from the texts");
      }
      told = error.message;
      await train(workspaceId, null);
    }
  }

  /** After an upgrade, once. */
  async function renew(workspaceId: string): Promise<void> {
    const { words } = await readIndex(deps.db.reader({ workspaceId }));
    if (words >= wordsVersion) return;
    await deps.db.tenant({ workspaceId }, async (tx) => {
      saveIndex(tx, await renewPostings(tx, await lockIndex(tx)));
    });
  }

  async function round(): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (rounds.signal.aborted) return;
      await renew(workspaceId);
      await trainOnSomeRung(workspaceId);
    }
  }

  return {
    round,
    start: rounds.start,
    stop: async () => {
      await rounds.stop();
      await deps.encoder?.stop();
    },
  };
}
