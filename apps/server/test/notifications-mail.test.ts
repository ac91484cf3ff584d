// Notifications by mail: as each member wants it, rechecked under the rights of now, and once.
import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecordWindow } from "../src/flows/notification-records.ts";
import { systemClock } from "../src/platform/clock.ts";
import { silentLogger } from "../src/platform/logger.ts";
import type { MailMessage } from "../src/platform/mail.ts";
import { settledEntries, settledFloors } from "../src/rooms/governance/index.ts";
import { createNotifications } from "../src/rooms/notifications/index.ts";
import { type LiveGround, type LiveMember, openLiveGround } from "./live-ground.ts";

let ground: LiveGround;
let ann: LiveMember;
let olga: LiveMember;

beforeAll(async () => {
  ground = await openLiveGround();
  ann = await ground.member("Ann Lee", builtInRoles.member);
  const own = { create: true, read: "own", update: "own", delete: "own" } as const;
  olga = await ground.member("Olga Own", { objects: { "*": own }, fields: {}, settings: [] });
  await settled();
});

afterAll(() => ground?.close());

async function settled(): Promise<void> {
  const { governance, notifications } = ground.first;
  for (let round = 0; round < 3; round += 1) await governance.sealNow();
  await notifications.runNow();
}

const company = (more: object = {}) =>
  ground.admin.make("/companies", { name: "Northwind", ...more });

describe("notifications by mail", () => {
  it("are mailed as each wants it, rechecked, and once", async () => {
    const letters: MailMessage[] = [];
    const { db } = ground.database;
    const { runNow } = createNotifications({
      db,
      clock: systemClock,
      logger: silentLogger,
      acts: ground.first.acts,
      mail: {
        isConfigured: true,
        send: async (message: MailMessage) => {
          letters.push(message);
          return true;
        },
      },
      publicUrl: "https://crm.example",
      window: createRecordWindow(ground.first.records),
      floors: () => settledFloors(db),
      entries: settledEntries,
    });
    await runNow();
    letters.length = 0;
    const seen = await company({ name: "Mailed Ltd", ownerId: ann.memberId });
    const lost = await company({ name: "Unmailed Ltd", ownerId: olga.memberId });
    await settled();
    await ground.admin.call("PATCH", `/companies/${lost.id}`, { ownerId: ground.admin.memberId });
    await runNow();
    expect(letters).toHaveLength(1);
    expect(letters[0]?.subject).toBe("Ada Admin gave you Mailed Ltd");
    expect(letters[0]?.text).toContain(`https://crm.example/o/companies/${seen.id}`);
    expect(JSON.stringify(letters)).not.toContain("Unmailed");
    await runNow();
    expect(letters).toHaveLength(1);
    await ann.call("PATCH", "/notifications/preferences", {
      kinds: { assigned: { app: true, mail: "off" } },
    });
    await company({ ownerId: ann.memberId });
    await settled();
    await runNow();
    expect(letters).toHaveLength(1);
  });

  it("keep a member's choices, and refuse what means nothing", async () => {
    const changed = await ann.call("PATCH", "/notifications/preferences", {
      zone: "Europe/Paris",
      quietFrom: "19:00",
      quietTo: "07:30",
    });
    expect(changed.body).toMatchObject({
      zone: "Europe/Paris",
      quietFrom: "19:00",
      digestAt: "08:00",
    });
    expect(changed.body.kinds.mention).toEqual({ app: true, mail: "now" });
    expect(
      (await ann.call("PATCH", "/notifications/preferences", { zone: "Mars/Base" })).status,
    ).toBe(422);
    expect(
      (await ann.call("PATCH", "/notifications/preferences", { digestAt: "25:00" })).status,
    ).toBe(422);
  });
});
