// A socket gives its access token once, in `auth.token` of the handshake, where its session is
// looked up. Every signal checks that the token has not expired since.
import { authenticate } from "../auth/authenticate.js";
import type { Services } from "../context.js";
import { AppError, asAppError, toAck } from "../errors.js";
import { memberRoom, sessionRoom } from "./rooms.js";
import type { LiveSocket } from "./types.js";

const NO_REQUEST = "handshake";

/** An error whose `data` the client gets as `err.data`. */
class HandshakeError extends Error {
  readonly data: object;

  constructor(error: AppError) {
    super(error.code);
    this.data = toAck(error, NO_REQUEST).error;
  }
}

function tokenOf(socket: LiveSocket): string {
  const { token } = socket.handshake.auth as { token?: unknown };
  if (typeof token !== "string" || token === "") throw new AppError("UNAUTHENTICATED");
  return token;
}

async function identify(services: Services, socket: LiveSocket): Promise<void> {
  const { actor, expiresAt } = authenticate(services, tokenOf(socket));
  socket.data.actor = actor;
  socket.data.expiresAt = expiresAt;
  await socket.join([memberRoom(actor.memberNo), sessionRoom(actor.sessionId)]);
}

/** The middleware that authenticates a socket; a refusal has its code in `err.data.code`. */
export const handshake =
  (services: Services) =>
  (socket: LiveSocket, next: (error?: Error) => void): void => {
    identify(services, socket).then(
      () => {
        next();
      },
      (thrown: unknown) => {
        next(new HandshakeError(asAppError(thrown)));
      },
    );
  };
