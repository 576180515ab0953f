// A socket proves who it is once, in `auth.token` of the handshake; its session is looked up there,
// and every signal checks that the token has not run out since.
import { authenticate } from "../auth/authenticate.js";
import type { Services } from "../context.js";
import { AppError, asAppError, toAck } from "../errors.js";
import { memberRoom, sessionRoom } from "./rooms.js";
import type { LiveSocket } from "./types.js";

const NO_REQUEST = "handshake";

/** What Socket.IO hands to the client as `err.data`. */
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
  const { actor, expiresAt } = await authenticate(services, tokenOf(socket));
  socket.data.actor = actor;
  socket.data.expiresAt = expiresAt;
  await socket.join([memberRoom(actor.memberNo), sessionRoom(actor.sessionId)]);
}

/** The middleware of the namespace; a refusal has its code in `err.data.code`. */
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
