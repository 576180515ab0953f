/**
 * Something on this machine is missing or wrong. The user sees the message without a stack trace.
 */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
