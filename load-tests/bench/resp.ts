// The part of the Redis protocol that a replay needs: it encodes requests and counts replies.

/** An item of a request. A string must be ASCII: keys, numbers, ids; give other values as bytes. */
export type Part = string | number | Buffer;

/** Encodes one request. */
export function encodeRequest(parts: readonly Part[]): Buffer {
  const items = parts.map((part) => {
    const body = Buffer.isBuffer(part) ? part.toString("latin1") : String(part);
    return `$${body.length}\r\n${body}\r\n`;
  });
  return Buffer.from(`*${parts.length}\r\n${items.join("")}`, "latin1");
}

const ARRAY = 42;
const BULK = 36;
const ERROR = 45;

/**
 * Counts complete replies by their first item: OK, a code, an error, or `value` for other replies.
 */
export class ReplyCounter {
  readonly outcomes = new Map<string, number>();
  count = 0;
  #rest: Buffer = Buffer.alloc(0);

  /** Takes the next bytes of the connection. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (let end = endOf(bytes, at); end > 0; end = endOf(bytes, at)) {
      const outcome = outcomeOf(bytes, at);
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      this.count += 1;
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}

/** The end of the reply that begins at a byte; −1 while the reply is incomplete. */
function endOf(bytes: Buffer, at: number): number {
  const line = bytes.indexOf("\r\n", at);
  if (line < 0) return -1;
  const size = Number(bytes.toString("latin1", at + 1, line));
  if (bytes[at] === BULK) {
    const end = size < 0 ? line + 2 : line + 4 + size;
    return end <= bytes.length ? end : -1;
  }
  if (bytes[at] !== ARRAY) return line + 2;
  let end = line + 2;
  for (let item = 0; item < size && end > 0; item++) end = endOf(bytes, end);
  return end;
}

function outcomeOf(bytes: Buffer, at: number): string {
  const lines = bytes.toString("latin1", at, at + 120).split("\r\n");
  if (bytes[at] === ERROR) return lines[0] ?? "";
  if (bytes[at] === ARRAY) return lines[2] ?? "";
  return "value";
}
