// The figures of all, each with what it counts and a way to the conversations behind it.
import type { AnalyticsMeasure, ConversationFigures } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import css from "./analytics.module.css";
import type { AnalyticsSearch } from "./analytics-search.rules.ts";
import { intervalText, minutesText, shareText } from "./figures-words.rules.ts";

interface CountProps {
  search: AnalyticsSearch;
  measure: AnalyticsMeasure;
  count: number;
  /** What the number is of, for who cannot see where it stands. */
  label: string;
}

/** A number that lists its conversations. */
export const CountLink = ({ search, measure, count, label }: CountProps) =>
  count === 0 ? (
    <span>0</span>
  ) : (
    <Link
      to="/inbox/analytics"
      search={{ ...search, behind: measure }}
      className="r-link"
      aria-label={`${formatNumber(count)}, ${label}: list them`}
    >
      {formatNumber(count)}
    </Link>
  );

interface TileProps {
  title: string;
  value: string;
  about: string;
  /** Beneath the number: of how many, how sure. */
  notes?: readonly string[];
  behind?: { measure: AnalyticsMeasure; words: string }[];
}

type Told = TileProps & { figures: ConversationFigures; search: AnalyticsSearch };

const Tile = ({ title, value, about, notes = [], behind = [], figures, search }: Told) => (
  <section className={css.tile} aria-label={title}>
    <h3>{title}</h3>
    <p className={css.value}>{value}</p>
    {notes.map((note) => (note === "" ? null : <p key={note}>{note}</p>))}
    {behind.map(({ measure, words }) => (
      <p key={measure}>
        <CountLink
          search={search}
          measure={measure}
          count={figures.total.counts[measure] ?? 0}
          label={words}
        />{" "}
        {words}
      </p>
    ))}
    <p className={css.about}>{about}</p>
  </section>
);

const tilesOf = ({ total, definitions }: ConversationFigures): TileProps[] => {
  const about = (measure: AnalyticsMeasure): string => definitions[measure]?.about ?? "";
  const p90 = (minutes: number | undefined) =>
    minutes === undefined ? "" : `9 of 10 within ${minutesText(minutes)}`;
  const count = (measure: AnalyticsMeasure): string => formatNumber(total.counts[measure] ?? 0);
  const all: TileProps[] = [
    {
      title: "Conversations",
      value: count("conversations"),
      about: about("conversations"),
      behind: [{ measure: "conversations", words: "in all" }],
    },
    {
      title: "First response",
      value: minutesText(total.firstResponse?.median),
      notes: [p90(total.firstResponse?.p90)],
      about: "Median, in business hours, from the first message to the first reply of a member.",
      behind: [{ measure: "answered", words: "answered by a member" }],
    },
    {
      title: "Resolution",
      value: minutesText(total.resolution?.median),
      notes: [p90(total.resolution?.p90)],
      about: "Median, in business hours, from the first message to the closing that holds.",
      behind: [{ measure: "resolved", words: "closed now" }],
    },
    {
      title: "Reopened",
      value: count("reopened"),
      about: about("reopened"),
      behind: [{ measure: "reopened", words: "reopened" }],
    },
    {
      title: "Promises kept",
      value: shareText(total.keptShare),
      notes: [intervalText(total.keptShare)],
      about: "Of conversations with a promise, those of which none was missed so far.",
      behind: [
        { measure: "promised", words: "with a promise" },
        { measure: "missed", words: "missed" },
      ],
    },
    {
      title: "Satisfied",
      value: shareText(total.satisfiedShare),
      notes: [
        intervalText(total.satisfiedShare),
        total.averageScore === null ? "" : `${total.averageScore.toFixed(1)} of 5 on average`,
      ],
      about: "Rated 4 or 5, of those that were rated.",
      behind: [
        { measure: "rated", words: "rated" },
        { measure: "asked", words: "asked" },
        { measure: "dissatisfied", words: "rated 1 or 2" },
      ],
    },
  ];
  if ((total.counts["bot-answered"] ?? 0) === 0) return all;
  const bot: TileProps = {
    title: "Resolved by the bot",
    value: shareText(total.deflectedShare),
    notes: [intervalText(total.deflectedShare)],
    about: about("deflected"),
    behind: [
      { measure: "deflected", words: "resolved by the bot" },
      { measure: "bot-answered", words: "answered by the bot" },
    ],
  };
  return [...all, bot];
};

export const Tiles = (props: { figures: ConversationFigures; search: AnalyticsSearch }) => (
  <div className={css.tiles}>
    {tilesOf(props.figures).map((tile) => (
      <Tile key={tile.title} {...tile} {...props} />
    ))}
  </div>
);
