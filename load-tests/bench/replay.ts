// Sends encoded requests over many connections, one pipeline after the other. The requests are
// encoded before, so that the work of the client does not limit Redis, whose CPU time is measured.
import { connect } from "node:net";
import { ReplyCounter } from "./resp.js";

export interface Crowd {
  readonly connections: number;
  /** How many requests a connection sends before it waits for their replies. */
  readonly pipeline: number;
  /** How many replies a request has: more than one when it is a transaction. Default: 1. */
  readonly repliesEach?: number;
}

export type Outcomes = ReadonlyMap<string, number>;

/** Sends all requests and counts the replies by their first item. */
export async function replay(
  url: string,
  requests: readonly Buffer[],
  { connections, pipeline, repliesEach = 1 }: Crowd,
): Promise<Outcomes> {
  const share = Math.ceil(requests.length / connections);
  const parts = Array.from({ length: connections }, (_, i) =>
    requests.slice(i * share, (i + 1) * share),
  );
  const counted = await Promise.all(
    parts
      .filter((part) => part.length > 0)
      .map((part) => replayOne(url, part, { pipeline, repliesEach })),
  );
  const outcomes = new Map<string, number>();
  for (const [outcome, count] of counted.flatMap((each) => [...each])) {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count);
  }
  return outcomes;
}

function replayOne(
  url: string,
  requests: readonly Buffer[],
  { pipeline, repliesEach }: Readonly<Record<"pipeline" | "repliesEach", number>>,
): Promise<Outcomes> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const replies = new ReplyCounter();
    let sent = 0;
    const sendNext = (): void => {
      const batch = requests.slice(sent, sent + pipeline);
      sent += batch.length;
      socket.write(Buffer.concat(batch));
    };
    socket.setNoDelay(true);
    socket.on("connect", sendNext);
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      replies.push(chunk);
      if (replies.count < sent * repliesEach) return;
      if (sent < requests.length) return sendNext();
      socket.destroy();
      resolve(replies.outcomes);
    });
  });
}
