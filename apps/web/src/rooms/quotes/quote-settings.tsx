// What is printed on quotes: the seller, the logo, texts, numbering. It holds for what is sent from now on.
import {
  Button,
  FileButton,
  Group,
  NumberInput,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { QuoteSettingsChange, QuoteSettings as Settings } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { Select } from "../../ui/select.tsx";
import { Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { showError, showUndo } from "../../ui/toast.tsx";
import { useQuoteSettings } from "./quote-queries.ts";

const LOCALES: Record<string, string> = {
  "en-GB": "English (UK)",
  "en-US": "English (US)",
  "de-DE": "German (Germany)",
  "de-CH": "German (Switzerland)",
  "fr-FR": "French",
  "es-ES": "Spanish",
  "it-IT": "Italian",
  "nl-NL": "Dutch",
  "pl-PL": "Polish",
  "pt-PT": "Portuguese",
  "el-GR": "Greek",
  "uk-UA": "Ukrainian",
};

const kept = ({ data, actId }: { data: Settings; actId: string | null }): void => {
  queryClient.setQueryData(["quote-settings"], data);
  showUndo("Settings of quotes saved.", actId);
};

const Logo = ({ settings }: { settings: Settings }) => {
  const upload = useMutation({
    mutationFn: (file: File) => api.quoteSettings.setLogo(file),
    onSuccess: kept,
    onError: (error) => showError(error, "The logo was not taken"),
  });
  const remove = useMutation({
    mutationFn: () => api.quoteSettings.removeLogo(),
    onSuccess: kept,
    onError: (error) => showError(error, "The logo was not removed"),
  });
  const { logo, mayChange } = settings;
  return (
    <Section title="Logo" lead="A PNG or JPEG of 1 MB at most. It stands in the upper left corner.">
      {logo ? (
        <img
          key={logo.sha256}
          src={api.quoteSettings.logoUrl(logo.sha256)}
          alt="Logo on quotes"
          style={{ maxWidth: 220, maxHeight: 70, display: "block", marginBottom: 10 }}
        />
      ) : null}
      {mayChange ? (
        <Group gap={8}>
          <FileButton
            accept="image/png,image/jpeg"
            onChange={(file) => file && upload.mutate(file)}
            inputProps={{ "aria-label": "Logo file" }}
          >
            {(props) => (
              <Button variant="default" loading={upload.isPending} {...props}>
                {logo ? "Replace logo" : "Upload logo"}
              </Button>
            )}
          </FileButton>
          {logo ? (
            <Button variant="subtle" color="gray" onClick={() => remove.mutate()}>
              Remove
            </Button>
          ) : null}
        </Group>
      ) : null}
    </Section>
  );
};

type Draft = Omit<Settings, "logo" | "nextNumber" | "mayChange">;

const changeOf = (draft: Draft): QuoteSettingsChange => ({
  ...draft,
  sellerName: draft.sellerName?.trim() || null,
  taxId: draft.taxId?.trim() || null,
  email: draft.email?.trim() || null,
  phone: draft.phone?.trim() || null,
  locale: draft.locale as NonNullable<QuoteSettingsChange["locale"]>,
});

const Form = ({ settings }: { settings: Settings }) => {
  const { logo: _logo, nextNumber, mayChange, ...start } = settings;
  const [draft, setDraft] = useState<Draft>(start);
  const save = useMutation({
    mutationFn: () => api.quoteSettings.update(changeOf(draft)),
    onSuccess: kept,
  });
  const set = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const text = (
    key: "sellerName" | "taxId" | "email" | "phone",
    label: string,
    maxLength: number,
  ) => (
    <TextInput
      label={label}
      disabled={!mayChange}
      maxLength={maxLength}
      value={draft[key] ?? ""}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );
  const prose = (
    key: "sellerAddress" | "terms" | "footer",
    label: string,
    description?: string,
  ) => (
    <Textarea
      label={label}
      description={description}
      disabled={!mayChange}
      autosize
      minRows={3}
      maxRows={12}
      value={draft[key] ?? ""}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap={14} maw={620}>
        {text("sellerName", "Company", 200)}
        {prose("sellerAddress", "Address")}
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing={12}>
          {text("taxId", "Tax id", 60)}
          {text("email", "E-mail", 254)}
          {text("phone", "Phone", 60)}
        </SimpleGrid>
        {prose("terms", "Terms", "A new quote starts with these.")}
        {prose("footer", "Footer", "On the foot of every page: registration, bank, and the like.")}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={12}>
          <TextInput
            label="Numbering"
            description={`{YYYY}, {YY} and {MM} stand for the day, {0000} for the number. Next: ${nextNumber}`}
            disabled={!mayChange}
            maxLength={60}
            value={draft.numberFormat}
            onChange={(event) => set({ numberFormat: event.currentTarget.value })}
          />
          <NumberInput
            label="First number of a new series"
            description="A series that has begun goes on by itself."
            disabled={!mayChange}
            hideControls
            min={1}
            allowDecimal={false}
            value={draft.firstNumber}
            onChange={(value) => set({ firstNumber: Number(value) || 1 })}
          />
          <NumberInput
            label="Valid for"
            disabled={!mayChange}
            hideControls
            min={1}
            max={730}
            allowDecimal={false}
            suffix=" days"
            value={draft.validDays}
            onChange={(value) => set({ validDays: Number(value) || 30 })}
          />
          <Select
            label="Paper"
            disabled={!mayChange}
            allowDeselect={false}
            data={[
              { value: "a4", label: "A4" },
              { value: "letter", label: "Letter" },
            ]}
            value={draft.pageSize}
            onChange={(size) => set({ pageSize: size === "letter" ? "letter" : "a4" })}
          />
          <Select
            label="Numbers and dates"
            disabled={!mayChange}
            allowDeselect={false}
            data={Object.entries(LOCALES).map(([value, label]) => ({ value, label }))}
            value={draft.locale}
            onChange={(locale) => locale && set({ locale })}
          />
        </SimpleGrid>
        <FormError error={save.error} />
        {mayChange ? (
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
  );
};

export const QuoteSettings = () => {
  const { data, error, isPending, refetch } = useQuoteSettings();
  return (
    <SettingsPage
      title="Quotes"
      lead="What is printed on quotes. Quotes that were sent stay as they were sent."
    >
      {isPending ? <SkeletonLines lines={8} /> : null}
      {error ? (
        <ErrorState error={error} doing="load the settings" onRetry={() => void refetch()} />
      ) : null}
      {data ? (
        <>
          <Form settings={data} />
          <Logo settings={data} />
        </>
      ) : null}
    </SettingsPage>
  );
};
