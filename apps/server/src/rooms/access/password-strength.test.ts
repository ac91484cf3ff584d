import { describe, expect, it } from "vitest";
import { requireStrongPassword } from "./password-strength.ts";

const known = ["Mira Stone", "mira.stone@northwind.example", "Northwind Traders"];

describe("requireStrongPassword", () => {
  it.each([
    "correct horse battery",
    "another long password",
    "Blauer Hund frisst Wolken",
    "xK9#mQ2$vL7p",
    "короткие слова подряд",
  ])("takes %s", async (password) => {
    await expect(requireStrongPassword(password, known)).resolves.toBeUndefined();
  });

  it.each([
    ["password1234", /common password/],
    ["1234567890", /most common|sequence/],
    ["qwertyuiop12", /common password|keyboard/],
    ["abcdefghijkl", /sequence/],
    ["aaaaaaaaaaaaaa", /repeats one character/],
    ["abcabcabcabc", /repeats/],
    ["northwind2026", /your name, your address or the workspace/],
    ["MiraStone!1", /your name, your address or the workspace/],
    ["Rapport2026!", /your name, your address or the workspace/],
    ["P@ssw0rd1!", /common password/],
  ])("refuses %s and says why", async (password, why) => {
    await expect(requireStrongPassword(password, known)).rejects.toThrow(why);
  });

  it("refuses what is too short, and what is too long to estimate", async () => {
    await expect(requireStrongPassword("xK9#mQ2$", known)).rejects.toThrow(/10 to 128/);
    await expect(requireStrongPassword("x9".repeat(70), known)).rejects.toThrow(/10 to 128/);
  });
});
