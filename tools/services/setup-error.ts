/** Something on this machine is not as needed: the message is for the user, a stack is not. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
