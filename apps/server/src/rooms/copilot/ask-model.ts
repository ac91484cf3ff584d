// What came of asking a model, as the screen says it: each way of having no text is a state with a sentence, and costs the
// member nothing, since what was made without a model stands beside it.
import type { CopilotModel } from "@rapport/contracts";
import { countSentences, type JudgedText, judgeText, wholePart } from "@rapport/retrieval";
import type { Answered, Stopped, Unavailable } from "../llm/index.ts";

const bare = { dropped: 0, costMicros: null };
const notAsked = new Set<Unavailable["reason"]>([
  "no_model",
  "off",
  "switched_off",
  "region",
  "data_class",
  "price_unknown",
]);

export const modelOff = (words: string): CopilotModel => ({ ...bare, state: "off", words });
export const modelAsked: CopilotModel = { ...bare, state: "asked", words: "A model words it." };

interface FromModel {
  judged: JudgedText | null;
  rung: string | null;
  callId: string | null;
  model: CopilotModel;
}

const without = (model: CopilotModel): FromModel => ({
  judged: null,
  rung: null,
  callId: null,
  model,
});

function droppedWords(rung: string, dropped: number): string {
  if (dropped === 0) return `${rung} worded it; the sources carry every sentence.`;
  const what = dropped === 1 ? "1 sentence" : `${dropped} sentences`;
  return `${rung} worded it; ${what} left out that the sources do not carry.`;
}

export function fromModel(
  result: Answered | Stopped | Unavailable,
  sources: readonly { text: string }[],
): FromModel {
  if (result.kind === "unavailable") {
    const state = notAsked.has(result.reason) ? "off" : "failed";
    return without({ ...bare, state, words: result.words });
  }
  const { rung, costMicros, callId } = result;
  if (result.kind === "stopped") {
    const words = `${rung} stopped in the middle, so what it wrote is not used. ${result.words}`;
    return without({ ...bare, state: "broken", words, costMicros });
  }
  const written = result.isCut ? wholePart(`${result.text} .`) : result.text;
  const judged = judgeText(written, sources);
  if (judged === null) {
    const words = `${rung} wrote nothing that the sources carry, so it is not used.`;
    const dropped = countSentences(written);
    return without({ state: "uncarried", words, dropped, costMicros });
  }
  const words = droppedWords(rung, judged.dropped);
  return {
    ...{ judged, rung, callId },
    model: { state: "worded", words, dropped: judged.dropped, costMicros },
  };
}
