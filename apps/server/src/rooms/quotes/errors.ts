// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingQuote = () => notFound("quote");

export const notYours = () =>
  forbidden(
    "Quotes follow their deal: your role may not change this deal or its amount. Ask its owner or an administrator.",
  );

function conflict(code: string, message: string): AppError {
  return new AppError("conflict", `quotes.${code}`, message);
}

export const frozen = () =>
  conflict(
    "frozen",
    "This version was sent and stays as it is. Make a new version to change the offer.",
  );
export const notSent = (status: string) =>
  conflict(
    "not_open",
    `Only a quote that was sent and is still valid can be decided; this one is ${status}.`,
  );
export const notDraft = () => conflict("not_draft", "Only a draft can be sent.");
export const notLatest = () =>
  conflict("not_latest", "There is a newer version of this quote. Go on from that one.");
export const stillDraft = () =>
  conflict("still_draft", "This version is a draft: change it instead of making a new one.");
export const numbered = () =>
  conflict(
    "numbered",
    "This quote has a number, and numbers have no gaps: it cannot be deleted. Send it and mark it as declined instead.",
  );
export const numberTaken = (number: string) =>
  conflict(
    "number_taken",
    `The number ${number} was given already. Change the numbering under Settings, Quotes.`,
  );
export const otherCurrency = (own: string) =>
  conflict(
    "other_currency",
    `This quote is in ${own}, and its deal is not any more. Make a new quote from the deal.`,
  );
export const tooManyQuotes = (most: number) =>
  conflict("too_many", `A deal has ${most} quotes and versions at most.`);

export const noLines = () =>
  invalid("quotes.no_lines", "A quote without lines offers nothing. Add a line first.");
export const tooManyLines = (most: number) =>
  invalid(
    "quotes.too_many_lines",
    `A quote has ${most} lines at most, of which a discount on the whole takes one. Join or remove some.`,
  );
export const noCurrency = () =>
  invalid("quotes.no_currency", "The deal has no currency. Set it, then make the quote.");
export const tooLarge = () =>
  invalid("quotes.amount_too_large", "The lines come to more than can be written down.");
export const lapsedDay = () =>
  invalid("quotes.lapsed", "“Valid until” is in the past. Choose a later day, then send it.");
export const bothLines = () =>
  invalid("quotes.both_lines", "Send lines, or ask for those of the deal, not both.");

export const changedMeanwhile = (current: unknown) =>
  new AppError(
    "precondition",
    "quotes.version_conflict",
    "Someone else changed this quote meanwhile. Look at it as it is now, then save again.",
    { current },
  );

export const badLogo = (message: string) => invalid("quotes.bad_logo", message);
export const noLogo = () => notFound("logo");

export const noDocument = (cause?: unknown) =>
  new AppError(
    "unavailable",
    "quotes.pdf_failed",
    "The PDF could not be made just now. Try again; if it keeps failing, look at the logo under Settings, Quotes.",
    {},
    cause,
  );
