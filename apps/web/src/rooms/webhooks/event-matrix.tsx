// Which events a webhook asks for: a row an object, a column a kind of change. Whole rows and everything also
// take in what is added later.
import { Checkbox, Table } from "@mantine/core";
import { PlainTable } from "../../ui/settings.tsx";
import {
  type EventRow,
  isChosen,
  isEverything,
  isWhole,
  toggleVerb,
  toggleWhole,
  VERB_WORDS,
} from "./webhook.rules.ts";
import css from "./webhooks.module.css";

interface MatrixProps {
  rows: readonly EventRow[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

const VERBS = Object.keys(VERB_WORDS);

const ObjectRow = ({ row, chosen, onChange }: MatrixProps & { row: EventRow }) => (
  <Table.Tr>
    <Table.Th scope="row">{row.label}</Table.Th>
    <Table.Td className={css.tick}>
      <Checkbox
        aria-label={`All of ${row.label}`}
        disabled={isEverything(chosen)}
        checked={isWhole(chosen, row.object)}
        onChange={() => onChange(toggleWhole(chosen, row.object))}
      />
    </Table.Td>
    {VERBS.map((verb) => (
      <Table.Td key={verb} className={css.tick}>
        {row.verbs.includes(verb) ? (
          <Checkbox
            aria-label={`${row.label}: ${VERB_WORDS[verb]}`}
            disabled={isEverything(chosen)}
            checked={isChosen(chosen, row.object, verb)}
            onChange={() => onChange(toggleVerb(chosen, row, verb))}
          />
        ) : null}
      </Table.Td>
    ))}
  </Table.Tr>
);

export const EventMatrix = ({ rows, chosen, onChange }: MatrixProps) => (
  <>
    <Checkbox
      mb={10}
      label="Everything, also objects that are added later"
      checked={isEverything(chosen)}
      onChange={(event) => onChange(event.currentTarget.checked ? ["*"] : [])}
    />
    <PlainTable label="Events">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Object</Table.Th>
          <Table.Th ta="center">All</Table.Th>
          {VERBS.map((verb) => (
            <Table.Th key={verb} ta="center">
              {VERB_WORDS[verb]}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <ObjectRow key={row.object} row={row} rows={rows} chosen={chosen} onChange={onChange} />
        ))}
      </Table.Tbody>
    </PlainTable>
  </>
);
