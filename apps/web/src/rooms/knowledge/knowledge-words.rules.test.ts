import type { KnowledgeAnswer } from "@rapport/sdk";
import { expect, it } from "vitest";
import {
  addedWords,
  entriesWith,
  readersWords,
  sureWords,
  whyWords,
  wordsOfText,
} from "./knowledge-words.rules.ts";

it("says who reads, how sure an answer is, and why a passage was found", () => {
  expect(readersWords(["members", "public"])).toBe("Customers too");
  expect(readersWords(["members"])).toBe("All members");
  expect(readersWords(["team:a", "role:b"])).toBe("2 teams or roles");
  const answer: KnowledgeAnswer = {
    ...{ kind: "abstained", reason: "not_sure", nearest: [], rung: "extractive" },
    ...{ confidence: 0.314, threshold: 0.585 },
  };
  expect(sureWords(answer)).toBe("Sure to 31 %; an answer needs 59 %");
  const passage = {
    ...{ documentId: "1", passageId: "1:0", title: "", headings: [], text: "", url: null },
    ...{ score: 1, lexicalScore: 1, vectorScore: 0, added: [] },
  };
  expect(whyWords({ ...passage, lexicalRank: 1, vectorRank: null, words: ["card"] })).toBe(
    "has card · 1. by words",
  );
  expect(whyWords({ ...passage, lexicalRank: null, vectorRank: 2, words: [] })).toBe(
    "has none of the words · 2. by meaning",
  );
});

it("says which words the glossary added, and reads them as they are typed", () => {
  const added = { entryId: "1", term: "2FA", added: ["second factor"] };
  expect(addedWords({ ...added, asked: "2fa" })).toBe(
    "“2fa” was looked for as “second factor” too",
  );
  expect(addedWords({ ...added, asked: "MFA" })).toBe(
    "“MFA” (your term 2FA) was looked for as “second factor” too",
  );
  expect(wordsOfText("second factor; MFA;\n ;")).toEqual(["second factor", "MFA"]);
  const entry = { id: "1", term: "2FA", words: ["MFA"], owner: null, isOn: true, version: 1 };
  const dated = { ...entry, createdAt: "", updatedAt: "" };
  expect(entriesWith([dated], "mf")).toHaveLength(1);
  expect(entriesWith([dated], "sms")).toHaveLength(0);
});
