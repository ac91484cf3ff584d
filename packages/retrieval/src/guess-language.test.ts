// The language of short messages: one word that two languages share decides nothing, and greetings count.
import { describe, expect, it } from "vitest";
import type { Language } from "./analyse/analyse.ts";
import { guessLanguage } from "./analyse/guess-language.ts";

const said: Readonly<Record<string, readonly string[]>> = {
  en: [
    ...["I am cancelling today", "I am locked out again", "I am Bob, password reset fails"],
    ...["I want un refund", "How can I change the invoice?", "Hello", "Hi", "Where is my parcel?"],
    ...["The die is cast", "Our hat shop was closed in May", "What year did Tesla die?"],
    ...["I don't get any e-mails", "Please call me on Monday", "No, it is a price war"],
    ...["My son has no account", "Is there an era filter?", "Can I comment on a deal?"],
  ],
  de: [
    ...["Hallo", "Guten Tag", "Wie kann ich die Rechnung ändern?", "Ich bin ausgesperrt"],
    ...["Was kostet das?", "Mein Paket ist nicht da", "Die Rechnung fehlt", "Wo ist mein Paket?"],
    ...["Ich kann mich nicht anmelden", "Wann war das?", "Danke, das hat geholfen"],
    ...["Passwort zurücksetzen geht nicht", "Bis wann am Montag?"],
  ],
  es: [
    ...["Hola", "Buenos días", "¿Cómo cambio la factura?", "La factura no llega", "Gracias"],
    ...["No puedo entrar en mi cuenta", "Quiero un reembolso", "¿Dónde está mi pedido?"],
  ],
  fr: [
    ...["Bonjour", "Merci", "Le mot de passe ne marche pas", "Où est ma facture ?"],
    ...["Je veux un remboursement", "Comment puis-je changer mon adresse ?", "J'ai un problème"],
    ...["La page ne charge pas", "C'est en panne"],
  ],
  ru: ["Как изменить счёт?", "Привет"],
  ar: ["كيف أغير الفاتورة؟"],
  zh: ["如何更改发票？", "你好"],
};

describe("the language of a text", () => {
  it("is told from short messages", () => {
    for (const [language, texts] of Object.entries(said)) {
      for (const text of texts) expect(guessLanguage(text), text).toBe(language);
    }
  });

  it("is the default where nothing leads", () => {
    const unclear = ["Le login fails", "Login", "am", "in", "un", "was", "SSO SAML 2", "123", ""];
    for (const text of unclear) {
      for (const fallback of ["en", "ru", "fr"] as Language[]) {
        expect(guessLanguage(text, fallback), text).toBe(fallback);
      }
    }
  });

  it("is none that is known of a long text without their plain words", () => {
    const polish = "Klient może zwrócić towar przez trzydzieści dni bez podania przyczyny ".repeat(
      5,
    );
    expect(guessLanguage(polish)).toBe("other");
  });
});
