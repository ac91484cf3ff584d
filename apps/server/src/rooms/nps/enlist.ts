// Whom a start takes, and why not the others. The same look serves the preview and the start.
import { createHash } from "node:crypto";
import type { NpsPreview } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { StoredCampaign } from "./campaigns.store.ts";
import { tooManyPeople } from "./errors.ts";
import type { NpsDeps } from "./nps-deps.ts";
import { askedBefore, type NewQuestion } from "./questions.store.ts";

const batchSize = 500;
const most = 20_000;
const dayMs = 86_400_000;

const plainAddress = /^[^\s@<>"(),:;]{1,64}@[^\s@<>"(),:;]{1,250}\.[^\s@<>"(),:;.]{2,60}$/;

export interface Addressee {
  id: string;
  address: string;
  name: string | null;
}

const textIn = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** Live people with an address that mail can be sent to. */
export async function addresseesOf(
  { records }: Pick<NpsDeps, "records">,
  tx: Tx,
  ids: readonly string[],
): Promise<Addressee[]> {
  const found = await records.readRaw(tx, "people", ids);
  return found.flatMap(({ id, deletedAt, email, firstName, lastName }) => {
    const address = textIn(email);
    if (deletedAt !== null || !plainAddress.test(address)) return [];
    const name = `${textIn(firstName)} ${textIn(lastName)}`.trim();
    return [{ id, address, name: name === "" ? null : name }];
  });
}

/** The workspace is in it, so that digests of two cannot be compared. */
export const keyOf = (workspaceId: string, address: string): string =>
  createHash("sha256").update(`${workspaceId} ${address.toLowerCase()}`).digest("base64url");

interface Found {
  preview: NpsPreview;
  questions: NewQuestion[];
}

interface Batch {
  tx: Tx;
  since: string;
  people: readonly Addressee[];
}

async function sorted(
  deps: NpsDeps,
  { tx, since, people }: Batch,
  found: Found,
  taken: Set<string>,
) {
  const { preview, questions } = found;
  const keys = new Map(people.map(({ id, address }) => [id, keyOf(tx.workspaceId, address)]));
  const personIds = [...keys.keys()];
  const consents = await deps.consent.of(tx, personIds);
  const before = await askedBefore(tx, { personIds, addressKeys: [...keys.values()] }, since);
  const late = before.filter(({ isLate }) => isLate);
  const stopped = before.filter(({ isStopped }) => isStopped);
  for (const [personId, addressKey] of keys) {
    const isOf = (one: { personId: string; addressKey: string }) =>
      one.personId === personId || one.addressKey === addressKey;
    const consent = consents.get(personId);
    // Who asked to be left alone is, until they agree anew.
    const isLeftAlone = stopped.some(isOf) && consent?.state !== "granted";
    if (taken.has(addressKey)) preview.sameAddress += 1;
    else if (consent?.isAllowed !== true || isLeftAlone) preview.notAgreed += 1;
    else if (late.some(isOf)) preview.askedLately += 1;
    else {
      taken.add(addressKey);
      questions.push({ id: newId(), personId, addressKey });
    }
  }
}

export async function whomToAsk(
  deps: NpsDeps,
  tx: Tx,
  { segmentId, periodDays }: Pick<StoredCampaign, "segmentId" | "periodDays">,
  at: string,
): Promise<Found> {
  const since = new Date(Date.parse(at) - periodDays * dayMs).toISOString();
  const preview = {
    within: 0,
    noAddress: 0,
    sameAddress: 0,
    notAgreed: 0,
    askedLately: 0,
    asked: 0,
  };
  const found: Found = { preview, questions: [] };
  const taken = new Set<string>();
  for (let afterId: string | null = null; ; ) {
    const ids = await deps.segments.memberIds(tx, segmentId, afterId, batchSize);
    const people = await addresseesOf(deps, tx, ids);
    preview.within += ids.length;
    preview.noAddress += ids.length - people.length;
    await sorted(deps, { tx, since, people }, found, taken);
    afterId = ids.at(-1) ?? null;
    if (ids.length < batchSize || afterId === null) break;
  }
  preview.asked = found.questions.length;
  if (preview.asked > most) throw tooManyPeople(most);
  return found;
}
