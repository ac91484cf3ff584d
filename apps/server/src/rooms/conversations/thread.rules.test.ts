// When a conversation that goes on is about something new.
import { expect, it } from "vitest";
import { blankThread } from "./blank.rules.ts";
import type { StoredConversation } from "./conversations.store.ts";
import { afterCustomer } from "./thread.rules.ts";

const asked = "2026-01-05T09:00:00.000Z";
const answered = "2026-01-05T09:10:00.000Z";
const closedAt = "2026-01-05T10:00:00.000Z";
const closed = {
  ...blankThread(asked),
  ...{ state: "closed", closedAt, askedAt: asked, firstReplyAt: answered },
  ...{ lastSeq: 2, lastCustomerSeq: 1 },
  sla: {
    ...{ kind: "resolution", dueAt: asked, missed: 1 },
    counted: { response: asked, resolution: true },
  },
} as StoredConversation;
const write = (one: StoredConversation, at: string, automatic = false) =>
  afterCustomer(one, { seq: 3, at, text: "Hello", preview: "Hello", automatic });

it("what is written within three days of the closing is about the same", () => {
  const after = write(closed, "2026-01-08T09:59:59.000Z");
  expect(after).toMatchObject({ state: "open", askedAt: asked, firstReplyAt: answered });
  expect(after.sla).toEqual(closed.sla);
});

it("what is written later begins anew: promises and figures run from it, and what was missed stays told", () => {
  const at = "2026-01-08T10:00:00.000Z";
  const after = write(closed, at);
  expect(after).toMatchObject({ askedAt: at, firstReplyAt: null, waitingSince: at });
  expect(after.sla).toMatchObject({ missed: 1, counted: { response: asked, resolution: false } });
});

it("a machine, and who never asked before, begin nothing anew", () => {
  const at = "2026-02-01T10:00:00.000Z";
  expect(write(closed, at, true)).toMatchObject({ state: "closed", askedAt: asked });
  const begun = { ...closed, askedAt: null, firstReplyAt: null, lastCustomerSeq: 0 };
  expect(write(begun, at)).toMatchObject({ askedAt: at, firstReplyAt: null });
});
