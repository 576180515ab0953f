// The error with which a bench ends when a call is refused: a figure of refused calls means
// nothing.

/** An Error with the name of the call, the code of the refusal and its details (`meta`). */
export function refused(call: string, refusal: unknown): Error {
  const { code, meta } = asRefusal(refusal);
  const details = meta === undefined ? "" : ` ${JSON.stringify(meta)}`;
  return new Error(`${call} was refused: ${String(code)}${details}`, { cause: refusal });
}

interface Refusal {
  readonly code: unknown;
  readonly meta?: unknown;
}

/** Problems of the REST API, errors of an ack and errors of a script all have a code. */
function asRefusal(refusal: unknown): Refusal {
  if (typeof refusal === "object" && refusal !== null && "code" in refusal) return refusal;
  return { code: String(refusal) };
}
