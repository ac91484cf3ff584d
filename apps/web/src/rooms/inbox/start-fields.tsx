// The fields of a conversation that a member begins.
import { Input, Text, TextInput } from "@mantine/core";
import type { StartChannel } from "@rapport/contracts";
import { Select } from "../../ui/select.tsx";
import { KIND_WORDS } from "../channels/channel.rules.ts";
import { AddressChips } from "./address-chips.tsx";
import { AddressInput } from "./address-input.tsx";
import css from "./addresses.module.css";
import { CcField } from "./cc-line.tsx";
import { AttachButton } from "./composer-files.tsx";
import { has, isMailAddress, isSameAddress } from "./mail-addresses.rules.ts";
import { usePeopleFound } from "./people-found.ts";
import { reachedBy, type StartHead, type StartTo, toIn, toWhole, toWords } from "./start.rules.ts";

const maxSubjectLength = 500;

const channelWords = ({ name, kind, address }: StartChannel): string =>
  address === null ? `${name}, ${KIND_WORDS[kind].word.toLowerCase()}` : `${name}, ${address}`;

export const ChannelField = ({
  channels,
  channel,
  onChannel,
}: {
  channels: readonly StartChannel[];
  channel: StartChannel | null;
  onChannel: (id: string) => void;
}) =>
  channels.length === 1 && channel ? (
    <Text size="sm">
      <span className={css.label}>From</span> {channelWords(channel)}
    </Text>
  ) : (
    <Select
      label="Channel"
      data-start="channel"
      withAsterisk
      allowDeselect={false}
      placeholder="Choose a channel"
      data={channels.map((one) => ({ value: one.id, label: channelWords(one) }))}
      value={channel?.id ?? null}
      onChange={(id) => id !== null && onChannel(id)}
    />
  );

const hints: Record<StartChannel["kind"], string> = {
  email: "Name or mail address",
  sms: "Name, or number as +49 30 1234567",
};

interface ToFieldProps {
  channel: StartChannel | null;
  to: StartTo | null;
  typed: string;
  onTyped: (typed: string) => void;
  onTo: (to: StartTo | null) => void;
}

const Chosen = ({ channel, to, onTo }: ToFieldProps & { to: StartTo }) => {
  const reached = to.kind === "person" ? reachedBy(channel?.kind, to) : null;
  const chip = { address: toWords(to), name: null, isKnown: false };
  return (
    <div data-addresses>
      <Input.Label labelElement="div" size="sm">
        To
      </Input.Label>
      <div className={css.line} title={toWhole(channel?.kind, to)}>
        <AddressChips addresses={[chip]} label="To" onRemove={() => onTo(null)} />
        {reached === null || reached === toWords(to) ? null : (
          <span className={css.label}>{reached}</span>
        )}
      </div>
    </div>
  );
};

const Asked = ({ channel, typed, onTyped, onTo }: ToFieldProps) => {
  const kind = channel?.kind;
  const people = usePeopleFound(typed).filter((one) => reachedBy(kind, one) !== null);
  return (
    <AddressInput
      label="To"
      withAsterisk
      placeholder={hints[kind ?? "email"]}
      data-start="to"
      typed={typed}
      onTyped={onTyped}
      onTake={(text) => {
        const { to, error } = toIn(kind, text);
        if (to) onTo(to);
        return { rest: to ? "" : text.trim(), error };
      }}
      offered={people.map((one) => ({
        ...{ key: one.id, label: one.title },
        hint: reachedBy(kind, one) ?? "",
      }))}
      onOffered={(id) => {
        const person = people.find((one) => one.id === id);
        if (person) onTo({ kind: "person", ...person });
      }}
      takesFirst={typed.trim() !== "" && !isMailAddress(typed.trim()) && !/^\+?\d/.test(typed)}
    />
  );
};

export const ToField = (props: ToFieldProps) =>
  props.to === null ? <Asked {...props} /> : <Chosen {...props} to={props.to} />;

interface MailFieldsProps {
  head: StartHead;
  onChange: (change: Partial<StartHead>) => void;
}

export const MailFields = ({ head, onChange }: MailFieldsProps) => {
  const { to, cc, subject, typedCc } = head;
  const toAddress = to?.kind === "person" ? to.email : (to?.address ?? null);
  const remove = (address: string): void =>
    onChange({ cc: cc.filter((one) => !isSameAddress(one.address, address)) });
  return (
    <>
      <div data-addresses>
        <CcField
          label="Cc"
          typed={typedCc}
          onTyped={(typed) => onChange({ typedCc: typed })}
          chosen={cc}
          known={[]}
          to={toAddress}
          onAdd={(more) =>
            onChange({ cc: [...cc, ...more.filter(({ address }) => !has(cc, address))] })
          }
          onRemove={remove}
        />
        <div className={css.below}>
          <AddressChips addresses={cc} label="Cc" onRemove={remove} />
        </div>
      </div>
      <TextInput
        label="Subject"
        withAsterisk
        maxLength={maxSubjectLength}
        data-start="subject"
        value={subject}
        onChange={(event) => onChange({ subject: event.currentTarget.value })}
      />
    </>
  );
};

/** Files stand on the record of a person, so there has to be one. */
export const StartFiles = ({
  isFor,
  onFiles,
}: {
  isFor: boolean;
  onFiles: (files: File[]) => void;
}) =>
  isFor ? (
    <AttachButton onFiles={onFiles} />
  ) : (
    <span className={css.status}>Files: once a person is chosen from the list</span>
  );
