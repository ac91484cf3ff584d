// Addresses that were taken, each with a button that takes it out again. The focus goes to the next one then, so that
// several go by the same key.
import { ActionIcon } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { IconX } from "../../ui/icons.ts";
import css from "./addresses.module.css";
import { type KnownAddress, shortOf, wholeOf } from "./mail-addresses.rules.ts";

/** Of the chip beside it, else of what stands after them. */
const nextFocus = (button: HTMLElement): HTMLElement | null => {
  const chip = button.closest("li");
  const beside = chip?.nextElementSibling ?? chip?.previousElementSibling;
  const place = chip?.closest<HTMLElement>("[data-addresses]");
  return (
    beside?.querySelector("button") ??
    place?.querySelector<HTMLElement>("input, [data-add-address]") ??
    null
  );
};

interface AddressChipsProps {
  addresses: readonly KnownAddress[];
  label: string;
  onRemove: (address: string) => void;
}

export const AddressChips = ({ addresses, label, onRemove }: AddressChipsProps) => {
  if (addresses.length === 0) return null;
  const remove = (address: string, button: HTMLElement): void => {
    const next = nextFocus(button);
    onRemove(address);
    next?.focus();
  };
  return (
    <ul className={css.chips} aria-label={label}>
      {addresses.map((one) => (
        <li key={one.address} className={css.chip} title={wholeOf(one)}>
          <span className={css.chipText}>{shortOf(one)}</span>
          <ActionIcon
            size={20}
            aria-label={`Remove ${wholeOf(one)} from ${label}`}
            onClick={(event) => remove(one.address, event.currentTarget)}
            onKeyDown={(event: KeyboardEvent<HTMLButtonElement>) => {
              if (event.key !== "Backspace" && event.key !== "Delete") return;
              event.preventDefault();
              remove(one.address, event.currentTarget);
            }}
          >
            <IconX size={12} aria-hidden="true" />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
};
