// The last fit, on all training rows, and the map from its raw scores to probabilities.
import { takeTargetRows } from "../prepare/target.ts";
import type { Choice } from "./choose.ts";
import { takeData } from "./cross-validate.ts";
import { foldsOf, splitsOf } from "./folds.ts";
import type { Ground } from "./ground.ts";
import type { Data } from "./learners.ts";
import { type Course, type Final, rowsOf } from "./parts.ts";
import { fitProbabilities } from "./probabilities.ts";

/** More rows than the folds had bear a few more rounds. */
const moreRounds = 1.15;

/** Fits on all training rows. A large set keeps a tenth aside, which stops the training and calibrates. */
export async function fitFinal(
  { data }: Ground,
  { winner }: Choice,
  course: Course,
): Promise<Final> {
  const { candidate, rounds } = winner;
  const { seed, now, tell } = course;
  tell(`fitting ${candidate.learner} on ${rowsOf(data.target)} rows`);
  if (winner.rows.length < rowsOf(data.target)) return fitLarge(data, { winner }, course);
  const started = now();
  const settings = {
    seed,
    ...(rounds === null ? {} : { rounds: Math.max(1, Math.round(rounds * moreRounds)) }),
    ...(winner.cost === null ? {} : { cost: winner.cost }),
  };
  const fitted = await candidate.fit(data, settings);
  const seconds = (now() - started) / 1000;
  const own = takeTargetRows(data.target, winner.rows);
  const probabilities = fitProbabilities(winner.raw, own, candidate.calibrated);
  return { fitted, probabilities, seconds };
}

async function fitLarge(
  data: Data,
  { winner }: Pick<Choice, "winner">,
  course: Course,
): Promise<Final> {
  const { seed, now } = course;
  const [split] = splitsOf(foldsOf(data.target, 10, seed), 10);
  if (!split) throw new Error("A large set has folds.");
  const aside = takeData(data, split.test);
  const started = now();
  const fitted = await winner.candidate.fit(takeData(data, split.train), { seed, stop: aside });
  const seconds = (now() - started) / 1000;
  return {
    fitted,
    probabilities: fitProbabilities(
      fitted.model.raw(aside.table),
      aside.target,
      winner.candidate.calibrated,
    ),
    seconds,
  };
}
