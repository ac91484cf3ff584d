// What tests of consent share: people, what they say, and what then holds.
import { made } from "./quotes-ground.ts";
import type { Caller } from "./records-ground.ts";

export const newPerson = async (by: Caller) =>
  String((await made(by.post("/people", { firstName: "Ida" }))).id);

export const setConsent = (by: Caller, personId: string, purpose: string, body: object) =>
  by.put(`/people/${personId}/consent/${purpose}`, body);

export const consentOn = async (by: Caller, personId: string, purpose: string) => {
  const { purposes } = (await by.get(`/people/${personId}/consent`)).body;
  return purposes.find((one: { purpose: string }) => one.purpose === purpose);
};

export const consentHistory = async (by: Caller, personId: string) =>
  (await by.get(`/people/${personId}/consent/history`)).body.data;
