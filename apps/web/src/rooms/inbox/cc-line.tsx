// Above an answer by mail: to whom it goes, and who else gets it.
import { Button } from "@mantine/core";
import type { Conversation } from "@rapport/sdk";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { AddressChips } from "./address-chips.tsx";
import { AddressInput, type Offered } from "./address-input.tsx";
import css from "./addresses.module.css";
import { whoOf } from "./inbox-words.rules.ts";
import {
  addressesIn,
  has,
  isMailAddress,
  isSameAddress,
  type KnownAddress,
  shortOf,
  wrongWords,
} from "./mail-addresses.rules.ts";
import { usePeopleFound } from "./people-found.ts";
import type { Cc } from "./use-cc.ts";

const mostOffered = 8;

interface CcFieldProps {
  typed: string;
  onTyped: (typed: string) => void;
  chosen: readonly KnownAddress[];
  /** Offered before anything is typed. */
  known: readonly KnownAddress[];
  /** Who gets it anyway. */
  to: string | null;
  onAdd: (more: readonly KnownAddress[]) => void;
  onRemove: (address: string) => void;
  onLeftEmpty?: () => void;
  onEscape?: () => void;
  /** Where it stands in a form. */
  label?: string;
}

const fits = (one: KnownAddress, typed: string): boolean =>
  `${one.name ?? ""} ${one.address}`.toLowerCase().includes(typed.trim().toLowerCase());

const useOffers = ({ typed, chosen, known, to }: CcFieldProps): KnownAddress[] => {
  const people = usePeopleFound(typed).flatMap(({ title, email }) =>
    email === null ? [] : [{ address: email, name: title, isKnown: true }],
  );
  const taken = (address: string): boolean =>
    has(chosen, address) || (to !== null && isSameAddress(address, to));
  const here = known.filter((one) => fits(one, typed));
  return [...here, ...people.filter(({ address }) => !has(here, address))]
    .filter(({ address }) => !taken(address))
    .slice(0, mostOffered);
};

const offerOf = (one: KnownAddress): Offered => {
  const label = shortOf(one);
  return { key: one.address, label, hint: label === one.address ? "" : one.address };
};

/** The field of Cc, in an answer and in a new conversation. */
export const CcField = (props: CcFieldProps) => {
  const { typed, onTyped, chosen, to, onAdd, onRemove, onLeftEmpty, onEscape, label } = props;
  const offers = useOffers(props);
  const take = (text: string) => {
    const { found, wrong } = addressesIn(text);
    const isTo = ({ address }: KnownAddress) => to !== null && isSameAddress(address, to);
    onAdd(found.filter((one) => !isTo(one)));
    const error = wrongWords(wrong) ?? (found.some(isTo) ? `${to} gets it anyway.` : null);
    return { rest: wrong.join(", "), error };
  };
  return (
    <AddressInput
      {...(label === undefined
        ? { "aria-label": "Add to Cc", className: css.input, size: "xs" }
        : { label })}
      placeholder="Name or address"
      typed={typed}
      onTyped={onTyped}
      onTake={take}
      offered={offers.map(offerOf)}
      onOffered={(key) => onAdd(offers.filter(({ address }) => address === key))}
      takesFirst={typed.trim() !== "" && !isMailAddress(typed.trim())}
      onEmptyBackspace={() => {
        const last = chosen.at(-1);
        if (last) onRemove(last.address);
      }}
      onLeftEmpty={onLeftEmpty}
      onEscape={onEscape}
    />
  );
};

const Unknown = ({ onAgain }: { onAgain: () => void }) => (
  <span role="alert">
    Could not load who else is on the mails.{" "}
    <Button size="compact-xs" variant="subtle" onClick={onAgain}>
      Try again
    </Button>
  </span>
);

export const CcLine = ({ conversation, cc }: { conversation: Conversation; cc: Cc }) => {
  const [isAdding, setIsAdding] = useState(false);
  const line = useRef<HTMLDivElement>(null);
  if (!cc.isShown) return null;
  const show = (isNow: boolean): void => {
    flushSync(() => setIsAdding(isNow));
    line.current?.querySelector<HTMLElement>("input, [data-add-address]")?.focus();
  };
  const leave = (): void => {
    cc.setTyped("");
    show(false);
  };
  const who = whoOf(conversation);
  const address = cc.to !== null && cc.to !== who ? ` <${cc.to}>` : "";
  return (
    <div ref={line} className={css.line} data-addresses>
      <span className={css.to} title={`${who}${address}`}>
        <span className={css.label}>To</span> {who}
        <span className={css.label}>{address}</span>
      </span>
      {cc.chosen.length > 0 ? <span className={css.label}>Cc</span> : null}
      <AddressChips addresses={cc.chosen} label="Cc" onRemove={cc.remove} />
      {cc.isUnknown ? <Unknown onAgain={cc.askAgain} /> : null}
      {isAdding ? (
        <CcField
          typed={cc.typed}
          onTyped={cc.setTyped}
          chosen={cc.chosen}
          known={cc.offered}
          to={cc.to}
          onAdd={cc.add}
          onRemove={cc.remove}
          onLeftEmpty={() => setIsAdding(false)}
          onEscape={leave}
        />
      ) : (
        <Button
          size="compact-xs"
          variant="subtle"
          data-add-address
          aria-label="Add to Cc"
          onClick={() => show(true)}
        >
          + Cc
        </Button>
      )}
    </div>
  );
};
