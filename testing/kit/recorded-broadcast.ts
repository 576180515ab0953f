import type { Broadcast, ServerSignal, SignalPayload } from "../../server/context.js";
import type { MemberNo, ShowtimeId } from "../../server/journal/brands.js";

interface Sent {
  readonly to: `show:${number}` | `member:${number}`;
  readonly signal: ServerSignal;
  readonly payload: unknown;
}

/** Records the signals that were sent, and passes them to its listeners. */
export class RecordedBroadcast implements Broadcast {
  readonly sent: Sent[] = [];
  readonly #listeners = new Set<(sent: Sent) => void>();

  toShowtime<S extends ServerSignal>(
    showtime: ShowtimeId,
    signal: S,
    ...payload: SignalPayload<S>
  ): void {
    this.#record({ to: `show:${showtime}`, signal, payload: payload[0] });
  }

  toMember<S extends ServerSignal>(
    memberNo: MemberNo,
    signal: S,
    ...payload: SignalPayload<S>
  ): void {
    this.#record({ to: `member:${memberNo}`, signal, payload: payload[0] });
  }

  /** The payloads of a signal, to all rooms or to one, oldest first. */
  of<S extends ServerSignal>(signal: S, to?: Sent["to"]): SignalPayload<S>[0][] {
    return this.sent
      .filter((sent) => sent.signal === signal && (to === undefined || sent.to === to))
      .map(({ payload }) => payload as SignalPayload<S>[0]);
  }

  /** Registers a listener for every signal. */
  onSent(listener: (sent: Sent) => void): void {
    this.#listeners.add(listener);
  }

  #record(sent: Sent): void {
    this.sent.push(sent);
    for (const listener of this.#listeners) listener(sent);
  }
}
