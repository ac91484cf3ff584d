// The settings of a campaign, to make one or to change it.
import { Button, Group, NumberInput, Stack, TextInput } from "@mantine/core";
import type { NpsCampaign, NpsCampaignInput } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { FormError, SkeletonLines } from "../../ui/states.tsx";
import { showUndo } from "../../ui/toast.tsx";
import { channelsQuery } from "../channels/channel-queries.ts";

const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "de", label: "German" },
];
const USUAL_DAYS = 90;

interface Choice {
  value: string;
  label: string;
}

interface FieldsProps {
  start: NpsCampaignInput;
  segments: Choice[];
  mailboxes: Choice[];
  action: string;
  isSaving: boolean;
  error: unknown;
  onSave: (input: NpsCampaignInput) => void;
  onClose: () => void;
}

const Fields = ({ start, segments, mailboxes, action, ...rest }: FieldsProps) => {
  const [draft, setDraft] = useState(start);
  const set = (part: Partial<NpsCampaignInput>): void => setDraft((now) => ({ ...now, ...part }));
  const isWhole =
    [draft.name, draft.brand].every((text) => text.trim() !== "") &&
    draft.segmentId !== "" &&
    draft.channelId !== "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    rest.onSave(draft);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={12}>
        <TextInput
          label="Name"
          description="For your team; people who are asked do not see it."
          required
          maxLength={120}
          data-autofocus
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label="What people are asked about"
          description={`“How likely are you to recommend ${draft.brand.trim() || "…"}?”`}
          required
          maxLength={80}
          value={draft.brand}
          onChange={(event) => set({ brand: event.currentTarget.value })}
        />
        <Select
          label="Whom to ask"
          description="A segment of people."
          required
          allowDeselect={false}
          searchable
          data={segments}
          value={draft.segmentId || null}
          onChange={(segmentId) => segmentId && set({ segmentId })}
        />
        <Select
          label="Send from"
          description="A mailbox of your channels. What people write back comes to the inbox."
          required
          allowDeselect={false}
          data={mailboxes}
          value={draft.channelId || null}
          onChange={(channelId) => channelId && set({ channelId })}
        />
        <Select
          label="Language"
          allowDeselect={false}
          data={LANGUAGES}
          value={draft.language}
          onChange={(language) => set({ language: language === "de" ? "de" : "en" })}
        />
        <NumberInput
          label="Ask nobody again within"
          suffix=" days"
          required
          min={30}
          max={730}
          allowDecimal={false}
          value={draft.periodDays}
          onChange={(days) => typeof days === "number" && set({ periodDays: days })}
        />
        <FormError error={rest.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={rest.onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rest.isSaving} disabled={!isWhole}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const startOf = (campaign: NpsCampaign | null, brand: string): NpsCampaignInput => ({
  name: campaign?.name ?? "",
  brand: campaign?.brand ?? brand,
  language: campaign?.language ?? "en",
  segmentId: campaign?.segment.id ?? "",
  channelId: campaign?.channel.id ?? "",
  periodDays: campaign?.periodDays ?? USUAL_DAYS,
});

interface DialogProps {
  /** Null: a new one. */
  campaign: NpsCampaign | null;
  brand: string;
  onClose: () => void;
  onMade?: (id: string) => void;
}

export const CampaignDialog = ({ campaign, brand, onClose, onMade }: DialogProps) => {
  const segments = useQuery({ queryKey: ["segments"], queryFn: () => api.segments.list() });
  const channels = useQuery(channelsQuery);
  const save = useMutation({
    mutationFn: (input: NpsCampaignInput) =>
      campaign === null ? api.nps.create(input) : api.nps.update(campaign.id, input),
    onSuccess: async ({ data, actId }) => {
      await queryClient.invalidateQueries({ queryKey: ["nps"] });
      showUndo(campaign === null ? "Campaign made." : "Campaign saved.", actId);
      onClose();
      onMade?.(data.id);
    },
  });
  const people = (segments.data ?? []).filter(({ definition }) => definition.entity === "people");
  const mailboxes = (channels.data ?? []).filter(({ kind }) => kind === "email");
  const isReady = !segments.isPending && !channels.isPending;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={campaign === null ? "New campaign" : `Edit ${campaign.name}`}
    >
      {isReady && people.length === 0 ? (
        <p role="status">
          There is no segment of people yet. <Link to="/segments/new">Make a segment</Link> of those
          whom you want to ask.
        </p>
      ) : null}
      {isReady && mailboxes.length === 0 ? (
        <p role="status">
          No mailbox is set up yet. <Link to="/settings/channels/new">Set up a channel</Link> for
          mail first.
        </p>
      ) : null}
      <FormError error={segments.error ?? channels.error} />
      {isReady ? (
        <Fields
          start={startOf(campaign, brand)}
          segments={people.map(({ id, name }) => ({ value: id, label: name }))}
          mailboxes={mailboxes.map(({ id, name }) => ({ value: id, label: name }))}
          action={campaign === null ? "Make campaign" : "Save"}
          isSaving={save.isPending}
          error={save.error}
          onSave={(input) => save.mutate(input)}
          onClose={onClose}
        />
      ) : (
        <SkeletonLines lines={6} />
      )}
    </Dialog>
  );
};
