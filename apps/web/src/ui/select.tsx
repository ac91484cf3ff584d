// Choosing from lists. Inside a popover the list is drawn within it, or a press on an option would count as one
// outside and close the popover. The list itself scrolls, so that it stays the one popup that its field controls.
import {
  MultiSelect as MantineMultiSelect,
  Select as MantineSelect,
  TagsInput as MantineTagsInput,
  type MultiSelectProps,
  Popover,
  type PopoverDropdownProps,
  type SelectProps,
  type TagsInputProps,
} from "@mantine/core";
import { createContext, useContext } from "react";

const InPopover = createContext(false);

/** The inside of a popover that holds fields. */
export const PopoverPanel = ({ children, ...rest }: PopoverDropdownProps) => (
  <Popover.Dropdown {...rest}>
    <InPopover.Provider value={true}>{children}</InPopover.Provider>
  </Popover.Dropdown>
);

const listStyles = { options: { maxHeight: 260, overflowY: "auto" } } as const;

const useShared = (comboboxProps: SelectProps["comboboxProps"]) => {
  const inPopover = useContext(InPopover);
  return {
    withScrollArea: false,
    styles: listStyles,
    comboboxProps: { transitionProps: { duration: 0 }, withinPortal: !inPopover, ...comboboxProps },
  };
};

export const Select = ({ comboboxProps, ...rest }: SelectProps) => (
  <MantineSelect
    {...useShared(comboboxProps)}
    // So that typing and Enter choose, without an arrow key between them.
    selectFirstOptionOnChange={rest.searchable === true}
    {...rest}
  />
);

export const MultiSelect = ({ comboboxProps, ...rest }: MultiSelectProps) => (
  <MantineMultiSelect {...useShared(comboboxProps)} {...rest} />
);

export const TagsInput = ({ comboboxProps, ...rest }: TagsInputProps) => (
  <MantineTagsInput {...useShared(comboboxProps)} {...rest} />
);
