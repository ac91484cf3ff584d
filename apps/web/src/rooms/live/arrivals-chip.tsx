// What arrived for a table since it was loaded, above its first row. Taking it in is the reader's choice.
import { UnstyledButton } from "@mantine/core";
import { IconArrowUp } from "../../ui/icons.ts";
import css from "./live.module.css";
import { waitingWords } from "./live.rules.ts";

interface ArrivalsChipProps {
  arrived: number;
  many: boolean;
  onTake: () => void;
}

export const ArrivalsChip = ({ arrived, many, onTake }: ArrivalsChipProps) => {
  const words = waitingWords(arrived, many);
  return (
    <div className={css.chipPlace} role="status">
      {words ? (
        <UnstyledButton className={css.chip} onClick={onTake}>
          <IconArrowUp size={14} aria-hidden="true" /> {words}
          <span className="r-visually-hidden">: show</span>
        </UnstyledButton>
      ) : null}
    </div>
  );
};
