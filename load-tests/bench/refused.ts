// What a bench says of a call that was refused: a figure of refused calls would mean nothing.

/** An Error that names the call, the code and what the refusal told besides: `meta`. */
export function refused(call: string, refusal: unknown): Error {
  const { code, meta } = asRefusal(refusal);
  const besides = meta === undefined ? "" : ` ${JSON.stringify(meta)}`;
  return new Error(`${call} was refused: ${String(code)}${besides}`, { cause: refusal });
}

interface Refusal {
  readonly code: unknown;
  readonly meta?: unknown;
}

/** Problems of REST, errors of an ack and errors of a script all have a code. */
function asRefusal(refusal: unknown): Refusal {
  if (typeof refusal === "object" && refusal !== null && "code" in refusal) return refusal;
  return { code: String(refusal) };
}
