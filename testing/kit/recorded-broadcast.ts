import type { Broadcast, ServerSignal, SignalPayload } from "../../server/context.js";
import type { MemberNo, ShowtimeId } from "../../server/journal/brands.js";

interface Sent {
  readonly to: `show:${number}` | `member:${number}`;
  readonly signal: ServerSignal;
  readonly payload: unknown;
}

/** Keeps what was told, and hands it on to whoever listens. */
export class RecordedBroadcast implements Broadcast {
  readonly sent: Sent[] = [];
  readonly #listeners = new Set<(sent: Sent) => void>();

  toShowtime<S extends ServerSignal>(
    showtime: ShowtimeId,
    signal: S,
    ...payload: SignalPayload<S>
  ): void {
    this.#told({ to: `show:${showtime}`, signal, payload: payload[0] });
  }

  toMember<S extends ServerSignal>(
    memberNo: MemberNo,
    signal: S,
    ...payload: SignalPayload<S>
  ): void {
    this.#told({ to: `member:${memberNo}`, signal, payload: payload[0] });
  }

  /** What one room was told under one name, oldest first. */
  of<S extends ServerSignal>(signal: S, to?: Sent["to"]): SignalPayload<S>[0][] {
    return this.sent
      .filter((sent) => sent.signal === signal && (to === undefined || sent.to === to))
      .map(({ payload }) => payload as SignalPayload<S>[0]);
  }

  onSent(listener: (sent: Sent) => void): void {
    this.#listeners.add(listener);
  }

  #told(sent: Sent): void {
    this.sent.push(sent);
    for (const listener of this.#listeners) listener(sent);
  }
}
