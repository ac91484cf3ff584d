// The page behind a link: a plain form that works without script. Looking changes nothing; an answer is taken until the
// question closes, and so is the wish not to be asked again.
import { type NpsLanguage, type NpsSaid, npsSaidSchema } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { type FormPage, type PageReply, RateLimiter } from "../../platform/http/index.ts";
import { newId } from "../../platform/ids.ts";
import type { LinkClaims, SignedLinks } from "../../platform/signed-links.ts";
import { readCampaign, type StoredCampaign } from "./campaigns.store.ts";
import type { NpsDeps } from "./nps-deps.ts";
import { formBody, languageFrom, noticeBody, wordsFor } from "./page.rules.ts";
import { type OpenQuestion, readQuestion, saveAnswer, stopAsking } from "./questions.store.ts";

type PageDeps = Pick<NpsDeps, "db" | "clock" | "acts" | "consent"> & { links: SignedLinks };

interface Found {
  claims: LinkClaims;
  campaign: StoredCampaign;
  question: OpenQuestion & { openUntil: string };
}

const answersPerMinute = 10;

/** Browsers send the ends of lines as two characters. */
const saidIn = (fields: URLSearchParams) => ({
  score: /^\d{1,2}$/.test(fields.get("score") ?? "") ? Number(fields.get("score")) : null,
  comment: (fields.get("comment") ?? "").replaceAll("\r\n", "\n"),
});

/** As it may be kept: no control characters, no halves of characters. */
const cleanComment = (text: string): string | null =>
  text
    .toWellFormed()
    .replace(/(?![\n\t])\p{Cc}/gu, "")
    .trim() || null;

type Notice = "over" | "unknown" | "stopped";
const statusOf: Record<Notice, number> = { over: 410, unknown: 404, stopped: 200 };

function notice(lang: NpsLanguage, what: Notice): PageReply {
  const words = wordsFor(lang);
  const body = noticeBody(words[what], words[`${what}Text`]);
  return { status: statusOf[what], lang, title: words[what], body };
}

function form({ campaign, question }: Found, status: number, fault: string | null): PageReply {
  const { language: lang, brand } = campaign;
  const body = formBody(lang, { ...question, brand, fault });
  return { status, lang, title: wordsFor(lang).question(brand), body };
}

export function createAnswerPage({ db, clock, acts, consent, links }: PageDeps): FormPage {
  const limiter = new RateLimiter(clock);

  async function found(token: string, accepts: string): Promise<Found | PageReply> {
    const claims = links.read(token);
    if (!claims) return notice(languageFrom(accepts), "unknown");
    const reader = db.reader({ workspaceId: claims.workspaceId });
    const question = await readQuestion(reader, claims.id);
    const campaign = question && (await readCampaign(reader, question.campaignId));
    if (!question || !campaign) return notice(languageFrom(accepts), "unknown");
    const { openUntil } = question;
    const isOpen =
      openUntil !== null && Math.min(claims.untilMs, Date.parse(openUntil)) > clock.nowMs();
    if (!isOpen) return notice(campaign.language, "over");
    return { claims, campaign, question: { ...question, openUntil } };
  }

  async function keep({ claims }: Found, { score, comment }: NpsSaid): Promise<void> {
    await db.tenant({ workspaceId: claims.workspaceId }, async (tx) => {
      const held = await readQuestion(tx, claims.id, "FOR UPDATE");
      const said = { score, comment: cleanComment(comment) };
      if (!held || (held.score === said.score && held.comment === said.comment)) return;
      await saveAnswer(tx, claims.id, { ...said, at: nowIso(clock) });
    });
  }

  /** The statement of consent is what counts from then on, for every campaign. */
  async function leaveAlone({ claims, campaign }: Found): Promise<void> {
    const ctx = systemContext(claims.workspaceId, newId());
    await db.tenant(ctx, async (tx) => {
      const held = await readQuestion(tx, claims.id, "FOR UPDATE");
      if (!held || held.stoppedAt !== null) return;
      await stopAsking(tx, claims.id, nowIso(clock));
      const shownText = wordsFor(campaign.language).stop;
      const act = acts.begin(ctx, "nps.opt_out");
      await consent.refuse(tx, act, { personId: held.personId, shownText });
    });
  }

  return {
    path: "/recommend/:token",
    show: async ({ token, accepts }) => {
      const one = await found(token, accepts);
      return "body" in one ? one : form(one, 200, null);
    },
    take: async ({ token, accepts, fields }) => {
      const one = await found(token, accepts);
      if ("body" in one) return one;
      const { language } = one.campaign;
      if (!limiter.take(one.claims.id, answersPerMinute).allowed)
        return form(one, 429, wordsFor(language).tooFast);
      if (fields.get("stop") === "yes") {
        await leaveAlone(one);
        return notice(language, "stopped");
      }
      const said = npsSaidSchema.safeParse(saidIn(fields));
      if (!said.success) return form(one, 422, wordsFor(language).chooseOne);
      await keep(one, said.data);
      return { location: `/recommend/${token}` };
    },
  };
}
