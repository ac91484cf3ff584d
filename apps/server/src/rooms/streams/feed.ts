// What this room asks of a broker, whichever it is.

/** One message with its place at the broker. */
export interface Delivery {
  /** The same each time that it is delivered, and no other message's. */
  place: string;
  /** Null: a deletion mark, which is no event. */
  body: Uint8Array | null;
  /** When the broker got it. */
  atMs: number;
}

export interface Feed<D extends Delivery = Delivery> {
  /** At least one, as soon as there is one; none when it is time to look around. Rejects when the broker is away. */
  next(max: number): Promise<D[]>;
  /** Tells the broker that these are done with. Resolves when it knows. */
  settle(deliveries: readonly D[]): Promise<void>;
  /** Messages that wait at the broker; null when it does not say. */
  lag(): Promise<number | null>;
  close(): Promise<void>;
}

export interface OutMessage {
  id: string;
  /** Messages of one key stay in order. */
  key: string;
  /** Part of a NATS subject. */
  subject: string;
  body: string;
}

export interface Sink {
  /** Resolves when the broker has all of them, in their order. */
  send(messages: readonly OutMessage[]): Promise<void>;
  close(): Promise<void>;
}
