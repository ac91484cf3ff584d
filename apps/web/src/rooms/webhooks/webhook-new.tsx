// Setting up a webhook: the form, then its secret, then its own screen.
import type { WebhookInput } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { SettingsPage } from "../../ui/settings.tsx";
import { NoRight } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { refreshWebhooks } from "./webhook-queries.ts";

export const WebhookNew = () => {
  const may = useMay("webhooks.manage");
  const navigate = useNavigate();
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const create = useMutation({
    mutationFn: (values: WebhookInput) => api.webhooks.create(values),
    onSuccess: async ({ data }) => {
      setMade(data);
      await refreshWebhooks();
    },
  });
  if (!may) return <NoRight>An admin can set up webhooks, or give your role the right.</NoRight>;
  return (
    <SettingsPage
      wide
      title="New webhook"
      lead="It acts for you: the receiver gets no record and no field that you may not see."
    >
      <WebhookForm
        error={create.error}
        isSaving={create.isPending}
        action="Set up webhook"
        onSave={(values) => create.mutate(values)}
        onCancel={() => void navigate({ to: "/settings/webhooks" })}
      />
      <SecretDialog
        secret={made?.secret ?? null}
        onClose={() =>
          made && void navigate({ to: "/settings/webhooks/$id", params: { id: made.id } })
        }
      />
    </SettingsPage>
  );
};
