// How long a deal has been where it is, in words. Pure.

const DAY_MS = 86_400_000;

/** "In this stage since today", "for 1 day", "for 12 days". */
export const timeInStage = (since: string, nowMs: number): string => {
  const days = Math.floor((nowMs - new Date(since).getTime()) / DAY_MS);
  if (Number.isNaN(days)) return "";
  if (days < 1) return "In this stage since today";
  return `In this stage for ${days} ${days === 1 ? "day" : "days"}`;
};
