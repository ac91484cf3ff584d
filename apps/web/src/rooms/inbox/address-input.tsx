// A field into which addresses are typed or pasted. Enter, a comma or leaving it takes them; what is none stays in it and
// is named; who is offered is taken by arrow keys, Enter or a click.
import { Combobox, TextInput, type TextInputProps, useCombobox } from "@mantine/core";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useState } from "react";
import css from "./addresses.module.css";
import { endsAddress, isSeveral, pastedInto } from "./mail-addresses.rules.ts";

export interface Offered {
  key: string;
  label: string;
  hint: string;
}

export interface AddressInputProps
  extends Omit<TextInputProps, "value" | "onChange" | "error" | "onPaste"> {
  typed: string;
  onTyped: (typed: string) => void;
  /** Takes what was typed. Answers what of it stays in the field, and why. */
  onTake: (text: string) => { rest: string; error: string | null };
  offered: readonly Offered[];
  onOffered: (key: string) => void;
  /** Whether Enter takes the first one that is offered. */
  takesFirst: boolean;
  onEmptyBackspace?: () => void;
  onLeftEmpty?: () => void;
  /** While nothing is offered. */
  onEscape?: () => void;
}

const Offers = ({ offered, label }: { offered: readonly Offered[]; label: string }) => (
  <Combobox.Dropdown hidden={offered.length === 0}>
    <Combobox.Options aria-label={label} mah={260} style={{ overflowY: "auto" }}>
      {offered.map(({ key, label: name, hint }) => (
        <Combobox.Option key={key} value={key}>
          <span className={css.offered}>{name}</span>
          {hint === "" ? null : <span className={css.hint}>{hint}</span>}
        </Combobox.Option>
      ))}
    </Combobox.Options>
  </Combobox.Dropdown>
);

export const AddressInput = (props: AddressInputProps) => {
  const { typed, onTyped, onTake, offered, onOffered, takesFirst, ...others } = props;
  const { onEmptyBackspace, onLeftEmpty, onEscape, ...field } = others;
  const [error, setError] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const combobox = useCombobox({
    // With nothing in it there is no list, and Escape is for what stands around the field.
    opened: isOpen && offered.length > 0,
    onOpenedChange: setIsOpen,
    onDropdownClose: () => combobox.resetSelectedOption(),
  });
  const offeredKeys = offered.map(({ key }) => key).join(" ");

  // biome-ignore lint/correctness/useExhaustiveDependencies: when something else is offered, or asked for
  useEffect(() => {
    if (takesFirst && offeredKeys !== "") combobox.selectFirstOption();
    else combobox.resetSelectedOption();
  }, [offeredKeys, typed, takesFirst]);

  const take = (text: string): void => {
    const { rest: stays, error: why } = onTake(text);
    onTyped(stays);
    setError(why);
  };
  const isChoosing = (): boolean =>
    combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0;

  const isEnd = ({ key, nativeEvent }: KeyboardEvent<HTMLInputElement>): boolean =>
    key === "Enter"
      ? !nativeEvent.isComposing && !isChoosing()
      : [",", ";"].includes(key) && endsAddress(typed);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Backspace" && typed === "") onEmptyBackspace?.();
    if (event.key === "Escape" && !combobox.dropdownOpened) onEscape?.();
    if (typed.trim() === "" || !isEnd(event)) return;
    event.preventDefault();
    event.stopPropagation();
    take(typed);
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const pasted = event.clipboardData.getData("text");
    if (!isSeveral(pasted)) return;
    event.preventDefault();
    take(pastedInto(event.currentTarget, pasted));
  };

  return (
    <Combobox
      store={combobox}
      transitionProps={{ duration: 0 }}
      onOptionSubmit={(key) => {
        onOffered(key);
        onTyped("");
        setError(null);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...field}
          classNames={{ error: css.fault }}
          autoComplete="off"
          spellCheck={false}
          maxLength={20_000}
          value={typed}
          error={error}
          onChange={(event) => {
            onTyped(event.currentTarget.value);
            setError(null);
            combobox.openDropdown();
          }}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown();
            if (typed.trim() === "") onLeftEmpty?.();
            else take(typed);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
      </Combobox.Target>
      <Offers offered={offered} label="People" />
    </Combobox>
  );
};
