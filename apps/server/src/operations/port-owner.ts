// Who listens on a TCP port of this machine, as far as this user may know (Linux: /proc).
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface PortOwner {
  pid: number;
  command: string;
}

const listening = "0A";

function socketInodes(port: number): Set<string> {
  const inodes = new Set<string>();
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readLines(table)) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state === listening && local.endsWith(`:${wanted}`)) inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function holds(pid: string, inodes: Set<string>): boolean {
  return list(`/proc/${pid}/fd`).some((descriptor) => {
    try {
      return inodes.has(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    } catch {
      return false;
    }
  });
}

export function ownerOfPort(port: number): PortOwner | null {
  const inodes = socketInodes(port);
  if (inodes.size === 0) return null;
  const pid = list("/proc").find((name) => /^\d+$/.test(name) && holds(name, inodes));
  if (pid === undefined) return null;
  const command = (readLines(`/proc/${pid}/cmdline`)[0] ?? "").split("\0").join(" ").trim();
  return { pid: Number(pid), command: command.slice(0, 120) };
}
