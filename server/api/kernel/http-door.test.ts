import { describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { Agent, get, type IncomingMessage, type ServerResponse } from "node:http";
import { HttpDoor } from "./http-door.js";

describe("the end of an HTTP door", () => {
  it("finishes the answer under way, takes no new connection and lets idle connections go", async () => {
    const door = new HttpDoor();
    const arrived = once(door.server, "request") as Promise<[IncomingMessage, ServerResponse]>;
    await door.listen({ port: 0, host: "127.0.0.1" });
    const { port } = door;
    const agent = new Agent({ keepAlive: true });
    const asked = get({ port, host: "127.0.0.1", agent });
    const [, answer] = await arrived;
    const closed = door.closed();
    const refused = get({ port, host: "127.0.0.1" });
    await expect(once(refused, "response")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    answer.end("done");
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    response.resume();
    await closed;
    agent.destroy();
    expect(response.statusCode).toBe(200);
  });

  it("closes by force who will not go, and is closed though it never opened", async () => {
    const door = new HttpDoor(() => undefined);
    await door.listen({ port: 0, host: "127.0.0.1" });
    const hanging = get({ port: door.port, host: "127.0.0.1" });
    const failed = once(hanging, "response");
    await once(door.server, "request");
    await door.closed(50);
    await expect(failed).rejects.toMatchObject({ code: "ECONNRESET" });
    await new HttpDoor().closed();
  });
});
