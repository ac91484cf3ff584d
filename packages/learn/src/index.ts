// The door of learning: what other packages may use.
export {
  type BayesModel,
  type BayesPrediction,
  type CountInterval,
  readBayesModel,
  trainBayesModel,
} from "./bayes/bayes.ts";
export type { BayesSettings } from "./bayes/prior.ts";
export {
  type Changeable,
  type Hint,
  type HintOptions,
  hintsFor,
} from "./boosted/counterfactual.ts";
export { boostedFileVersion, boostedFromBytes, boostedToBytes } from "./boosted/file.ts";
export type { BoostedModel, RowAttributions } from "./boosted/model.ts";
export type { BoostedOptions, BoostedValidation } from "./boosted/options.ts";
export { rawWith } from "./boosted/score-with.ts";
export type { Cell } from "./boosted/scorer.ts";
export { trainBoosted, trainBoostedWith } from "./boosted/train.ts";
export { boostedFromXgboost } from "./boosted/xgboost.ts";
export {
  type BootstrapResult,
  type BootstrapSettings,
  bootstrap,
  type Interval,
  quantileOf,
} from "./calibration/bootstrap.ts";
export {
  type BetaCalibrator,
  type CalibrationKind,
  type Calibrator,
  calibratedProbabilities,
  calibratedProbability,
  fitBeta,
  fitIsotonic,
  fitPlatt,
  type IsotonicCalibrator,
  type PlattCalibrator,
} from "./calibration/calibrate.ts";
export {
  conformalClassSet,
  conformalClassThreshold,
  conformalQuantile,
  conformalReach,
  conformalShift,
} from "./calibration/conformal.ts";
export { normalCdf, normalQuantile } from "./calibration/normal.ts";
export {
  type ChosenClusters,
  type Clusters,
  chooseClusters,
  type KMeansSettings,
  kMeans,
  nearestCluster,
  silhouette,
} from "./cluster/k-means.ts";
export { type Balance, checkBalance } from "./effects/balance.ts";
export {
  averageEffect,
  type Effect,
  type EffectModel,
  type EffectSettings,
  effectsAt,
  estimateEffects,
} from "./effects/effects.ts";
export type { Trial } from "./effects/trial.ts";
export {
  type Answer,
  answerDrift,
  type BaseDrift,
  baseDrift,
  estimateBaseRate,
  withBaseRate,
} from "./evaluate/drift.ts";
export { evaluate } from "./evaluate/evaluate.ts";
export type {
  Evaluation,
  EvaluationHost,
  EvaluationRequest,
  Predictions,
} from "./evaluate/evaluation.ts";
export { checkLeaks, type Leak, type LeakCheck, type LeakQuestion } from "./evaluate/leaks.ts";
export type { Attributions } from "./evaluate/learners.ts";
export { fitProbabilities, type Probabilities } from "./evaluate/probabilities.ts";
export type { Report } from "./evaluate/report.ts";
export { type ColumnShift, shiftedColumns } from "./evaluate/shift.ts";
export { checkSignal, type Signal } from "./evaluate/signal.ts";
export { LearnFault, type LearnFaultCode } from "./fault.ts";
export { kindOfModelFile } from "./file.ts";
export { latentFromBytes, latentToBytes } from "./latent/file.ts";
export {
  foldIn,
  type LatentModel,
  type LatentSettings,
  packVector,
  type TermCounts,
  trainLatent,
} from "./latent/latent.ts";
export {
  type LinearAttributions,
  type LinearModel,
  type LinearSettings,
  readLinearModel,
  trainLinearModel,
} from "./linear/linear.ts";
export {
  type BettingSettings,
  type BettingState,
  type BettingTest,
  createBettingTest,
} from "./metrics/betting.ts";
export {
  accuracy,
  confusionMatrix,
  macroF1,
  type NumberMetrics,
  numberMetrics,
  wilson,
} from "./metrics/classes.ts";
export { bySegment, type GainsRow, gainsTable, type Segment } from "./metrics/gains.ts";
export type { Estimate } from "./metrics/interval.ts";
export {
  brier,
  type CalibrationBin,
  calibrationBins,
  calibrationError,
  chanceError,
  logLoss,
} from "./metrics/probability.ts";
export { averagePrecision, rocAuc } from "./metrics/ranking.ts";
export { type ColumnDecision, decideColumn } from "./prepare/kinds.ts";
export {
  applyPreparation,
  type Feature,
  fitPreparation,
  type Preparation,
  type PreparationOptions,
  type Prepared,
  withoutColumns,
} from "./prepare/preparation.ts";
export { createRawTable, type RawTable } from "./prepare/raw-table.ts";
export { planTarget, type ReadTarget, readTarget, type TargetPlan } from "./prepare/target.ts";
export { createRandom, type Random, shuffle } from "./random.ts";
export type {
  BinaryTarget,
  CategoryColumn,
  ClassTarget,
  Column,
  Model,
  NumberColumn,
  NumberTarget,
  Table,
  Target,
  Team,
  TextColumn,
} from "./table.ts";
export { runTeamTask } from "./team.ts";
export type { NgramShare, TextExplanation } from "./text/explain.ts";
export {
  readTextModel,
  type TextModel,
  type TextPrediction,
  type TextSettings,
  trainTextModel,
} from "./text/text.ts";
export * as wasm from "./wasm.ts";
