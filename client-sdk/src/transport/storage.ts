// Where places and payment keys outlive a reload: `localStorage` fits, and so does any object of
// the same three methods. Nothing here opens anything by itself.

export interface KeptTexts {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** For one process only: what it keeps is gone with it. */
export function memoryStorage(): KeptTexts {
  const texts = new Map<string, string>();
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, value) => void texts.set(key, value),
    removeItem: (key) => void texts.delete(key),
  };
}

export const placeKey = (showtimeId: string): string => `onsale:place:${showtimeId}`;
export const paymentKey = (reservationId: string): string => `onsale:payment:${reservationId}`;
