// Notifications by mail: as each member wants it, rechecked under the rights of now, and once.
import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecordWindow } from "../src/flows/notification-records.ts";
import { systemClock } from "../src/platform/clock.ts";
import { silentLogger } from "../src/platform/logger.ts";
import type { MailMessage, MailOutcome } from "../src/platform/mail.ts";
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
  await ground.settle();
  await ground.first.notifications.runNow();
}

const company = (more: object = {}) =>
  ground.admin.make("/companies", { name: "Northwind", ...more });

interface Mailing {
  letters: (MailMessage & { id: string })[];
  /** What the mail server does with the next letter; afterwards it takes what comes. */
  next(answer: (letter: MailMessage) => Promise<MailOutcome>): void;
  run(): Promise<void>;
  advance(minutes: number): void;
}

/** A process with a mail server of its own, and a clock that a test moves; what waited is mailed before. */
async function openMailing(): Promise<Mailing> {
  const { db } = ground.database;
  const letters: Mailing["letters"] = [];
  let answerNext: Parameters<Mailing["next"]>[0] | null = null;
  let aheadMs = 0;
  const { runNow } = createNotifications({
    db,
    clock: { nowMs: () => systemClock.nowMs() + aheadMs },
    logger: silentLogger,
    acts: ground.first.acts,
    mail: {
      isConfigured: true,
      attempt: async (letter) => {
        letters.push(letter);
        const answer = answerNext;
        answerNext = null;
        return answer ? answer(letter) : { kind: "sent" };
      },
    },
    publicUrl: "https://crm.example",
    window: createRecordWindow(ground.first.records),
    floors: () => settledFloors(db),
    entries: settledEntries,
  });
  await settled();
  await runNow();
  letters.length = 0;
  return {
    letters,
    next: (answer) => {
      answerNext = answer;
    },
    run: runNow,
    advance: (minutes) => {
      aheadMs += minutes * 60_000;
    },
  };
}

const away: MailOutcome = { kind: "refused", isPermanent: false, reason: "away" };

describe("notifications by mail", () => {
  it("are mailed as each wants it, rechecked, and once", async () => {
    const { letters, run } = await openMailing();
    const seen = await company({ name: "Mailed Ltd", ownerId: ann.memberId });
    const lost = await company({ name: "Unmailed Ltd", ownerId: olga.memberId });
    await settled();
    await ground.admin.call("PATCH", `/companies/${lost.id}`, { ownerId: ground.admin.memberId });
    await run();
    expect(letters).toHaveLength(1);
    expect(letters[0]?.subject).toBe("Ada Admin gave you Mailed Ltd");
    expect(letters[0]?.text).toContain(`https://crm.example/o/companies/${seen.id}`);
    expect(JSON.stringify(letters)).not.toContain("Unmailed");
    await run();
    expect(letters).toHaveLength(1);
    await ann.call("PATCH", "/notifications/preferences", {
      kinds: { assigned: { app: true, mail: "off" } },
    });
    await company({ ownerId: ann.memberId });
    await settled();
    await run();
    expect(letters).toHaveLength(1);
    await ann.call("PATCH", "/notifications/preferences", {
      kinds: { assigned: { app: true, mail: "now" } },
    });
  });

  it("come again, as the same letter, when the mail server was away", async () => {
    const { letters, next, run, advance } = await openMailing();
    next(async () => away);
    await company({ name: "Twice Ltd", ownerId: ann.memberId });
    await settled();
    await run();
    expect(letters).toHaveLength(1);
    advance(4);
    await run();
    expect(letters).toHaveLength(1);
    advance(2);
    await run();
    expect(letters).toHaveLength(2);
    expect(letters[1]).toEqual(letters[0]);
    advance(600);
    await run();
    expect(letters).toHaveLength(2);
  });

  it("end after a day of tries", async () => {
    const { letters, next, run, advance } = await openMailing();
    await company({ ownerId: ann.memberId });
    await settled();
    for (let day = 0; day < 14; day += 1) {
      next(async () => away);
      await run();
      advance(361);
    }
    expect(letters).toHaveLength(10);
  });

  it("are not sent again when they may have been taken, or will never be", async () => {
    const { letters, next, run, advance } = await openMailing();
    const outcomes: MailOutcome[] = [
      { kind: "unknown", reason: "no answer" },
      { kind: "refused", isPermanent: true, reason: "nobody" },
    ];
    for (const outcome of outcomes) {
      letters.length = 0;
      next(async () => outcome);
      await company({ ownerId: ann.memberId });
      await settled();
      await run();
      advance(600);
      await run();
      expect(letters).toHaveLength(1);
    }
  });

  it("of one member neither wait for another's nor are doubled by them", async () => {
    const { letters, next, run, advance } = await openMailing();
    next(async () => {
      throw new Error("broken");
    });
    await company({ ownerId: ann.memberId });
    await company({ ownerId: olga.memberId });
    await settled();
    await run();
    expect(letters.map(({ to }) => to).sort()).toEqual([
      "annlee@people.example",
      "olgaown@people.example",
    ]);
    const [broken, sent] = letters.map(({ to }) => to);
    advance(6);
    await run();
    expect(letters.map(({ to }) => to)).toEqual([broken, sent, broken]);
  });

  it("tell what happened while a mail was under way, afterwards", async () => {
    const { letters, next, run, advance } = await openMailing();
    const firm = await company({ name: "Busy Ltd" });
    await ann.call("PUT", `/notifications/records/companies/${firm.id}`, { state: "following" });
    await ann.call("PATCH", "/notifications/preferences", {
      kinds: { followed: { app: true, mail: "now" } },
    });
    const edit = async (city: string) => {
      await ground.admin.call("PATCH", `/companies/${firm.id}`, { city });
      await settled();
    };
    next(async () => {
      await edit("Rome");
      return { kind: "sent" };
    });
    await edit("Paris");
    await run();
    expect(letters.map(({ subject }) => subject)).toEqual(["Ada Admin changed Busy Ltd"]);
    advance(6);
    await run();
    expect(letters.map(({ subject }) => subject)).toEqual([
      "Ada Admin changed Busy Ltd",
      "Ada Admin changed Busy Ltd (2 times)",
    ]);
    expect(letters[1]?.id).not.toBe(letters[0]?.id);
    advance(600);
    await run();
    expect(letters).toHaveLength(2);
  });

  it("alone are lines of their own: they hide none, stay until they were sent, and begin anew", async () => {
    const { letters, run } = await openMailing();
    const firm = await company({ name: "Quiet Ltd" });
    await ann.call("PUT", `/notifications/records/companies/${firm.id}`, { state: "following" });
    const want = (kind: object) =>
      ann.call("PATCH", "/notifications/preferences", { kinds: { followed: kind } });
    const edit = async (city: string) => {
      await ground.admin.call("PATCH", `/companies/${firm.id}`, { city });
      await settled();
    };
    const shown = async () =>
      (await ann.call("GET", "/notifications?unread=true")).body.data.filter(
        ({ record }: { record: { id: string } | null }) => record?.id === firm.id,
      );
    await want({ app: true, mail: "off" });
    await edit("Oslo");
    await want({ app: false, mail: "now" });
    await edit("Bern");
    expect(await shown()).toMatchObject([{ count: 1 }]);
    await ann.call("POST", "/notifications/read-all");
    await run();
    expect(letters.map(({ subject }) => subject)).toEqual(["Ada Admin changed Quiet Ltd"]);
    await edit("Rome");
    await run();
    expect(letters[1]?.subject).toBe("Ada Admin changed Quiet Ltd");
    await want({ app: true, mail: "off" });
    await edit("Lima");
    expect(await shown()).toMatchObject([{ count: 1 }]);
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

  it("keep all of what is chosen at once", async () => {
    const kinds = ["mention", "assigned", "followed", "message", "task-due", "import-failed"];
    const off = { app: false, mail: "off" };
    await Promise.all(
      kinds.map((kind) =>
        ann.call("PATCH", "/notifications/preferences", { kinds: { [kind]: off } }),
      ),
    );
    const { body } = await ann.call("GET", "/notifications/preferences");
    for (const kind of kinds) expect([kind, body.kinds[kind]]).toEqual([kind, off]);
  });
});
