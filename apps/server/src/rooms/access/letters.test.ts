import { expect, it } from "vitest";
import { systemContext } from "../../platform/context.ts";
import { silentLogger } from "../../platform/logger.ts";
import { createLetters } from "./letters.ts";

const publicUrl = "https://crm.example.com";
const ctx = systemContext("00000000-0000-7000-8000-000000000001", "request");
const made = {
  token: "the-token",
  invitation: {
    workspace_id: ctx.workspaceId,
    id: ctx.workspaceId,
    email: "new@example.com",
    role_id: null,
    team_ids: [],
    regions: [],
    expires_at: "2030-01-01T00:00:00.000Z",
    accepted_at: null,
    revoked_at: null,
    created_at: "2030-01-01T00:00:00.000Z",
  },
};
const link = `${publicUrl}/accept-invitation?token=the-token`;

it("hands the link to the admin, and to the log, where no mail is set up", async () => {
  const logged: object[] = [];
  const logger = { ...silentLogger, info: (fields: object) => void logged.push(fields) };
  const mail = { isConfigured: false, send: async () => false };
  const letters = createLetters({ mail, logger, publicUrl });
  expect(await letters.invitation(ctx, made)).toEqual({ mailed: false, url: link });
  await letters.passwordReset({ email: "new@example.com", name: "New" }, "reset-token");
  expect(logged).toEqual([{ link }, { link: `${publicUrl}/reset-password?token=reset-token` }]);
});

it("keeps the link to itself where the mail went out", async () => {
  const sent: { to: string; text: string }[] = [];
  const mail = {
    isConfigured: true,
    send: async (message: { to: string; text: string }) => sent.push(message) > 0,
  };
  const letters = createLetters({ mail, logger: silentLogger, publicUrl });
  expect(await letters.invitation(ctx, made)).toEqual({ mailed: true });
  expect(sent[0]?.to).toBe("new@example.com");
  expect(sent[0]?.text).toContain(link);
});
