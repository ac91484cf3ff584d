// Words of the workspace in place of the bot's usual ones: by language, for all channels or for one.
import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import type { BotLanguage, BotWording, Channel } from "@rapport/sdk";
import css from "./ai.module.css";

const LANGUAGES: Record<BotLanguage, string> = {
  en: "English",
  de: "German",
  fr: "French",
  es: "Spanish",
};

interface Props {
  wordings: readonly BotWording[];
  channels: readonly Pick<Channel, "id" | "name">[];
  onChange: (next: BotWording[]) => void;
}

const fresh: BotWording = { language: "en", channelId: null, disclosure: null, handOver: null };
const orNull = (text: string): string | null => (text === "" ? null : text);

export const BotWordings = ({ wordings, channels, onChange }: Props) => {
  const change = (at: number, parts: Partial<BotWording>) =>
    onChange(wordings.map((one, index) => (index === at ? { ...one, ...parts } : one)));
  const options = [
    { value: "", label: "All channels" },
    ...channels.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Stack gap={12}>
      {wordings.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no id, and their order is theirs
        <fieldset key={at} className={css.card} aria-label={`Words ${at + 1}`}>
          <Group grow align="flex-start">
            <NativeSelect
              label="Language"
              value={one.language}
              data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
              onChange={(event) =>
                change(at, { language: event.currentTarget.value as BotLanguage })
              }
            />
            <NativeSelect
              label="Channel"
              value={one.channelId ?? ""}
              data={options}
              onChange={(event) => change(at, { channelId: orNull(event.currentTarget.value) })}
            />
          </Group>
          <TextInput
            label="First words"
            description="They must say that an AI speaks. Empty: the usual words."
            maxLength={300}
            value={one.disclosure ?? ""}
            onChange={(event) => change(at, { disclosure: orNull(event.currentTarget.value) })}
          />
          <Textarea
            label="When a person takes over"
            description="Empty: the usual words, which also say why."
            autosize={true}
            minRows={1}
            maxLength={600}
            value={one.handOver ?? ""}
            onChange={(event) => change(at, { handOver: orNull(event.currentTarget.value) })}
          />
          <Group>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => onChange(wordings.filter((_one, index) => index !== at))}
            >
              Remove these words
            </Button>
          </Group>
        </fieldset>
      ))}
      <Group>
        <Button variant="default" onClick={() => onChange([...wordings, fresh])}>
          Add words of your own
        </Button>
      </Group>
    </Stack>
  );
};
