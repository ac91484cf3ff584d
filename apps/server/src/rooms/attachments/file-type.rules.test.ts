// What a file is taken for, whatever it is called, and what becomes of its name.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanFileName, dispositionOf, fileType, servedType } from "./file-type.rules.ts";

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part),
    ),
  );

describe("the type", () => {
  it.each([
    [bytes([0x89], "PNG\r\n", [0x1a, 0x0a]), "a.pdf", "image/png", "image/png"],
    [bytes([0xff, 0xd8, 0xff, 0xe0]), "a.html", "image/jpeg", "image/jpeg"],
    [bytes("GIF89a"), "x", "image/gif", "image/gif"],
    [bytes("RIFF1234WEBP"), "x", "image/webp", "image/webp"],
    [bytes("%PDF-1.7"), "x.png", "application/pdf", "application/pdf"],
    [bytes("PK", [3, 4]), "x.docx", "application/zip", "application/octet-stream"],
    [bytes("<!DOCTYPE html><script>"), "photo.png", "text/html", "application/octet-stream"],
    [bytes("\n <script>alert(1)</script>"), "x", "text/html", "application/octet-stream"],
    [bytes([0xef, 0xbb, 0xbf], "<svg onload=x>"), "x.png", "text/xml", "application/octet-stream"],
    [bytes("<?xml version='1.0'?>"), "x", "text/xml", "application/octet-stream"],
    [bytes("Dear all"), "x.html", "text/plain", "application/octet-stream"],
    [bytes([0, 1, 2, 3]), "x.png", "application/octet-stream", "application/octet-stream"],
    [bytes([0xff, 0xfe, 0x41]), "x", "application/octet-stream", "application/octet-stream"],
  ])("of %o called %s is %s, served as %s", (head, name, type, served) => {
    expect(fileType(head, name)).toMatchObject({ type, isProgram: false });
    expect(servedType(type)).toBe(served);
  });

  it.each([
    [bytes("MZ\x90"), "picture.png"],
    [bytes([0x7f], "ELF"), "notes"],
    [bytes("#!/bin/sh\n"), "notes.txt"],
    [
      bytes("X5O!P%@AP[4", "\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"),
      "eicar.txt",
    ],
    [bytes("PK", [3, 4]), "tool.jar"],
    [bytes("hello"), "invoice.pdf.exe"],
    [bytes("hello"), "invoice.JS . "],
  ])("of %o called %s is a program", (head, name) => {
    expect(fileType(head, name).isProgram).toBe(true);
  });
});

describe("the name", () => {
  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\me\\photo 1.png", "photo 1.png"],
    ["a\u202egnp.exe", "agnp.exe"],
    ["..hidden", "hidden"],
    ["\u0000\n", "file"],
    ["  a \t b.txt ", "a b.txt"],
    [`${"x".repeat(300)}.docx`, `${"x".repeat(195)}.docx`],
  ])("%j becomes %j", (given, name) => {
    expect(cleanFileName(given)).toBe(name);
  });

  it("is never empty, never a path, and fits into a header whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (given) => {
        const name = cleanFileName(given);
        expect([...name].every((letter) => letter >= " " && !"/\\\u202e".includes(letter))).toBe(
          true,
        );
        expect(name).not.toMatch(/^\.|^$/);
        expect(name.length).toBeLessThanOrEqual(200);
        expect(name.isWellFormed()).toBe(true);
        expect(cleanFileName(name)).toBe(name);
        expect(dispositionOf(name, false)).toMatch(
          /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.~!$&+%-]*$/,
        );
      }),
    );
  });
});
