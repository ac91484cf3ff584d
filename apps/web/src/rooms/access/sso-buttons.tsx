// The ways to sign in through an identity provider. An address in a connection's domain adds its button.
import { Button } from "@mantine/core";
import type { SignInButton } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { IconKey } from "../../ui/icons.ts";
import { FormError } from "../../ui/states.tsx";
import css from "./factor.module.css";

interface SsoButtonsProps {
  email: string;
  next: string | undefined;
}

export const SsoButtons = ({ email, next }: SsoButtonsProps) => {
  const domain = email.includes("@") ? email.trim() : undefined;
  const buttons = useQuery({
    queryKey: ["sign-in-buttons", domain?.split("@")[1] ?? ""],
    queryFn: () => api.sso.buttons(domain),
    placeholderData: (known: SignInButton[] | undefined) => known,
  });
  const start = useMutation({
    mutationFn: (connectionId: string) =>
      api.sso.start({ connectionId, ...(next ? { next } : {}) }),
    onSuccess: (url) => window.location.assign(url),
  });
  if (!buttons.data?.length) return null;
  return (
    <>
      <p className={css.or}>or</p>
      <div className={css.buttons}>
        <FormError error={start.error} />
        {buttons.data.map(({ id, name }) => (
          <Button
            key={id}
            variant="default"
            fullWidth
            leftSection={<IconKey size={16} />}
            loading={start.isPending && start.variables === id}
            disabled={start.isPending}
            onClick={() => start.mutate(id)}
          >
            Continue with {name}
          </Button>
        ))}
      </div>
    </>
  );
};
