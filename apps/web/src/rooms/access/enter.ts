import type { SignInResult } from "@rapport/sdk";
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

/** After a right password: in, or on to the second step, which the sign-in screen has. */
export const useAfterPassword = () => {
  const enter = useEnter();
  const router = useRouter();
  return async (result: SignInResult, to = "/"): Promise<void> => {
    if (result === "done") return enter(to);
    await router.navigate({ to: "/sign-in", search: { next: to, step: result } });
  };
};
