import { expect, it } from "vitest";
import { wantsPerson } from "./person-wishes.rules.ts";

it.each([
  "I need a human. How long is the link valid?",
  "thanks, I want a human",
  "Can I talk to someone?",
  "Please connect me to support",
  "I would like to chat with an agent",
  "Get me a real person!",
  "Ich will einen Menschen",
  "Kann ich mit einem Mitarbeiter sprechen?",
  "Je veux parler à quelqu'un",
  "J'ai besoin d'un conseiller",
  "Quiero hablar con una persona",
  "Necesito un agente",
])("is a wish for a person: %s", (text) => {
  expect(wantsPerson(text)).toBe(true);
});

it.each([
  "Does your chat support emojis?",
  "How do I add a person to a team?",
  "We want to give a person access to the report of a branch",
  "Which agent software do you support?",
  "Wie lege ich einen Mitarbeiter an?",
  "The human readable name is wrong",
])("is none: %s", (text) => {
  expect(wantsPerson(text)).toBe(false);
});
