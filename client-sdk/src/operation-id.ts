/** A random UUID. Pages that are not served over TLS have no `crypto.randomUUID`. */
export function operationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 4, 4, 4, 12]
    .map((length, at) => hex.slice(STARTS[at] ?? 0, (STARTS[at] ?? 0) + length))
    .join("-");
}

const STARTS = [0, 8, 12, 16, 20];
