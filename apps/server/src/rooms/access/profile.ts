// One's own profile: name, how dates and numbers read, and the e-mail address, which changes only when
// its new owner has opened the link that was sent there. The former address is told.
import type { Profile } from "@rapport/contracts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { type Database, isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { type AppError, invalid } from "../../platform/errors.ts";
import type { Change } from "./collections.ts";
import { membershipsOf } from "./demands.store.ts";
import { conflict, missing, refuse } from "./errors.ts";
import type { Letters } from "./letters.ts";
import { readMember } from "./members.store.ts";
import type { Passwords } from "./passwords.ts";
import type { PrincipalCache } from "./principal-cache.ts";
import {
  pendingEmail,
  putEmailChange,
  readPreferences,
  renameUser,
  setMemberEmails,
  setUserEmail,
  takeEmailChange,
  writePreferences,
} from "./profile.store.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import type { SignInLog } from "./sign-in-log.ts";
import { mailRules } from "./sign-in-throttle.rules.ts";
import { createSignInThrottle } from "./sign-in-throttle.ts";
import { normalEmail, readUser } from "./users.store.ts";

const validForMs = 3_600_000;

export interface ProfilePatch {
  name?: string | undefined;
  locale?: string | null | undefined;
  timeZone?: string | null | undefined;
}

export interface Profiles {
  read(ctx: Ctx): Promise<Profile>;
  change(ctx: Ctx, patch: ProfilePatch): Promise<Profile>;
  /** Sends the link; the same answer whether or not somebody has the address. */
  askForEmail(ctx: Ctx, input: { email: string; password: string }): Promise<void>;
  confirmEmail(ctx: Ctx, token: string): Promise<void>;
}

export interface ProfileDeps {
  db: Database;
  clock: Clock;
  cache: PrincipalCache;
  change: Change;
  passwords: Passwords;
  letters: Letters;
  log: SignInLog;
}

export function createProfiles(deps: ProfileDeps): Profiles {
  const { db, clock } = deps;
  const throttle = createSignInThrottle({ db, clock, kind: "email", rules: mailRules });

  async function read(ctx: Ctx): Promise<Profile> {
    const memberId = requireMember(ctx);
    const { member, preferences } = await db.tenant(ctx, async (tx) => ({
      member: await readMember(tx, ctx.workspaceId, memberId),
      preferences: await readPreferences(tx, memberId),
    }));
    if (!member) throw missing("member");
    const isOwner = ctx.principal.kind === "user" && !ctx.principal.session?.boundTo;
    return {
      name: member.name,
      email: member.email,
      pendingEmail: isOwner
        ? await db.system((tx) => pendingEmail(tx, ctx.principal.id, nowIso(clock)))
        : null,
      locale: preferences.locale,
      timeZone: preferences.time_zone,
    };
  }

  async function change(ctx: Ctx, patch: ProfilePatch): Promise<Profile> {
    const memberId = requireMember(ctx);
    requireKnownToIntl(patch);
    const { name, locale, timeZone } = patch;
    if (name !== undefined) {
      await deps.change(ctx, "access.member.change", { id: memberId, name });
      if (!ctx.principal.session?.boundTo)
        await db.system((tx) => renameUser(tx, ctx.principal.id, name));
    }
    await db.tenant(ctx, async (tx) => {
      const before = await readPreferences(tx, memberId);
      await writePreferences(tx, memberId, {
        locale: locale === undefined ? before.locale : locale,
        time_zone: timeZone === undefined ? before.time_zone : timeZone,
      });
    });
    return read(ctx);
  }

  return {
    read,
    change,
    askForEmail: async (ctx, input) => {
      const owner = await deps.passwords.prove(ctx, input.password);
      await db.system((tx) => refuseBySignOn(tx, owner.id));
      const email = normalEmail(input.email);
      if (email === owner.email) throw conflict("same_email", "This is your address already.");
      await throttle.begin(owner.id, ctx.ip);
      const token = newSecret();
      const expiresAt = new Date(clock.nowMs() + validForMs).toISOString();
      const waiting = { userId: owner.id, email, tokenHash: token.hash, expiresAt };
      await db.system((tx) => putEmailChange(tx, waiting));
      await deps.letters.newAddress({ email, name: owner.name }, token.text);
      await deps.letters.addressWillChange(owner, email);
    },
    confirmEmail: async (ctx, token) => {
      const userId = await takeUp(deps, token);
      deps.cache.clear();
      deps.log.note(ctx, { userId }, "email-changed");
    },
  };
}

async function takeUp({ db, clock }: ProfileDeps, token: string): Promise<string> {
  try {
    return await db.system(async (tx) => {
      const asked = await takeEmailChange(tx, hashSecret(token), nowIso(clock));
      if (!asked || !(await readUser(tx, asked.user_id))) throw notOpen();
      await refuseBySignOn(tx, asked.user_id);
      await setUserEmail(tx, asked.user_id, asked.email);
      await setMemberEmails(tx, asked.user_id, asked.email);
      return asked.user_id;
    });
  } catch (error) {
    if (isUniqueViolation(error, "users_email") || isUniqueViolation(error, "members_email")) {
      throw conflict("email_taken", "Somebody uses this address here already. Choose another one.");
    }
    throw error;
  }
}

/** Who must use single sign-on is told by the address: another one would lead around it. */
async function refuseBySignOn(tx: Tx, userId: string): Promise<void> {
  const memberships = await membershipsOf(tx, userId);
  if (!memberships.some(({ needs_sso: needsSso }) => needsSso)) return;
  throw refuse(
    "address_signs_on",
    "One of your workspaces asks for single sign-on with your present address, so that it cannot be changed here. Ask its administrator.",
  );
}

function notOpen(): AppError {
  return invalid(
    "access.email_not_open",
    "This link was used or is older than an hour. Ask for a new one in your profile.",
  );
}

function requireMember(ctx: Ctx): string {
  const { kind, memberId } = ctx.principal;
  if (kind === "user" && memberId) return memberId;
  throw refuse("not_a_person", "Only a person who is signed in has a profile.");
}

/** A language and a zone that this server can show dates in. */
function requireKnownToIntl({ locale, timeZone }: ProfilePatch): void {
  try {
    if (locale) Intl.getCanonicalLocales(locale);
  } catch {
    throw invalid("access.unknown_locale", "This language is not known. Choose one of the list.");
  }
  try {
    if (timeZone) new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw invalid("access.unknown_zone", "This time zone is not known. Choose one of the list.");
  }
}
