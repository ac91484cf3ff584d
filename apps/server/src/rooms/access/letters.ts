// What the room writes to people: invitations and password resets. Where no mail can be sent, an
// invitation's link goes back to the admin who made it, and both are logged for whoever runs the server.
import type { Ctx } from "../../platform/context.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Mail } from "../../platform/mail.ts";
import type { MadeInvitation } from "./invitation-acts.ts";

export interface Letters {
  invitation(ctx: Ctx, made: MadeInvitation): Promise<{ mailed: boolean; url?: string }>;
  passwordReset(to: { email: string; name: string }, token: string): Promise<void>;
  /** To the new address of a person: the link that confirms it. */
  newAddress(to: { email: string; name: string }, token: string): Promise<void>;
  /** To the former one, so that its owner hears of a change that they did not ask for. */
  addressWillChange(to: { email: string; name: string }, newAddress: string): Promise<void>;
}

export function createLetters(deps: {
  mail: Pick<Mail, "isConfigured" | "send">;
  logger: Logger;
  publicUrl: string;
}): Letters {
  const linkTo = (page: string, token: string) =>
    `${deps.publicUrl}/${page}?token=${encodeURIComponent(token)}`;

  return {
    invitation: async (ctx, { invitation, token }) => {
      const url = linkTo("accept-invitation", token);
      const mailed = await deps.mail.send({
        to: invitation.email,
        subject: `${oneLine(ctx.principal.label)} invites you to Rapport`,
        text: [
          "You are invited to join a workspace in Rapport.",
          `Open this link within seven days and choose a password:\n${url}`,
          "If you did not expect this, ignore it: without the link nothing happens.",
        ].join("\n\n"),
      });
      if (mailed) return { mailed };
      deps.logger.info({ link: url }, "No mail was sent: hand this invitation over yourself");
      return { mailed, url };
    },
    passwordReset: async (to, token) => {
      const url = linkTo("reset-password", token);
      const mailed = await deps.mail.send({
        to: to.email,
        subject: "Set a new password for Rapport",
        text: [
          "Somebody, probably you, asked for a new password for Rapport.",
          `Open this link within an hour to set it:\n${url}`,
          "If it was not you, ignore this: your password stays as it is.",
        ].join("\n\n"),
      });
      if (!mailed)
        deps.logger.info({ link: url }, "No mail was sent: hand this password link over yourself");
    },
    newAddress: async (to, token) => {
      const url = linkTo("confirm-email", token);
      const mailed = await deps.mail.send({
        to: to.email,
        subject: "Confirm your new address for Rapport",
        text: [
          "Somebody, probably you, wants to sign in to Rapport with this address.",
          `Open this link within an hour to confirm it:\n${url}`,
          "If it was not you, ignore this: nothing changes.",
        ].join("\n\n"),
      });
      if (!mailed)
        deps.logger.info({ link: url }, "No mail was sent: hand this address link over yourself");
    },
    addressWillChange: async (to, newAddress) => {
      await deps.mail.send({
        to: to.email,
        subject: "Your address for Rapport is about to change",
        text: [
          `Somebody, probably you, asked to change your address for Rapport to ${newAddress}.`,
          "It changes when the link that was sent there is opened.",
          `If it was not you, change your password at once: ${deps.publicUrl}/settings/security`,
        ].join("\n\n"),
      });
    },
  };
}

/** A subject is one line, whatever a name holds. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 100);
}
