// What can be done with a campaign: start it after a look at whom it asks, stop it, change it, delete it.
import { Button, Group } from "@mantine/core";
import type { NpsCampaign } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import css from "./nps.module.css";
import { CampaignDialog } from "./nps-form.tsx";
import { previewQuery, useCampaignWrite } from "./nps-queries.ts";
import { counted, previewLines } from "./nps-words.rules.ts";

interface Props {
  campaign: NpsCampaign;
}

const StartDialog = ({ campaign, onClose }: Props & { onClose: () => void }) => {
  const preview = useQuery(previewQuery(campaign.id));
  const start = useCampaignWrite({
    run: () => api.nps.start(campaign.id),
    done: "The mails are on their way.",
    failed: "The campaign was not started",
  });
  const asked = preview.data?.asked ?? 0;
  return (
    <Dialog opened onClose={onClose} title={`Start ${campaign.name}`}>
      {preview.isPending ? <SkeletonLines lines={3} /> : null}
      {preview.error ? (
        <ErrorState
          error={preview.error}
          doing="count whom it would ask"
          onRetry={() => void preview.refetch()}
        />
      ) : null}
      {preview.data ? (
        <>
          <p className={css.lead}>
            {asked === 0
              ? "Nobody would be asked."
              : `${counted(asked, "mail", "mails")} will be sent.`}
          </p>
          <ul className={css.why}>
            {previewLines(preview.data).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {preview.data.notAgreed > 0 ? (
            <p className="r-muted">
              Who may be asked is settled by the purpose “surveys” under{" "}
              <Link to="/settings/consent">Consent</Link>.
            </p>
          ) : null}
        </>
      ) : null}
      <Group justify="flex-end" mt={16}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={asked === 0}
          loading={start.isPending}
          onClick={() => start.mutate(undefined, { onSuccess: onClose })}
        >
          Send {asked === 0 ? "mails" : counted(asked, "mail", "mails")}
        </Button>
      </Group>
    </Dialog>
  );
};

export const Actions = ({ campaign }: Props) => {
  const navigate = useNavigate();
  const [open, setOpen] = useState<"start" | "edit" | null>(null);
  const { id, state, startedAt } = campaign;
  const stop = useCampaignWrite({
    run: () => api.nps.stop(id),
    done: "Stopped. Mails on their way still arrive.",
    failed: "The campaign was not stopped",
  });
  const remove = useCampaignWrite({
    run: () => api.nps.remove(id),
    done: "Campaign deleted.",
    failed: "The campaign was not deleted",
    undone: true,
  });
  const close = (): void => setOpen(null);
  return (
    <Group gap={8}>
      {state === "sending" ? (
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate(undefined)}>
          Stop
        </Button>
      ) : (
        <>
          <Button onClick={() => setOpen("start")}>
            {startedAt === null ? "Start…" : "Ask again…"}
          </Button>
          <Button variant="default" onClick={() => setOpen("edit")}>
            Edit
          </Button>
        </>
      )}
      {startedAt === null ? (
        <Button
          variant="default"
          loading={remove.isPending}
          onClick={() =>
            remove.mutate(undefined, { onSuccess: () => void navigate({ to: "/settings/nps" }) })
          }
        >
          Delete
        </Button>
      ) : null}
      {open === "start" ? <StartDialog campaign={campaign} onClose={close} /> : null}
      {open === "edit" ? <CampaignDialog campaign={campaign} brand="" onClose={close} /> : null}
    </Group>
  );
};
