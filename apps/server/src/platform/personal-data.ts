// What each table keeps about people, by the name of the table: "none", or what it is and when it goes.
// The check in tools/architecture asks for an answer for every table that a migration creates.

export type PersonalDataAnswers = Readonly<Record<`${string}.${string}`, string>>;

export const personalData: PersonalDataAnswers = {
  "platform.outbox": "ids of changed records; gone once delivered",
  "platform.idempotency": "answers of writes, records included; gone after a day",
  "platform.executors": "none",
};
