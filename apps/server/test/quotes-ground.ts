// Quotes as tests make them: from a deal with two lines, as drafts or sent.
import { expect } from "vitest";
import type { Answer, Caller } from "./records-ground.ts";

export async function made(answer: Promise<Answer>, status = 201) {
  const { status: was, body, act } = await answer;
  expect(was, JSON.stringify(body)).toBe(status);
  return { ...body, act };
}

/** 3 seats for 10.00 and 5.00 once, in euros. */
export async function dealWithLines(by: Caller, more: object = {}): Promise<string> {
  const { id } = await made(by.post("/deals", { name: "Roll-out", currency: "EUR", ...more }));
  const line = { name: "Seat", quantity: 3, unitPriceMinor: 1000, taxPercent: 19 };
  await made(by.post(`/deals/${id}/line-items`, line));
  const setup = { name: "Set-up", quantity: 1, unitPriceMinor: 500, taxPercent: 7 };
  await made(by.post(`/deals/${id}/line-items`, setup));
  return id;
}

export const newQuote = async (by: Caller, more: object = {}) =>
  made(by.post("/quotes", { dealId: await dealWithLines(by), ...more }));

export const sentQuote = async (by: Caller, more: object = {}) =>
  made(by.post(`/quotes/${(await newQuote(by, more)).id}/send`), 200);
