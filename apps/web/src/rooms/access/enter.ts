import { useRouter } from "@tanstack/react-router";
import { forgetEverything } from "../../platform/api.ts";

/** Clears what another member may have left in the cache, and goes in. */
export const useEnter = () => {
  const router = useRouter();
  return async (to: string): Promise<void> => {
    forgetEverything();
    await router.invalidate();
    router.history.push(to);
  };
};
