// One holder a folder: within a machine at once, between machines by whether the mark still moves.
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { askControl, serveControl } from "./control.ts";
import { isFolderHeld, lockFile, openDataFolder, readLock, takeFolderLock } from "./lock.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-lock-"));
const elsewhere = JSON.stringify({ pid: 7, host: "another-host", socketPath: "" });

afterAll(() => rmSync(root, { recursive: true }));

describe("on one machine", () => {
  it("has one holder, whatever the folder is called, until it lets go", async () => {
    const folder = join(root, "one");
    const alias = join(root, "alias");
    const lock = await takeFolderLock(folder);
    symlinkSync(folder, alias);
    await expect(takeFolderLock(alias)).rejects.toMatchObject({
      code: "operations.folder_in_use",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(await isFolderHeld(alias)).toBe(true);
    expect(readLock(folder)?.pid).toBe(process.pid);
    await lock.release();
    expect(existsSync(lockFile(folder))).toBe(false);
    expect(await isFolderHeld(folder)).toBe(false);
    const again = await takeFolderLock(folder);
    await again.release();
  });

  it("gives the folder to one of many that start at once", async () => {
    const folder = join(root, "race");
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => takeFolderLock(folder)),
    );
    const winners = tries.filter((result) => result.status === "fulfilled");
    expect(winners).toHaveLength(1);
    await winners[0]?.value.release();
  });

  it("serves commands to its own user, and says what a command refuses", async () => {
    const lock = await takeFolderLock(join(root, "control"));
    expect(await askControl(lock.socketPath, "echo", {})).toBeNull();
    const control = await serveControl(lock.socketPath, {
      echo: async (input) => input,
      fail: async () => Promise.reject(new Error("secret detail")),
    });
    expect(await askControl(lock.socketPath, "echo", { a: 1 })).toEqual({ result: { a: 1 } });
    await expect(askControl(lock.socketPath, "nothing", {})).rejects.toMatchObject({
      code: "operations.unknown_command",
    });
    await expect(askControl(lock.socketPath, "fail", {})).rejects.not.toThrow("secret detail");
    await control.close();
    await lock.release();
  });
});

describe("between machines that share the folder", () => {
  it("refuses while the other one's mark moves", async () => {
    const folder = join(root, "shared");
    mkdirSync(folder);
    writeFileSync(lockFile(folder), elsewhere);
    const beating = setInterval(() => writeFileSync(lockFile(folder), elsewhere), 200);
    await expect(takeFolderLock(folder)).rejects.toMatchObject({
      code: "operations.folder_in_use",
      message: expect.stringContaining("another-host"),
    });
    clearInterval(beating);
    expect(await isFolderHeld(folder)).toBe(false);
  });

  it("takes over a mark that has stopped moving", async () => {
    const folder = join(root, "left");
    mkdirSync(folder);
    writeFileSync(lockFile(folder), elsewhere);
    const lock = await takeFolderLock(folder);
    expect(readLock(folder)?.pid).toBe(process.pid);
    await lock.release();
  }, 30_000);
});

describe("a folder that cannot be written", () => {
  it("is refused with what to do", () => {
    writeFileSync(join(root, "file"), "");
    expect(() => openDataFolder(join(root, "file", "data"))).toThrow(/RAPPORT_DATA_DIR/);
  });
});
