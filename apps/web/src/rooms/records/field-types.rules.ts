import type { FieldType } from "@rapport/contracts";

/** The types of a field in a person's words, in the order of how often they are wanted. */
export const TYPE_WORDS: Record<FieldType, string> = {
  text: "Text",
  longText: "Long text",
  number: "Number",
  integer: "Whole number",
  money: "Money",
  boolean: "Yes or no",
  date: "Date",
  datetime: "Date and time",
  select: "One of a list",
  multiSelect: "Several of a list",
  email: "E-mail",
  phone: "Phone",
  url: "Web address",
  reference: "Link to a record",
  member: "Member",
};
