// Where a client stores places and payment keys, so that they survive a reload. `localStorage` has
// these methods; a caller can pass any other object that has them.

/** A store of texts by key, such as `localStorage`. */
export interface KeptTexts {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** A store in memory: it is empty again after a reload. */
export function memoryStorage(): KeptTexts {
  const texts = new Map<string, string>();
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, value) => void texts.set(key, value),
    removeItem: (key) => void texts.delete(key),
  };
}

/** Key under which the queue token of a showtime is stored. */
export const placeKey = (showtimeId: string): string => `onsale:place:${showtimeId}`;
/** Key under which the idempotency key of a payment is stored. */
export const paymentKey = (reservationId: string): string => `onsale:payment:${reservationId}`;
